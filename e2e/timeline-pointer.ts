import type { Page } from '@playwright/test';
import type { OverlookPage } from './overlook-page.ts';

/** What the tests need of a scene: see renderer/timeline/render.ts. Only for functions that run in the page. */
declare const overlook: {
  readonly scene: () => {
    readonly frame: {
      readonly scale: { startNs: number; endNs: number; leftCss: number; widthCss: number };
    };
    readonly state: { readonly session: { startNs: number; endNs: number } };
    readonly layout: {
      readonly lanes: readonly {
        readonly yCss: number;
        readonly lane: { readonly id: string; readonly heightCss: number };
      }[];
      readonly groups: readonly { readonly id: string; readonly yCss: number }[];
    };
    readonly scrollCss: number;
  };
};

/** Heights of the parts above the lanes, from the canvas's upper edge. */
const OVERVIEW_MIDDLE = 23;
const RULER_MIDDLE = 58;
const HEADER = 90;

/** The pointer on the timeline: places are given in what they mean, and become pixels of the page. */
export class TimelinePointer {
  private readonly page: Page;

  constructor(private readonly window: OverlookPage) {
    this.page = window.page;
  }

  /** Where a moment stands: in a lane, by its id, or in the ruler. */
  async at(ns: number, lane?: string): Promise<{ x: number; y: number }> {
    const scene = await this.scene();
    const { startNs, endNs, leftCss, widthCss } = scene.scale;
    const xCss = leftCss + ((ns - startNs) / (endNs - startNs)) * widthCss;
    return this.point(xCss, lane === undefined ? RULER_MIDDLE : this.laneCss(scene, lane));
  }

  /** Where a moment stands in the overview. */
  async inOverview(ns: number): Promise<{ x: number; y: number }> {
    const { scale, session } = await this.scene();
    const part = (ns - session.startNs) / (session.endNs - session.startNs);
    return this.point(scale.leftCss + part * scale.widthCss, OVERVIEW_MIDDLE);
  }

  /** The name of a lane. */
  async name(lane: string): Promise<{ x: number; y: number }> {
    return this.point(60, this.laneCss(await this.scene(), lane));
  }

  /** The title of a group of lanes. */
  async title(group: string): Promise<{ x: number; y: number }> {
    const { groups, scrollCss } = await this.scene();
    const yCss = groups.find(({ id }) => id === group)?.yCss;
    if (yCss === undefined) throw new Error(`There is no group ${group}`);
    return this.point(40, HEADER - scrollCss + yCss + 12);
  }

  /** The moment under a point of the page. */
  async nsAt(x: number): Promise<number> {
    const { scale, left } = await this.scene();
    return scale.startNs + ((x - left - scale.leftCss) / scale.widthCss) * (scale.endNs - scale.startNs);
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }, key?: 'Shift'): Promise<void> {
    const { mouse, keyboard } = this.page;
    if (key !== undefined) await keyboard.down(key);
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
    await mouse.move(to.x, to.y);
    await mouse.up();
    if (key !== undefined) await keyboard.up(key);
  }

  async laneIds(): Promise<string[]> {
    return (await this.scene()).lanes.map(({ id }) => id);
  }

  private laneCss(scene: Awaited<ReturnType<TimelinePointer['scene']>>, lane: string): number {
    const placed = scene.lanes.find(({ id }) => id === lane);
    if (placed === undefined)
      throw new Error(`There is no lane ${lane}: there are ${scene.lanes.map(({ id }) => id).join(' ')}`);
    return HEADER - scene.scrollCss + placed.yCss + 11;
  }

  private async point(xCss: number, yCss: number): Promise<{ x: number; y: number }> {
    const { left, top } = await this.scene();
    return { x: left + xCss, y: top + yCss };
  }

  private async scene() {
    const scene = await this.page.evaluate(() => {
      const { frame, layout, scrollCss, state } = overlook.scene();
      const lanes = layout.lanes.map(({ yCss, lane }) => ({ yCss, id: lane.id }));
      const groups = layout.groups.map(({ yCss, id }) => ({ yCss, id }));
      return { scale: { ...frame.scale }, lanes, groups, scrollCss, session: { ...state.session } };
    });
    const box = await this.window.timeline.boundingBox();
    return { ...scene, left: box?.x ?? 0, top: box?.y ?? 0 };
  }
}
