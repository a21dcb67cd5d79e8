import { HEADER_CSS } from './draw-ruler.ts';
import type { Anchor, Lane, LaneKind } from './lane-kind.ts';
import type { TraceIndex } from './trace-index.ts';

export const GROUP_CSS = 24;
const GROUP_GAP_CSS = 6;

export interface PlacedLane {
  readonly lane: Lane;
  /** Upper edge, from the top of all lanes. */
  readonly yCss: number;
}

export interface PlacedGroup {
  readonly id: string;
  readonly title: string;
  readonly yCss: number;
  readonly collapsed: boolean;
  readonly count: number;
}

/** Where every group and lane stands, from the top of all lanes down. */
export interface Layout {
  readonly groups: readonly PlacedGroup[];
  /** Sorted by `yCss`. */
  readonly lanes: readonly PlacedLane[];
  readonly heightCss: number;
}

/** `toggled`: the groups that the person has folded away, or unfolded where they begin folded. */
export function layOut(kinds: readonly LaneKind[], index: TraceIndex, toggled: readonly string[]): Layout {
  const groups: PlacedGroup[] = [];
  const placed: PlacedLane[] = [];
  let yCss = 0;
  for (const kind of kinds) {
    const lanes = kind.lanes(index);
    if (lanes.length === 0) continue;
    const folded = toggled.includes(kind.id) !== lanes.length > kind.openUpTo;
    groups.push({ id: kind.id, title: kind.title, yCss, collapsed: folded, count: lanes.length });
    yCss += GROUP_CSS;
    if (!folded) {
      for (const lane of lanes) {
        placed.push({ lane, yCss });
        yCss += lane.heightCss;
      }
      yCss += GROUP_GAP_CSS;
    }
  }
  return { groups, lanes: placed, heightCss: yCss };
}

/** The height in the layout of a height of the canvas. */
export function toLayoutCss(_layout: Layout, scrollCss: number, yCss: number): number {
  return yCss - HEADER_CSS + scrollCss;
}

/** The lanes in sight. */
export function lanesBetween(layout: Layout, scrollCss: number, visibleCss: number): readonly PlacedLane[] {
  return layout.lanes.filter(({ yCss, lane }) => yCss + lane.heightCss >= scrollCss && yCss <= scrollCss + visibleCss);
}

/** The lane at a height, or undefined between lanes. */
export function laneAt(layout: Layout, yCss: number): PlacedLane | undefined {
  return layout.lanes.find((placed) => yCss >= placed.yCss && yCss < placed.yCss + placed.lane.heightCss);
}

export function groupAt(layout: Layout, yCss: number): PlacedGroup | undefined {
  return layout.groups.find((group) => yCss >= group.yCss && yCss < group.yCss + GROUP_CSS);
}

/** The height at which something is drawn; undefined when its lane is folded away. */
export function anchorAt(layout: Layout, anchor: Anchor): number | undefined {
  for (const { lane, yCss } of layout.lanes) {
    const inLane = lane.anchorCss(anchor);
    if (inLane !== undefined) return yCss + inLane;
  }
  return undefined;
}
