// The other end of a connection: a send leads to the receive that took its bytes, and back.
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage } from './overlook-page.ts';

const echo = join(import.meta.dirname, '../recordings/echo.ovl');

test('the inspector leads from a send to the receive of its peer, and from there back', async ({ launchApp }) => {
  const { page } = await launchApp({ args: [echo] });
  const window = new OverlookPage(page);
  const operations = await window.shownOperations();
  const send = first(
    operations.filter(({ api }) => api === 'WSASend'),
    'WSASend',
  );
  const receive = first(
    operations.filter(({ api, object }) => api === 'WSARecv' && object !== send.object),
    'WSARecv of the other socket',
  );
  await window.row(send.id).click();
  await window.stepTo(Math.max(Number(send.fetchedAt), 0));
  const peers = page.getByTestId('peers');
  await expect(peers).toContainText(`receive #${receive.id} took all ${send.transferred} bytes`);

  await page.getByTestId(`peer-${receive.id}`).click();
  await expect(page.getByTestId('inspector')).toContainText(`operation ${receive.id} ·`);
  await expect(peers).toContainText(`send #${send.id} sent all ${send.transferred} bytes`);
  expect(await window.cursorNs()).toBe(Math.max(Number(send.completedAt), Number(receive.completedAt)));

  await page.getByTestId(`peer-${send.id}`).click();
  await expect(page.getByTestId('inspector')).toContainText(`operation ${send.id} ·`);
});

test('before the bytes have arrived nobody is named', async ({ launchApp }) => {
  const { page } = await launchApp({ args: [echo] });
  const window = new OverlookPage(page);
  const receive = first(
    (await window.shownOperations()).filter(({ api }) => api === 'WSARecv'),
    'WSARecv',
  );
  await window.row(receive.id).click();
  await window.stepTo(receive.returnedAt);
  await expect(page.getByTestId('inspector')).toContainText('STATUS_PENDING');
  await expect(page.getByTestId('peers')).toHaveCount(0);
});
