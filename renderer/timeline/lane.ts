import type { Operation } from '../../trace/index.ts';
import type { Selection } from '../state/cursor-slice.ts';
import type { Frame, Pen } from './pen.ts';
import type { TraceIndex } from './trace-index.ts';

/** What lies under the pointer, in words: the first line names it. */
export interface Hit {
  readonly lines: readonly string[];
  readonly selection?: Selection;
  /** The stretch that it takes: a double click shows it. */
  readonly fromNs: number;
  readonly toNs: number;
}

/** One lane: a name on the left, and what happened to one thing over time. Its `y` begins at its own upper edge. */
export interface Lane {
  /** Never changes while the trace grows: `thread:3`. */
  readonly id: string;
  readonly title: string;
  /** A second line under the title, where the lane is high enough. */
  readonly detail?: string;
  readonly heightCss: number;
  draw(pen: Pen, frame: Frame, yCss: number): void;
  hit(ns: number, yCss: number, toleranceNs: number): Hit | undefined;
  /** Operations on this lane, in the order of issue; the arrow keys go along them. */
  readonly operations: readonly Operation[];
}

/** A group of lanes: how to find them and how they are headed. Adding a kind of lane is adding an entry to LANE_KINDS. */
export interface LaneKind {
  readonly id: string;
  readonly title: string;
  lanes(index: TraceIndex): readonly Lane[];
}

export const LANE_CSS = 22;
/** From the upper edge of a lane to its first bar. */
export const BAR_TOP_CSS = 4;
/** From one row of bars to the next on the same lane. */
export const SUB_ROW_CSS = 20;
