// Movement by the pointer, and back and forward through views. On a shipped recording, so that the moments are known.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';
import { TimelinePointer } from './timeline-pointer.ts';

test.use({ sharesApp: true });

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');
const recorded = traceOf(readFileSync(shipped));
const receive = first(
  recorded.operations.filter(({ api }) => api === 'WSARecv'),
  'WSARecv',
);
const lane = `sockets:${receive.object}`;
const end = recorded.endTime;

test.beforeEach(async ({ page }) => {
  const window = new OverlookPage(page);
  // What is looked at is where it ends up; the way there is tested without a window.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await window.open(shipped);
  await window.shownOperations();
});

const spanOf = ({ startNs, endNs }: { startNs: number; endNs: number }) => endNs - startNs;

test('the wheel zooms at the pointer, which stays on its moment; with Shift it pans', async ({ page }) => {
  const window = new OverlookPage(page);
  const pointer = new TimelinePointer(window);
  const place = await pointer.at(end * 0.3, lane);
  // A wheel's place is in whole pixels.
  const [x, y] = [Math.round(place.x), Math.round(place.y)];
  const moment = await pointer.nsAt(x);
  await page.mouse.move(x, y);
  let before = await window.view();
  for (const ctrl of [false, true]) {
    if (ctrl) await page.keyboard.down('Control');
    for (let notch = 0; notch < 5; notch++) await page.mouse.wheel(0, -100);
    if (ctrl) await page.keyboard.up('Control');
    await expect.poll(async () => spanOf(await window.view())).toBeLessThan(spanOf(before) / 2);
    before = await window.view();
    expect(Math.abs((await pointer.nsAt(x)) - moment)).toBeLessThan(1);
  }
  await page.keyboard.down('Shift');
  await page.mouse.wheel(0, 100);
  await page.keyboard.up('Shift');
  await expect.poll(async () => (await window.view()).startNs).toBeGreaterThan(before.startNs);
  const panned = await window.view();
  expect(spanOf(panned)).toBeCloseTo(spanOf(before), 3);
  await page.mouse.wheel(-100, 0);
  await expect.poll(async () => (await window.view()).startNs).toBeLessThan(panned.startNs);
});

test('a drag in the lanes takes the moment under the pointer along', async ({ page }) => {
  const window = new OverlookPage(page);
  const pointer = new TimelinePointer(window);
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  const from = await pointer.at(end * 0.9, lane);
  const moment = await pointer.nsAt(from.x);
  const to = { x: from.x + 90, y: from.y };
  await pointer.drag(from, to);
  expect(Math.abs((await pointer.nsAt(to.x)) - moment)).toBeLessThan(1);
});

test('in the overview the window is drawn anew, moved, and taken by its edges', async ({ page }) => {
  const window = new OverlookPage(page);
  const pointer = new TimelinePointer(window);
  const close = (view: { startNs: number; endNs: number }, startNs: number, endNs: number) => {
    // Two pixels of the overview.
    expect(Math.abs(view.startNs - startNs)).toBeLessThan(end / 200);
    expect(Math.abs(view.endNs - endNs)).toBeLessThan(end / 200);
  };
  await test.step('drawn, over the window that shows everything', async () => {
    await pointer.drag(await pointer.inOverview(end * 0.2), await pointer.inOverview(end * 0.5));
    close(await window.view(), end * 0.2, end * 0.5);
  });
  await test.step('moved', async () => {
    await pointer.drag(await pointer.inOverview(end * 0.3), await pointer.inOverview(end * 0.5));
    close(await window.view(), end * 0.4, end * 0.7);
  });
  await test.step('resized at the left and the right', async () => {
    await pointer.drag(await pointer.inOverview(end * 0.4), await pointer.inOverview(end * 0.1));
    close(await window.view(), end * 0.1, end * 0.7);
    await pointer.drag(await pointer.inOverview(end * 0.7), await pointer.inOverview(end * 0.3));
    close(await window.view(), end * 0.1, end * 0.3);
  });
  await test.step('brought to where it is clicked', async () => {
    const { x, y } = await pointer.inOverview(end * 0.6);
    await page.mouse.click(x, y);
    close(await window.view(), end * 0.5, end * 0.7);
  });
});

test('Alt and the arrows go back and forward through views, and so do the buttons', async ({ page }) => {
  const window = new OverlookPage(page);
  const whole = await window.view();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('f');
  const fitted = await window.view();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => window.view()).toEqual(whole);
  await page.getByRole('button', { name: 'Forward to' }).click();
  await expect.poll(() => window.view()).toEqual(fitted);
  await expect(page.getByRole('button', { name: 'Forward to' })).toBeDisabled();
  await page.getByRole('button', { name: 'Back to' }).click();
  await expect.poll(() => window.view()).toEqual(whole);
});

test('a measured range goes from edge to edge, says how long it is, and stays until Escape', async ({ page }) => {
  const window = new OverlookPage(page);
  const pointer = new TimelinePointer(window);
  const { issuedAt, completedAt = 0 } = receive;
  const range = page.getByTestId('range');
  const off = ({ x, y }: { x: number; y: number }, by: number) => ({ x: x + by, y });
  await pointer.drag(off(await pointer.at(issuedAt, lane), -3), off(await pointer.at(completedAt, lane), -2), 'Shift');
  expect(await window.range()).toEqual({ fromNs: issuedAt, toNs: completedAt });
  await expect(range).toContainText(`${((completedAt - issuedAt) / 1e6).toFixed(1)} ms`);
  await page.keyboard.press('z');
  await expect.poll(async () => spanOf(await window.view())).toBeCloseTo((completedAt - issuedAt) * 1.4, 0);
  await page.keyboard.press('Escape');
  await expect(range).toBeEmpty();

  await test.step('the ruler measures too, and Shift brings the cursor to an edge', async () => {
    await pointer.drag(off(await pointer.at(issuedAt), 3), await pointer.at(issuedAt + (completedAt - issuedAt) / 2));
    await expect(range).toContainText('Zoom');
    const { x, y } = off(await pointer.at(completedAt, lane), -4);
    await page.keyboard.down('Shift');
    await page.mouse.click(x, y);
    await page.keyboard.up('Shift');
    await expect.poll(() => window.cursorNs()).toBe(completedAt);
  });
});
