// A live session in the person's hands: paused, stepped, resumed, stopped, and begun again.
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test('a session is stepped through call by call, resumed, paused and stopped', async ({ page }) => {
  const window = new OverlookPage(page);
  const state = page.getByTestId('session-state');
  const calls = () =>
    page.evaluate(
      () =>
        (self as unknown as { overlook: { trace(): { calls: { length: number } } | undefined } }).overlook.trace()
          ?.calls.length ?? 0,
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
