// Everything has a key. On a shipped recording, so that the moments are known.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');
const receive = first(
  traceOf(readFileSync(shipped)).operations.filter(({ api }) => api === 'WSARecv'),
  'WSARecv',
);

test.beforeEach(async ({ page }) => {
  const window = new OverlookPage(page);
  await window.open(shipped);
  await window.row(receive.id).click();
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

test('W and S zoom, A and D pan, F fits the selection', async ({ page }) => {
  const window = new OverlookPage(page);
  const changes = async (key: string) => {
    const before = await window.picture();
    await page.keyboard.press(key);
    await expect.poll(() => window.picture(), { message: `the timeline after ${key}` }).not.toBe(before);
  };
  await changes('f');
  const fitted = await window.picture();
  await changes('w');
  await changes('d');
  await changes('a');
  await changes('s');
  await changes('w');
  await page.keyboard.press('f');
  await expect.poll(() => window.picture()).toBe(fitted);
});

test('the arrows select the next and the previous operation of the lane', async ({ page }) => {
  const inspector = page.getByTestId('inspector');
  await expect(inspector).toContainText('WSARecv');
  await page.keyboard.press('ArrowDown');
  await expect(inspector).not.toContainText('WSARecv(');
  await page.keyboard.press('ArrowUp');
  await expect(inspector).toContainText('WSARecv(');
});

test('? lists the keys, Escape closes the list', async ({ page }) => {
  const keys = page.getByRole('dialog');
  await expect(keys).toBeHidden();
  await page.keyboard.press('?');
  await expect(keys).toContainText('Zoom');
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
