// How every lane looks in every state, pixel by pixel, in both themes. The pictures are in lane-pictures/.
import type { Locator, Page } from '@playwright/test';
import { laneStates, farView, nearView } from './lane-states.ts';
import { expect, test } from './launch-app.ts';
import { first, OverlookPage } from './overlook-page.ts';

test.use({ sharesApp: true });

/** What the pictures need of the page: see renderer/start-app.ts. Only for functions that run there. */
declare const overlook: {
  readonly store: {
    getState(): {
      readonly setView: (view: { startNs: number; endNs: number }) => void;
      readonly setCursor: (ns: number) => void;
      readonly select: (selection: { kind: 'operation'; id: number } | undefined) => void;
      readonly setFilter: (filter: string) => void;
      readonly setPanelHidden: (panel: string, isHidden: boolean) => void;
      readonly search: { readonly isDone: boolean; readonly hits: number | undefined };
    };
  };
  readonly scene: () => {
    readonly scrollCss: number;
    readonly layout: {
      readonly heightCss: number;
      readonly groups: readonly { readonly id: string; readonly yCss: number }[];
    };
  };
};

const HEADER_CSS = 90;
const groups = ['threads', 'sockets', 'overlapped', 'events', 'ports'];

for (const colorScheme of ['dark', 'light'] as const) {
  test(`every lane in every state looks as it did, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const window = new OverlookPage(page);
    await open(page, window);
    const look = async (name: string, clip?: { top: number; height: number }) =>
      expectPicture(page, window.timeline, `${name}-${colorScheme}.png`, clip);

    await show(page, nearView);
    await look('marks', { top: 0, height: HEADER_CSS + 40 });
    for (const group of groups) await look(group, await partOf(page, group));

    // The whole chain of one that was told of by its event, and of one by its packet; each with its uncertainty.
    await select(page, 1);
    await look('selected-event');
    await select(page, await idOf(window, 7));
    await look('selected-packet');
    await select(page, undefined);

    await page.evaluate(() => overlook.store.getState().setFilter('end:failed'));
    await expect
      .poll(() => page.evaluate(() => overlook.store.getState().search))
      .toMatchObject({ isDone: true, hits: 5 });
    await look('sought', await partOf(page, 'sockets'));
    await page.evaluate(() => overlook.store.getState().setFilter(''));

    await show(page, farView);
    await look('far');
  });
}

/** Opens the recording in a window of nothing but the timeline, with the fonts that labels are measured in. */
async function open(page: Page, window: OverlookPage): Promise<void> {
  await page.evaluate(() =>
    Promise.all(
      ['600 11px "JetBrains Mono Variable"', '600 11px "Inter Variable"'].map((font) => document.fonts.load(font)),
    ),
  );
  await window.open({ name: 'states.ovl', mimeType: 'application/octet-stream', buffer: laneStates() });
  await window.shownOperations();
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+i');
  await page.keyboard.press('Control+j');
  await page.setViewportSize({ width: 1240, height: 1360 });
  await expect.poll(async () => (await window.timeline.boundingBox())?.width).toBeGreaterThan(1200);
}

/** Brings a part of the session into view, with the cursor at its end. */
async function show(page: Page, view: { startNs: number; endNs: number }): Promise<void> {
  await page.evaluate((view) => {
    overlook.store.getState().setView(view);
    overlook.store.getState().setCursor(view.endNs);
  }, view);
}

const select = (page: Page, id: number | undefined) =>
  page.evaluate((id) => overlook.store.getState().select(id === undefined ? undefined : { kind: 'operation', id }), id);

/** The first operation of a line of the drawing. */
async function idOf(window: OverlookPage, line: number): Promise<number> {
  return first(
    (await window.operations()).filter(({ slot }) => slot === line),
    `operation of line ${line}`,
  ).id;
}

/** Where a group of lanes stands on the canvas. */
function partOf(page: Page, group: string): Promise<{ top: number; height: number }> {
  return page.evaluate(
    ({ group, headerCss }) => {
      const { layout, scrollCss } = overlook.scene();
      const at = layout.groups.findIndex(({ id }) => id === group);
      const top = layout.groups[at]?.yCss ?? NaN;
      const bottom = layout.groups[at + 1]?.yCss ?? layout.heightCss;
      return { top: headerCss + top - scrollCss, height: bottom - top };
    },
    { group, headerCss: HEADER_CSS },
  );
}

/** Compares the canvas, or a part of its height, once nothing of it changes any more. */
async function expectPicture(page: Page, canvas: Locator, name: string, clip?: { top: number; height: number }) {
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('There is no timeline');
  const part = { x: box.x, y: box.y + (clip?.top ?? 0), width: box.width, height: clip?.height ?? box.height };
  await expect(page).toHaveScreenshot(name, { clip: part, fullPage: false });
}
