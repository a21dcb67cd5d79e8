import { PINNED, type LaneArrangement } from '../state/lanes-slice.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import type { Anchor, Lane, LaneKind } from './lane-kind.ts';
import { lastStartingBy } from './time-scale.ts';
import type { TraceIndex } from './trace-index.ts';

export const GROUP_CSS = 24;
const GROUP_GAP_CSS = 6;

export interface PlacedLane {
  readonly lane: Lane;
  /** The group in which it stands. */
  readonly group: string;
  /** Upper edge, from the top of all lanes, and height: a lane can have grown since. */
  readonly yCss: number;
  readonly heightCss: number;
}

export interface PlacedGroup {
  readonly id: string;
  readonly title: string;
  readonly yCss: number;
  readonly collapsed: boolean;
  /** Of its lanes that are not pinned, and of those that the filter leaves of them. */
  readonly count: number;
  readonly left: number;
}

/** Where every group and lane stands, from the top of all lanes down. */
export interface Layout {
  readonly groups: readonly PlacedGroup[];
  /** Sorted by `yCss`. */
  readonly lanes: readonly PlacedLane[];
  readonly heightCss: number;
  /** How far the pinned lanes reach; 0: there are none. */
  readonly pinnedCss: number;
}

/** What of the lanes is in sight: how far they are scrolled up, under pinned lanes that do not scroll. */
export interface Sight {
  readonly layout: Layout;
  readonly scrollCss: number;
  /** Height of the part that stands still. */
  readonly stickyCss: number;
}

/** A group's lanes in the order that the person has given them, pinned ones included. */
export function orderedLanes(kind: LaneKind, index: TraceIndex, { laneOrder }: LaneArrangement): readonly Lane[] {
  const lanes = kind.lanes(index);
  const order = laneOrder[kind.id];
  if (order === undefined) return lanes;
  const ranks = new Map(order.map((id, rank) => [id, rank]));
  const rankOf = (lane: Lane) => ranks.get(lane.id) ?? Infinity;
  // Two that were not moved stay as they came: `Infinity - Infinity` is no order.
  return lanes.toSorted((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b)));
}

/** Places everything. It costs as much as there are lanes: once for new rows or another arrangement, not once a frame. */
export function layOut(kinds: readonly LaneKind[], index: TraceIndex, arrangement: LaneArrangement): Layout {
  const { toggledGroups, pinnedLanes, laneFilter } = arrangement;
  const words = laneFilter.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (lane: Lane) => words.every((word) => lane.label.toLowerCase().includes(word));
  const pins = new Set(pinnedLanes);
  const pinned = new Map<string, Lane>();
  const groups: PlacedGroup[] = [];
  const placed: PlacedLane[] = [];
  let yCss = 0;
  const place = (id: string, title: string, count: number, lanes: readonly Lane[], openUpTo: number) => {
    const beginsFolded = (words.length > 0 ? lanes.length : count) > openUpTo;
    // What the person has folded or unfolded stays so, whatever a filter leaves of it.
    const collapsed = toggledGroups.includes(id) ? count <= openUpTo : beginsFolded;
    groups.push({ id, title, yCss, collapsed, count, left: lanes.length });
    yCss += GROUP_CSS;
    if (collapsed) return;
    for (const lane of lanes) {
      const { heightCss } = lane;
      placed.push({ lane, group: id, yCss, heightCss });
      yCss += heightCss;
    }
    yCss += GROUP_GAP_CSS;
  };
  const rest = kinds.map((kind) => {
    const all = orderedLanes(kind, index, arrangement);
    for (const lane of pins.size === 0 ? [] : all) if (pins.has(lane.id)) pinned.set(lane.id, lane);
    const unpinned = pins.size === 0 ? all : all.filter((lane) => !pins.has(lane.id));
    return { kind, count: unpinned.length, lanes: words.length === 0 ? unpinned : unpinned.filter(fits) };
  });
  const pinnedInOrder = pinnedLanes.flatMap((id) => pinned.get(id) ?? []);
  if (pinnedInOrder.length > 0) place(PINNED, 'Pinned', pinnedInOrder.length, pinnedInOrder, Infinity);
  const pinnedCss = yCss;
  for (const { kind, count, lanes } of rest) {
    if (count > 0) place(kind.id, kind.title, count, lanes, kind.openUpTo);
  }
  return { groups, lanes: placed, heightCss: yCss, pinnedCss };
}

/** Pinned lanes stand still, unless they would leave too little room for the others: then they scroll with them. */
export function stickyCssOf({ pinnedCss }: Layout, visibleCss: number): number {
  return pinnedCss <= visibleCss / 2 ? pinnedCss : 0;
}

/** The height in the layout of a height of the canvas. */
export function toLayoutCss({ scrollCss, stickyCss }: Sight, yCss: number): number {
  const fromTop = yCss - HEADER_CSS;
  return fromTop < stickyCss ? fromTop : fromTop + scrollCss;
}

/** The height on the canvas of a height in the layout. What has gone under the pinned lanes ends at their lower edge. */
export function toCanvasCss({ scrollCss, stickyCss }: Sight, yCss: number): number {
  return HEADER_CSS + (yCss < stickyCss ? yCss : Math.max(yCss - scrollCss, stickyCss));
}

/** The lanes that have anything between two heights. */
export function lanesBetween({ lanes }: Layout, fromCss: number, toCss: number): readonly PlacedLane[] {
  const first = Math.max(lastPlacedBy(lanes, fromCss), 0);
  const last = lastPlacedBy(lanes, toCss);
  return lanes.slice(first, last + 1).filter(({ yCss, heightCss }) => yCss + heightCss > fromCss);
}

/** The lanes in sight of a canvas, `visibleCss` of which are for lanes. */
export function lanesInSight({ layout, scrollCss, stickyCss }: Sight, visibleCss: number): readonly PlacedLane[] {
  const scrolled = lanesBetween(layout, stickyCss + scrollCss, scrollCss + visibleCss);
  return stickyCss === 0 ? scrolled : [...lanesBetween(layout, 0, stickyCss - 1), ...scrolled];
}

/** The lane at a height, or undefined between lanes. */
export function laneAt({ lanes }: Layout, yCss: number): PlacedLane | undefined {
  const placed = lanes[lastPlacedBy(lanes, yCss)];
  return placed !== undefined && yCss < placed.yCss + placed.heightCss ? placed : undefined;
}

const lastPlacedBy = (lanes: readonly PlacedLane[], yCss: number) =>
  lastStartingBy(lanes, (placed) => placed.yCss, yCss);

export function groupAt(layout: Layout, yCss: number): PlacedGroup | undefined {
  return layout.groups.find((group) => yCss >= group.yCss && yCss < group.yCss + GROUP_CSS);
}

interface Anchored {
  readonly placed: PlacedLane;
  readonly yCss: number;
}
/** What was found before in a layout: arrows ask for the same again in every frame. */
const found = new WeakMap<Layout, Map<string, Anchored | undefined>>();

/** The lane in which something is drawn, and the height; undefined when its lane is folded away. */
export function anchoredAt(layout: Layout, anchor: Anchor): Anchored | undefined {
  let known = found.get(layout);
  if (known === undefined) found.set(layout, (known = new Map()));
  const key = `${anchor.kind} ${anchor.id}`;
  const before = known.get(key);
  if (before !== undefined || known.has(key)) return before;
  const now = findAnchor(layout, anchor);
  known.set(key, now);
  return now;
}

/** The height at which something is drawn; undefined when its lane is folded away. */
export function anchorAt(layout: Layout, anchor: Anchor): number | undefined {
  return anchoredAt(layout, anchor)?.yCss;
}

function findAnchor(layout: Layout, anchor: Anchor): Anchored | undefined {
  for (const placed of layout.lanes) {
    const inLane = placed.lane.anchorCss(anchor);
    if (inLane !== undefined) return { placed, yCss: placed.yCss + inLane };
  }
  return undefined;
}
