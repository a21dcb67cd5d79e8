// The bytes that were sent and received, as hex and text: only where the session was asked to record them.
import { join } from 'node:path';
import { violations } from './axe.ts';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage } from './overlook-page.ts';

const recordings = join(import.meta.dirname, '../recordings');

test('a live session records what it is asked to, and the inspector shows it on both sides', async ({ page }) => {
  const window = new OverlookPage(page);
  await page.getByTestId('lesson-echo').click();
  await page.getByTestId('option-payload').fill('16');
  await page.getByTestId('run').click();
  await window.hasEnded();
  const operations = await window.operations();
  const send = first(
    operations.filter(({ api, transferred = 0 }) => api === 'WSASend' && transferred > 16),
    'WSASend',
  );
  await window.row(send.id).click();
  const buffers = page.getByTestId('buffers');
  await expect(buffers).toContainText('0000  00 01 02 03 04 05 06 07  ········');
  await expect(buffers).toContainText('0008  08 09 0A 0B 0C 0D 0E 0F  ········');
  await expect(buffers).toContainText(`${Number(send.transferred) - 16} more bytes were not recorded`);

  const receive = first(
    operations.filter(({ api, transferred }) => api === 'WSARecv' && transferred === send.transferred),
    'WSARecv',
  );
  await window.row(receive.id).click();
  await window.stepTo(receive.returnedAt);
  await expect(page.getByTestId('no-buffers')).toContainText('belong to Windows');
  await window.stepTo(receive.fetchedAt);
  await expect(buffers).toContainText('0000  00 01 02 03 04 05 06 07  ········');
  await expect(buffers).toContainText('which saw the completion');
  expect(await violations(page)).toEqual([]);
});

test('where no bytes were recorded it says so, and how to record them', async ({ launchApp }) => {
  const { page } = await launchApp({ args: [join(recordings, 'first-receive.ovl')] });
  const window = new OverlookPage(page);
  const send = first(
    (await window.shownOperations()).filter(({ api }) => api === 'WSASend'),
    'WSASend',
  );
  await window.row(send.id).click();
  await expect(page.getByTestId('no-buffers')).toContainText('enter under “payload”');
});

test('a number of bytes that cannot be is refused in a sentence', async ({ page }) => {
  await page.getByTestId('lesson-echo').click();
  await page.getByTestId('option-payload').fill('5000');
  await page.getByTestId('run').click();
  await expect(page.getByTestId('option-problem')).toContainText('payload must be a whole number from 0 to 4096');
});
