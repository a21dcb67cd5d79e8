// A bridge that is a process of its own, and dies. On Windows it is none: the configuration leaves this out there.
import { survivors } from './launch/child.ts';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test('a bridge that dies in the middle is told in a sentence, its rows stay, and the next session works', async ({
  page,
  mark,
}) => {
  const window = new OverlookPage(page);
  await window.stepInto('echo');
  const bridge = survivors(mark).find((line) => line.includes('bridge.cjs')) ?? '';
  process.kill(Number.parseInt(bridge, 10), 'SIGKILL');
  await expect(page.getByTestId('session-problem')).toHaveText(
    'The Winsock bridge ended (SIGKILL). What was recorded until then is kept. The lesson can be run again.',
  );
  await expect(page.getByTestId('session-state')).toContainText('failed');
  const shown = await window.shownOperations();

  // What is on disk is what was shown.
  await page.getByTestId('mode-recordings').click();
  await page.getByTestId(/^recording-.* echo\.ovl$/).click();
  await expect(page.getByTestId('session-problem')).toBeHidden();
  expect(await window.shownOperations()).toEqual(shown);

  await page.getByTestId('mode-lessons').click();
  await window.run('first-receive');
  await expect(page.getByTestId('session-problem')).toBeHidden();
  expect((await window.shownOperations()).map(({ end }) => end)).toEqual(['completed', 'completed']);
});
