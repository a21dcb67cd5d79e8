// Lanes and their groups: folded, filtered, pinned, moved, their names made wider. By mouse and by keyboard.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage, traceOf } from './overlook-page.ts';
import { TimelinePointer } from './timeline-pointer.ts';

test.use({ sharesApp: true });

const shipped = join(import.meta.dirname, '../recordings/first-receive.ovl');
const operations = traceOf(readFileSync(shipped)).operations;
const sockets = [...new Set(operations.map(({ object }) => `sockets:${object}`))];
const receive = first(
  operations.filter(({ api }) => api === 'WSARecv'),
  'WSARecv',
);

let pointer: TimelinePointer;
const idsOf = async (group: string) => (await pointer.laneIds()).filter((id) => id.startsWith(`${group}:`));

test.beforeEach(async ({ page }) => {
  const window = new OverlookPage(page);
  pointer = new TimelinePointer(window);
  await window.open(shipped);
  await window.shownOperations();
});

test('a group is folded by a click, by its button, and by a key', async ({ page }) => {
  expect(await idsOf('sockets')).toEqual(sockets);
  const { x, y } = await pointer.title('sockets');
  await page.mouse.click(x, y);
  await expect.poll(() => idsOf('sockets')).toEqual([]);
  const head = page.getByRole('button', { name: /^Sockets, / });
  await expect(head).toHaveAttribute('aria-expanded', 'false');
  await head.focus();
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('g');
  await expect.poll(() => idsOf('sockets')).toEqual([]);
  await page.keyboard.press('Shift+G');
  await expect.poll(() => pointer.laneIds()).toEqual([]);
  await page.keyboard.press('Shift+G');
  await expect.poll(() => idsOf('sockets')).toEqual(sockets);
});

test('lanes are filtered by a word of their names', async ({ page }) => {
  const all = await pointer.laneIds();
  await page.keyboard.press('l');
  await page.keyboard.type('receiver');
  await expect.poll(() => pointer.laneIds()).toEqual([expect.stringMatching(/^threads:/)]);
  await page.keyboard.press('Escape');
  await expect.poll(() => pointer.laneIds()).toEqual(all);
});

test('a lane is pinned to the top by its pin and by a key', async ({ page }) => {
  const selected = `sockets:${operations.at(0)?.object}`;
  const other = sockets.find((id) => id !== selected) ?? '';
  const name = await pointer.name(other);
  await page.mouse.move(name.x, name.y);
  const edge = await page.getByRole('separator', { name: /names/ }).boundingBox();
  await page.mouse.click((edge?.x ?? 0) - 10, name.y);
  await expect.poll(async () => (await pointer.laneIds())[0]).toBe(other);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('p');
  await expect.poll(async () => (await pointer.laneIds()).slice(0, 2)).toEqual([other, selected]);
  await page.keyboard.press('p');
  await expect.poll(async () => (await pointer.laneIds()).indexOf(selected)).toBeGreaterThan(1);
});

test('a lane is moved among its group by its name and by keys', async ({ page }) => {
  const [one = '', two = ''] = sockets;
  const [from, to] = [await pointer.name(two), await pointer.name(one)];
  await pointer.drag(from, { x: to.x, y: to.y - 10 });
  await expect.poll(() => idsOf('sockets')).toEqual([two, one]);
  await page.keyboard.press('ArrowRight');
  const selected = `sockets:${receive.object}`;
  await expect(page.getByTestId('inspector')).toContainText(receive.api);
  await page.keyboard.press(selected === one ? 'Alt+ArrowUp' : 'Alt+ArrowDown');
  await expect.poll(() => idsOf('sockets')).toEqual([one, two]);
});

test('the names are made wider by a drag and by arrows, and stay so', async ({ page }) => {
  const edge = page.getByRole('separator', { name: /names/ });
  const box = await edge.boundingBox();
  const from = { x: (box?.x ?? 0) + 3, y: (box?.y ?? 0) + 200 };
  await pointer.drag(from, { x: from.x + 60, y: from.y });
  await expect(edge).toHaveAttribute('aria-valuenow', '236');
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', '220');
  await page.reload();
  await expect(edge).toHaveAttribute('aria-valuenow', '220');
});

test('the lanes are scrolled by their bar: dragged, a page with a click beside the thumb, by arrows', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 560 });
  const bar = page.getByRole('scrollbar', { name: 'Scroll the lanes' });
  const [at, most] = [
    () => bar.getAttribute('aria-valuenow').then(Number),
    Number(await bar.getAttribute('aria-valuemax')),
  ];
  expect(await at()).toBe(0);
  const box = await bar.boundingBox();
  const [x, top, bottom] = [(box?.x ?? 0) + 6, (box?.y ?? 0) + 4, (box?.y ?? 0) + (box?.height ?? 0) - 4];
  const { y } = await pointer.title('sockets');
  await pointer.drag({ x, y: top }, { x, y: bottom });
  await expect.poll(at).toBe(most);
  // What is drawn has moved as far as the bar says.
  await expect.poll(async () => Math.round(y - (await pointer.title('sockets')).y)).toBe(most);
  await page.mouse.click(x, top);
  await expect.poll(at).toBeLessThan(most);
  await bar.focus();
  await page.keyboard.press('End');
  await expect.poll(at).toBe(most);
  await page.keyboard.press('ArrowUp');
  await expect.poll(at).toBe(Math.max(most - 40, 0));
  await page.keyboard.press('Home');
  await expect.poll(at).toBe(0);
});

test('pins, folds and the query come back with their recording, and the view can be reset', async ({ page }) => {
  const window = new OverlookPage(page);
  const all = await pointer.laneIds();
  const { x, y } = await pointer.title('events');
  await page.mouse.click(x, y);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('p');
  await page.getByRole('searchbox').fill('api:WSARecv');
  await expect.poll(() => idsOf('events')).toEqual([]);
  const arranged = await pointer.laneIds();
  expect(arranged[0]).not.toBe(all[0]);
  await window.open(join(import.meta.dirname, '../recordings/echo.ovl'));
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await page.reload();
  await window.open(shipped);
  await expect(page.getByRole('searchbox')).toHaveValue('api:WSARecv');
  await expect.poll(() => pointer.laneIds()).toEqual(arranged);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('reset view');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect.poll(() => pointer.laneIds()).toEqual(all);
});
