// The main job, on a real Winsock: one WSARecv, live, from pending to fetched.
import { operationJson } from '../trace/index.ts';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

test('first-receive runs live and can be followed at the cursor, saved and opened again', async ({ page }) => {
  const window = new OverlookPage(page);
  await window.run('first-receive');
  const operations = await window.operations();
  const receive = first(
    operations.filter(({ api }) => api === 'WSARecv'),
    'WSARecv',
  );
  const send = first(
    operations.filter(({ api }) => api === 'WSASend'),
    'WSASend',
  );

  await test.step('the receive was pending, and completed with what the peer sent', async () => {
    expect(receive).toMatchObject({ outcome: 'pending', end: 'completed', status: 0, transferred: send.transferred });
    const { issuedAt, returnedAt, completedAt, signaledAt, noticedAt, fetchedAt } = receive;
    // The signal is not among them: it and the completion are two looks of the observer, in either order.
    const life = [issuedAt, returnedAt, completedAt, noticedAt, fetchedAt];
    expect([...life, signaledAt]).not.toContain(undefined);
    expect(life).toEqual(life.toSorted((a, b) => Number(a) - Number(b)));
    expect(send.transferred).toBeGreaterThan(0);
  });

  await test.step('the table shows it', async () => {
    await expect(page.getByTestId('operations-table')).toContainText('WSASend');
    await expect(window.row(receive.id)).toContainText('WSARecv');
    await expect(window.row(receive.id)).toContainText('pending');
    await window.row(receive.id).click();
    await expect(page.getByTestId('inspector')).toContainText('WSARecv');
    await expect(page.getByTestId('call-text')).toContainText('WSA_IO_PENDING (997)');
  });

  await test.step('after the call returned, the structure is pending and the event not signaled', async () => {
    await window.stepTo(receive.returnedAt);
    await expect(window.field('Internal')).toContainText('0x103');
    await expect(window.field('Internal')).toContainText('STATUS_PENDING');
    await expect(window.field('hEvent')).toContainText('not signaled');
  });

  await test.step('after the completion it holds the status and the bytes, and the event is signaled', async () => {
    await window.stepTo(receive.completedAt);
    await expect(window.field('Internal')).toContainText('STATUS_SUCCESS');
    await expect(window.field('Internal')).not.toContainText('0x103');
    await expect(window.field('InternalHigh')).toContainText(String(send.transferred));
    const bytes = await window.completedBytes(receive.id);
    const structure = new DataView(Uint8Array.from(bytes ?? []).buffer);
    expect(structure.getBigUint64(0, true)).toBe(0n);
    expect(structure.getBigUint64(8, true)).toBe(BigInt(send.transferred ?? -1));
    await window.stepTo(receive.signaledAt);
    await expect(window.field('hEvent')).toContainText('signaled');
    await expect(window.field('hEvent')).not.toContainText('not signaled');
  });

  await test.step('saved and opened again, the operations are the same', async () => {
    const { name, bytes } = await window.save();
    expect(name).toMatch(/^first-receive.*\.ovl$/);
    const saved = traceOf(bytes);
    expect([...saved.operations]).toEqual(operations);
    await page.reload();
    await window.open({ name, mimeType: 'application/octet-stream', buffer: bytes });
    await expect(window.row(receive.id)).toContainText('pending');
    const reopened = await window.save();
    const json = (trace: typeof saved) => trace.operations.map((operation) => operationJson(trace, operation));
    expect(json(traceOf(reopened.bytes))).toEqual(json(saved));
    expect(await window.shownOperations()).toEqual(operations);
  });
});
