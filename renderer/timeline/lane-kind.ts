import { RowsAreComing } from '../../trace/index.ts';
import type { Selection } from '../state/cursor-slice.ts';
import type { Frame, Pen } from './pen.ts';
import type { TraceIndex } from './trace-index.ts';

/** What lies under a point of a lane. */
export interface Hit {
  readonly selection: Selection | undefined;
  readonly fromNs: number;
  readonly toNs: number;
  /** What a hover says, line by line. */
  readonly lines: readonly string[];
}

/** A point of a lane: the time, how many nanoseconds count as a hit, and pixels from the lane's upper edge. */
export interface LanePoint {
  readonly ns: number;
  readonly toleranceNs: number;
  readonly yCss: number;
}

/**
 * One kind of lane. To add a kind, write one of these and add it to LANE_KINDS.
 *
 * `Item` is whatever one lane of the kind is drawn from. `draw` draws from `yCss` down; everything outside the view may
 * be drawn, it is clipped, but should not be looked at.
 */
export interface LaneKindRow<Item> {
  readonly id: string;
  readonly title: string;
  /** With more lanes than this the group begins folded. Absent: it never does. */
  readonly openUpTo?: number;
  /** The lanes of a trace, in the order in which they stand. */
  lanes(index: TraceIndex): Item[];
  /** The same for the same lane, always. */
  key(item: Item): number;
  label(item: Item, index: TraceIndex): string;
  heightCss(item: Item): number;
  draw(pen: Pen, frame: Frame, item: Item, yCss: number): void;
  hitTest(index: TraceIndex, item: Item, point: LanePoint): Hit | undefined;
  /** Where in the lane an operation, a call or an event's edge is drawn, from the lane's upper edge; undefined: not here. */
  anchorCss?(item: Item, anchor: Anchor, index: TraceIndex): number | undefined;
}

/**
 * What the arrows of a chain can start from or point to. `routine`: that of an operation; `queued`, `taken`: the edges of a
 * completion port.
 */
export interface Anchor {
  readonly kind: 'operation' | 'slot' | 'call' | 'event' | 'routine' | 'queued' | 'taken';
  readonly id: number;
}

/** A lane, whatever its kind. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly heightCss: number;
  draw(pen: Pen, frame: Frame, yCss: number): void;
  hitTest(point: LanePoint): Hit | undefined;
  anchorCss(anchor: Anchor): number | undefined;
}

export interface LaneKind {
  readonly id: string;
  readonly title: string;
  readonly openUpTo: number;
  lanes(index: TraceIndex): Lane[];
}

/** What is under the pointer may lie in rows that have to be read first: then there is nothing under it yet. */
function unlessComing<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RowsAreComing) return undefined;
    throw error;
  }
}

/** Lines for a hover; while their rows are being read, other ones. */
export function linesOr(lines: () => readonly string[], meanwhile: readonly string[]): readonly string[] {
  return unlessComing(lines) ?? [...meanwhile, 'its rows are being read …'];
}

/** Makes a kind of the table from its row: what its lanes are drawn from is nobody else's business. */
export function laneKind<Item>(row: LaneKindRow<Item>): LaneKind {
  return {
    id: row.id,
    title: row.title,
    openUpTo: row.openUpTo ?? Infinity,
    lanes: (index) => row.lanes(index).map((item) => new LaneOfKind(row, item, index)),
  };
}

/** Of thousands of lanes only those in sight are asked for their names and drawn: so little is made for each. */
class LaneOfKind<Item> implements Lane {
  readonly id: string;

  constructor(
    private readonly row: LaneKindRow<Item>,
    private readonly item: Item,
    private readonly index: TraceIndex,
  ) {
    this.id = `${row.id}:${row.key(item)}`;
  }

  get label(): string {
    return this.row.label(this.item, this.index);
  }

  get heightCss(): number {
    return this.row.heightCss(this.item);
  }

  draw(pen: Pen, frame: Frame, yCss: number): void {
    this.row.draw(pen, frame, this.item, yCss);
  }

  hitTest(point: LanePoint): Hit | undefined {
    return unlessComing(() => this.row.hitTest(this.index, this.item, point));
  }

  anchorCss(anchor: Anchor): number | undefined {
    return this.row.anchorCss?.(this.item, anchor, this.index);
  }
}
