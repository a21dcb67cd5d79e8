import { busyUntil, operationStates, type Operation, type OperationState } from '../../trace/index.ts';
import { statusName } from '../../winsock/index.ts';
import { BAR_CSS, drawBar } from './draw-bar.ts';
import type { OperationRow } from './operation-row.ts';
import { Segments, misfortunes, misfortuneOf } from './operation-segments.ts';
import { stateColors, stateTitles, type ColorName, type Frame, type Pen } from './pen.ts';
import { Runs } from './runs.ts';
import { eachSpan, Moments, type Spans } from './spans.ts';
import { nsPerCss, placeSpan } from './time-scale.ts';

const TAIL_CSS = 3;
const CAP_CSS = 3;
const STRIP_CSS = 4;
/** An operation narrower than this shows only the stretches that fill a pixel: the others would lie about their share. */
const NARROW_CSS = 6;
/** A mark that must be seen is at least so wide. */
const NEVER_HIDDEN_CSS = 2;
/** How much of an operation is left that is not looked for. */
const PALE = 0.18;
/** Narrower bars have no label. */
const LABEL_CSS = 40;

/** What stands on a bar. `state` is the wait, also where the fill says "failed". */
export type LabelOf = (place: number, state: OperationState) => string | undefined;

const segments = new Segments();

/** The operations of a row as spans: each from its issue until it needs no room of its own any more. */
function spansOf(frame: Frame, { places }: OperationRow): Spans {
  const { columns } = frame.index.trace.tables.operations;
  const { array, length } = places;
  return {
    starts: new Moments(length, columns.issuedAt, array),
    endOf: (rank) => busyUntil(columns, array[rank]!),
  };
}

/**
 * Draws the operations of one row, which do not overlap while they are busy.
 *
 * Those that have no room share a column, which has the colour of the wait that most of them spent their time in. What
 * went wrong is drawn last, over everything: a column shows the worst.
 */
export function drawOperations(
  pen: Pen,
  frame: Frame,
  row: OperationRow,
  yCss: number,
  labelOf: LabelOf = (place, state) => usualLabel(frame, place, state),
): void {
  const { colors } = frame.palette;
  const { columns } = frame.index.trace.tables.operations;
  const runs = new Runs(pen, yCss, BAR_CSS);
  const marks = new Marks(pen, frame, yCss);
  const found = row.ranksOf(frame.hits);
  const isPale = (from: number, to: number) => found !== undefined && !found.hasBetween(from, to);
  eachSpan(spansOf(frame, row), frame.scale, frame.observedNs, {
    wide: (rank) => {
      const place = row.places.at(rank)!;
      const next = row.places.at(rank + 1);
      const pale = isPale(rank, rank + 1);
      if (pale) pen.globalAlpha = PALE;
      const coveredFromNs = next === undefined ? undefined : columns.issuedAt[next]!;
      drawOperation(pen, frame, place, coveredFromNs, yCss, pale ? () => undefined : labelOf);
      pen.globalAlpha = 1;
      if (!pale) marks.add(place);
    },
    column: (xCss, from, to) => {
      const { counts, worst } = row.sum(from, to);
      const pale = isPale(from, to);
      runs.add(xCss, colors[stateColors[operationStates[most(counts)]!]], pale ? PALE : 1);
      if (!pale) marks.column(xCss, worst);
    },
  });
  runs.end();
  marks.draw();
}

/** The look that most have; of equal ones the later wait. */
export function most(counts: Uint32Array): number {
  let most = 0;
  for (let look = 1; look < counts.length; look++) if (counts[look]! >= counts[most]! && counts[look]! > 0) most = look;
  return most;
}

function drawOperation(
  pen: Pen,
  frame: Frame,
  place: number,
  coveredFromNs: number | undefined,
  yCss: number,
  labelOf: LabelOf,
): void {
  const { trace } = frame.index;
  const { columns } = trace.tables.operations;
  segments.read(columns, place, frame.observedNs, coveredFromNs);
  const cssNs = nsPerCss(frame.scale);
  const busyNs = Math.min(busyUntil(columns, place), frame.observedNs) - columns.issuedAt[place]!;
  const isNarrow = busyNs < NARROW_CSS * cssNs;
  const leastNs = isNarrow ? Math.min(cssNs / 2, longestBarNs()) : 0;
  for (let i = 0; i < segments.count; i++) {
    const fromNs = segments.fromNs[i]!;
    const toNs = segments.toNs[i]!;
    const fill = segments.states[i]!;
    const strip = segments.strips[i];
    if (segments.isTail[i]) {
      if (isNarrow && toNs - fromNs < cssNs / 2) continue;
      drawBar(pen, frame, fromNs, toNs, yCss + BAR_CSS - TAIL_CSS, { fill, heightCss: TAIL_CSS });
      if (!isNarrow) drawBar(pen, frame, fromNs, fromNs, yCss, { fill, minCss: CAP_CSS });
      continue;
    }
    if (toNs - fromNs < leastNs) continue;
    const label = toNs - fromNs >= LABEL_CSS * cssNs ? labelOf(place, strip ?? fill) : undefined;
    drawBar(pen, frame, fromNs, toNs, yCss, { fill, ...(label === undefined ? {} : { label }) });
    if (strip !== undefined) {
      drawBar(pen, frame, fromNs, toNs, yCss + BAR_CSS, { fill: strip, heightCss: STRIP_CSS });
    }
  }
}

function longestBarNs(): number {
  let longest = 0;
  for (let i = 0; i < segments.count; i++) {
    if (!segments.isTail[i]) longest = Math.max(longest, segments.toNs[i]! - segments.fromNs[i]!);
  }
  return longest;
}

/** The name of the call, then the name of the wait, or what it ended with. */
export function usualLabel({ index: { trace } }: Frame, place: number, state: OperationState): string {
  const { columns } = trace.tables.operations;
  if (state === 'in-flight' || state === 'leaked' || state === 'call') {
    return `${trace.info.functions[columns.api[place]! - 1] ?? ''} #${columns.id[place]!}`;
  }
  // A status that nobody has seen is not named.
  const failed = misfortuneOf(columns, place) !== undefined && columns.transferred.has(place);
  return failed ? statusName(columns.status[place]!) : stateTitles[state];
}

/** What went wrong in a row, to be drawn when everything else is. */
class Marks {
  private readonly xCss: number[] = [];
  private readonly colors: string[] = [];

  constructor(
    private readonly pen: Pen,
    private readonly frame: Frame,
    private readonly yCss: number,
  ) {}

  add(place: number): void {
    const misfortune = misfortuneOf(this.frame.index.trace.tables.operations.columns, place);
    if (misfortune === undefined || misfortune.ns > this.frame.observedNs) return;
    const at = placeSpan(this.frame.scale, misfortune.ns, misfortune.ns, NEVER_HIDDEN_CSS);
    if (at === undefined) return;
    this.xCss.push(at.xCss);
    this.colors.push(this.frame.palette.colors[stateColors[misfortune.state]]);
  }

  column(xCss: number, worst: number): void {
    const state = misfortunes[worst];
    if (state === undefined) return;
    const { leftCss, widthCss } = this.frame.scale;
    this.xCss.push(Math.min(xCss, leftCss + widthCss - NEVER_HIDDEN_CSS));
    this.colors.push(this.frame.palette.colors[stateColors[state]]);
  }

  draw(): void {
    const { pen } = this;
    for (let i = 0; i < this.xCss.length; i++) {
      pen.fillStyle = this.colors[i]!;
      pen.fillRect(this.xCss[i]!, this.yCss, NEVER_HIDDEN_CSS, BAR_CSS);
    }
  }
}

/** The outline of the selected operation, and the bracket over which its completion is uncertain. */
export function drawSelected(pen: Pen, frame: Frame, operation: Operation, yCss: number): void {
  if (!drawOutline(pen, frame, operation, yCss, 'text')) return;
  const { completedSince, completedAt } = operation;
  if (completedSince === undefined || completedAt === undefined || completedAt <= completedSince) return;
  const bracket = placeSpan(frame.scale, completedSince, completedAt, 0);
  if (bracket === undefined || bracket.wCss < 2) return;
  // Below the letters of the label.
  const bottom = yCss + BAR_CSS;
  pen.lineWidth = 1.2;
  pen.beginPath();
  pen.moveTo(bracket.xCss, bottom - 5);
  pen.lineTo(bracket.xCss, bottom);
  pen.moveTo(bracket.xCss, bottom - 2);
  pen.lineTo(bracket.xCss + bracket.wCss, bottom - 2);
  pen.stroke();
}

/** A frame around an operation. False: it is out of sight. */
export function drawOutline(pen: Pen, frame: Frame, operation: Operation, yCss: number, color: ColorName): boolean {
  const { trace } = frame.index;
  const { columns } = trace.tables.operations;
  const until = Math.min(busyUntil(columns, trace.operations.placeOf(operation.id)!), frame.observedNs);
  const place = placeSpan(frame.scale, operation.issuedAt, Math.max(until, operation.issuedAt), 4);
  if (place === undefined) return false;
  pen.strokeStyle = frame.palette.colors[color];
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.roundRect(place.xCss - 2, yCss - 2, place.wCss + 4, BAR_CSS + 4, 3);
  pen.stroke();
  return true;
}

/** The operation of a row that is drawn at a moment, within so many nanoseconds. */
export function operationAtMoment(
  frame: Pick<Frame, 'index'>,
  { places }: OperationRow,
  ns: number,
  toleranceNs: number,
): Operation | undefined {
  const { trace } = frame.index;
  const { issuedAt } = trace.tables.operations.columns;
  const place = places.at(places.countUpTo(issuedAt, ns + toleranceNs) - 1);
  const operation = place === undefined ? undefined : trace.operations.at(place);
  if (operation === undefined) return undefined;
  return (operation.releasedAt ?? Infinity) + toleranceNs >= ns ? operation : undefined;
}
