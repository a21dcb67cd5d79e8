// Recordings: shipped, from a file, damaged, foreign. No Winsock is needed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

test.use({ sharesApp: true });

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');
const bytes = readFileSync(shipped);
const trace = traceOf(bytes);
const receive = first(
  trace.operations.filter(({ api }) => api === 'WSARecv'),
  'WSARecv',
);
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test.describe('shown by the host', () => {
  test.use({ sharesApp: false });

  test('a shipped recording opens from the list, with every operation', async ({ page }) => {
    const window = new OverlookPage(page);
    await page.getByTestId('mode-recordings').click();
    await page.getByTestId('recording-first-receive.ovl').click();
    await expect(window.row(receive.id)).toContainText('WSARecv');
    expect(await window.shownOperations()).toEqual([...trace.operations]);
  });

  test('a recording named on the command line is shown at once', async ({ launchApp }) => {
    const window = new OverlookPage((await launchApp({ args: [shipped] })).page);
    await expect(window.row(receive.id)).toContainText('WSARecv');
    expect(await window.shownOperations()).toEqual([...trace.operations]);
  });
});

test('a file that is not a recording is refused in a sentence, and what was shown stays', async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(shipped);
  await expect(window.row(receive.id)).toBeVisible();
  await window.open(file('holiday.ovl', Buffer.from('a letter, not a recording')));
  await expect(page.getByTestId('problem')).toContainText('holiday.ovl is not an Overlook recording');
  await expect(window.row(receive.id)).toBeVisible();
  await window.open(file('nothing.ovl', Buffer.alloc(0)));
  await expect(page.getByTestId('problem')).toContainText('nothing.ovl is empty');
});

test('a cut recording opens as far as it goes, and says what is lost', async ({ page }) => {
  const window = new OverlookPage(page);
  const lost = 100;
  const cut = bytes.subarray(0, bytes.length - lost);
  const whole = traceOf(cut);
  expect(whole.rows.length).toBeLessThan(trace.rows.length);
  await window.open(file('cut.ovl', cut));
  await expect(page.getByTestId('loss')).toContainText('could not be read');
  expect(await window.shownOperations()).toEqual([...whole.operations]);
});

test('a file dropped on the window opens', async ({ page }) => {
  const window = new OverlookPage(page);
  const transfer = await page.evaluateHandle(
    (content) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content)], 'dropped.ovl'));
      return data;
    },
    [...bytes],
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(window.row(receive.id)).toContainText('WSARecv');
  expect(await window.shownOperations()).toEqual([...trace.operations]);
});
