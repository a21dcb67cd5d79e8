// A load with chosen options, in the models that tell by packets and by routines, on a real Winsock.
import { statusName } from '../winsock/index.ts';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

test('a load runs with the options of its form, and each packet can be followed in the inspector', async ({ page }) => {
  const window = new OverlookPage(page);
  const option = (name: string) => page.getByTestId(`option-${name}`);
  await page.getByTestId('lesson-load').click();

  await test.step('an option that cannot be is told in a sentence, and nothing is started', async () => {
    await option('connections').fill('5000');
    await page.getByTestId('run').click();
    await expect(page.getByTestId('option-problem')).toHaveText(
      '--connections must be a whole number from 1 to 1000; it is 5000.',
    );
    await expect(page.getByTestId('session-state')).toContainText('ready');
  });

  await test.step('what was entered stays while other lessons are looked at, by keys', async () => {
    await option('connections').fill('3');
    await option('seconds').fill('2');
    await option('operations').fill('60');
    await page.getByTestId('lesson-load').press('Home');
    await expect(page.getByTestId('lesson-first-receive')).toBeFocused();
    await expect(page.getByTestId('lesson-first-receive')).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('End');
    await expect(option('connections')).toHaveValue('3');
  });

  await test.step('with a port, a packet tells of each completion', async () => {
    await page.getByTestId('lesson-load').click();
    await option('model').selectOption('port');
    await page.getByTestId('run').click();
    await window.hasEnded();
    const trace = traceOf((await window.save()).bytes);
    // Two ends each of three connections, each with a receive and a send.
    expect(trace.slots.size).toBe(12);
    expect(trace.operations.length).toBeGreaterThanOrEqual(60);
    await expect(page.getByTestId('balance')).toHaveText(
      `${trace.operations.length} issued = ${trace.operations.length} completed`,
    );
    const receive = first(
      trace.operations.filter(({ noticedHow }) => noticedHow === 'packet'),
      'operation that a packet told of',
    );
    const packet = trace.ports.packetOf(receive.id);
    const port = trace.objects.get(packet?.port ?? 0);
    await window.row(receive.id).click();
    await expect(page.getByTestId('inspector')).toContainText('Not yet at the cursor.');
    await window.stepTo(receive.noticedAt);
    const told = page.getByTestId('learned-packet');
    await expect(told).toContainText(
      `from port 0x${port?.handle.toString(16).toUpperCase()}, key 0x${packet?.key.toString(16).toUpperCase()}`,
    );
    await expect(told).toContainText('load 1, GetQueuedCompletionStatusEx');
    await expect(told).toContainText(`${statusName(packet?.status ?? -1)}, ${packet?.bytes} bytes`);
    await expect(page.getByTestId('socket-state')).toContainText('connected');
    await expect(page.getByTestId('socket-state')).toContainText(`key 0x${packet?.key.toString(16).toUpperCase()}`);
    await expect(page.getByTestId('inspector')).toContainText('its packet brought the result');
  });

  await test.step('with routines, each runs inside an alertable call', async () => {
    await option('model').selectOption('routine');
    await page.getByTestId('run').click();
    const byRoutine = async () => (await window.operations()).filter(({ noticedHow }) => noticedHow === 'routine');
    await expect.poll(async () => (await byRoutine()).length, { timeout: 45_000 }).toBeGreaterThan(0);
    await window.hasEnded();
    const routine = first(await byRoutine(), 'operation that a routine told of');
    await window.row(routine.id).click();
    await window.stepTo(routine.noticedAt);
    await expect(page.getByTestId('learned-routine')).toContainText('inside SleepEx of');
    await expect(page.getByTestId('learned-routine')).toContainText(`dwError 0, ${routine.transferred} bytes`);
  });
});
