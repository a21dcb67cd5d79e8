// Everything has a key. On a shipped recording, so that the moments are known.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

test.use({ sharesApp: true });

const recordings = join(import.meta.dirname, '../recordings');
const shipped = join(recordings, 'first-receive.ovl');
const recorded = traceOf(readFileSync(shipped));
const receive = first(
  recorded.operations.filter(({ api }) => api === 'WSARecv'),
  'WSARecv',
);

test.beforeEach(async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(shipped);
  await window.shownOperations();
  // Nothing is selected: the first operation is.
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('inspector')).toContainText(receive.api);
});

test('] and [ go through the life of the operation and back', async ({ page }) => {
  const window = new OverlookPage(page);
  const { issuedAt, returnedAt, completedAt, signaledAt, noticedAt, fetchedAt, releasedAt } = receive;
  const life = [issuedAt, returnedAt, completedAt, signaledAt, noticedAt, fetchedAt, releasedAt];
  const at = () => expect.poll(() => window.cursorNs());
  for (let press = 0; press < life.length; press++) await page.keyboard.press('[');
  await at().toBe(issuedAt);
  for (const moment of life.slice(1)) {
    await page.keyboard.press(']');
    await at().toBe(moment);
  }
  for (const moment of life.toReversed().slice(1)) {
    await page.keyboard.press('[');
    await at().toBe(moment);
  }
});

test('W and S zoom, A and D pan, F fits the selection, Home the session', async ({ page }) => {
  const window = new OverlookPage(page);
  const after = async (key: string) => {
    await page.keyboard.press(key);
    const { startNs, endNs } = await window.view();
    return { startNs, endNs, span: endNs - startNs };
  };
  const fitted = await after('f');
  const { issuedAt, fetchedAt = 0 } = receive;
  expect(fitted.startNs).toBeLessThan(issuedAt);
  expect(fitted.endNs).toBeGreaterThan(fetchedAt);
  expect(fitted.span).toBeLessThan(2 * (fetchedAt - issuedAt));
  // The view glides there: it is at rest when two looks see the same.
  let picture = '';
  await expect
    .poll(
      async () => {
        const now = await window.picture();
        const isSame = now === picture;
        picture = now;
        return isSame;
      },
      { intervals: [250] },
    )
    .toBe(true);

  const closer = await after('w');
  expect(closer.span).toBeLessThan(fitted.span);
  await expect.poll(() => window.picture(), { message: 'the timeline is drawn anew' }).not.toBe(picture);
  const right = await after('d');
  expect(right.startNs).toBeGreaterThan(closer.startNs);
  expect(right.span).toBeCloseTo(closer.span, 0);
  const left = await after('a');
  expect(left.startNs).toBeCloseTo(closer.startNs, 0);
  const back = await after('s');
  expect(back.span).toBeCloseTo(fitted.span, 0);
  const whole = await after('Home');
  expect(whole.startNs).toBeLessThanOrEqual(0);
  expect(whole.endNs).toBeGreaterThanOrEqual(recorded.endTime);
  expect(await after('f')).toEqual(fitted);
  await expect.poll(() => window.picture()).toBe(picture);
});

test('up and down go to the operation of the next lane and back', async ({ page }) => {
  const window = new OverlookPage(page);
  const send = first(
    recorded.operations.filter(({ object }) => object !== receive.object),
    'other lane',
  );
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('inspector')).toContainText(send.api);
  expect(await window.cursorNs()).toBe(send.issuedAt);
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('inspector')).toContainText(receive.api);
  expect(await window.cursorNs()).toBe(receive.issuedAt);
});

test('right and left go along the lane', async ({ page }) => {
  const window = new OverlookPage(page);
  const echo = join(recordings, 'echo.ovl');
  const echoed = traceOf(readFileSync(echo)).operations;
  const [one, two] = echoed.filter(({ object }) => object === echoed.at(0)?.object);
  await window.open(echo);
  await window.shownOperations();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => window.cursorNs()).toBe(one?.issuedAt);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => window.cursorNs()).toBe(two?.issuedAt);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => window.cursorNs()).toBe(one?.issuedAt);
});

test('? lists the keys, Escape closes the list', async ({ page }) => {
  const keys = page.getByRole('dialog');
  await expect(keys).toBeHidden();
  await page.keyboard.press('?');
  await expect(keys).toContainText('Zoom in');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
});

test('keys typed into the search are text, not commands', async ({ page }) => {
  const window = new OverlookPage(page);
  const before = await window.cursorNs();
  await page.keyboard.press('/');
  await page.keyboard.type('w]');
  await expect(page.getByRole('searchbox')).toHaveValue('w]');
  expect(await window.cursorNs()).toBe(before);
});
