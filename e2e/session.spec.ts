// A live session in the person's hands: paused, stepped, resumed, stopped, and begun again.
import { survivors } from './launch/child.ts';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test('a session is stepped through call by call, resumed, paused and stopped', async ({ page }) => {
  const window = new OverlookPage(page);
  const state = page.getByTestId('session-state');
  const calls = () =>
    page.evaluate(
      () =>
        (self as unknown as { overlook: { trace(): { calls: Map<number, unknown> } | undefined } }).overlook.trace()
          ?.calls.size ?? 0,
    );
  await page.getByTestId('lesson-echo').click();
  await page.getByTestId('run-stepwise').click();
  await expect(state).toContainText('paused', { timeout: 45_000 });
  // What was on its way has arrived when two looks see the same.
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await calls();
        const same = now === before;
        before = now;
        return same;
      },
      { intervals: [300] },
    )
    .toBe(true);
  await page.getByTestId('step').click();
  await expect.poll(calls).toBe(before + 1);
  await page.getByTestId('stop').click();
  await window.hasEnded();
  for (const operation of await window.operations()) expect(operation.end).toBeDefined();

  await window.run('first-receive');
  expect((await window.operations()).map(({ end }) => end)).toEqual(['completed', 'completed']);
});

test('a bridge that dies in the middle is told in a sentence, its rows stay, and the next session works', async ({
  page,
  mark,
}) => {
  test.skip(process.platform === 'win32', 'There the bridge is a part of the host’s process');
  const window = new OverlookPage(page);
  await page.getByTestId('lesson-echo').click();
  await page.getByTestId('run-stepwise').click();
  await expect(page.getByTestId('session-state')).toContainText('paused', { timeout: 45_000 });
  const step = async () => {
    await page.getByTestId('step').click();
    return (await window.operations()).length;
  };
  await expect.poll(step, { intervals: [50], timeout: 30_000 }).toBeGreaterThan(1);
  const bridge = survivors(mark).find((line) => line.includes('bridge.cjs')) ?? '';
  process.kill(Number.parseInt(bridge, 10), 'SIGKILL');
  await expect(page.getByTestId('session-problem')).toHaveText(
    'The Winsock bridge ended (SIGKILL). What was recorded until then is kept. The lesson can be run again.',
  );
  await expect(page.getByTestId('session-state')).toContainText('failed');
  const shown = await window.operations();
  expect(shown.length).toBeGreaterThan(0);

  // What is on disk is what was shown.
  await page.getByTestId('mode-recordings').click();
  await page.getByTestId(/^recording-.* echo\.ovl$/).click();
  await expect(page.getByTestId('session-problem')).toBeHidden();
  expect(await window.shownOperations()).toEqual(shown);

  await page.getByTestId('mode-lessons').click();
  await window.run('first-receive');
  await expect(page.getByTestId('session-problem')).toBeHidden();
  expect((await window.operations()).map(({ end }) => end)).toEqual(['completed', 'completed']);
});
