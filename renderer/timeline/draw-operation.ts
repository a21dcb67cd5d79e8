import type { Operation } from '../../trace/index.ts';
import { BAR_CSS, drawBar } from './draw-bar.ts';
import { misfortuneOf, segmentsOf, type Segment } from './operation-segments.ts';
import type { Frame, Pen } from './pen.ts';
import { stateColors } from './pen.ts';
import { busyUntil } from './sub-rows.ts';
import { lastStartingBy, nsPerCss, placeSpan, toCss } from './time-scale.ts';

const TAIL_CSS = 3;
const CAP_CSS = 3;
const STRIP_CSS = 4;
/** An operation narrower than this shows only the stretches that fill a pixel: the others would lie about their share. */
const NARROW_CSS = 6;
/** A mark that must be seen is at least so wide. */
const NEVER_HIDDEN_CSS = 2;

const issue = (operation: Operation) => operation.issuedAt;

/** The label of a segment may differ from lane to lane. */
export type Relabel = (operation: Operation, label: string | undefined, state: string) => string | undefined;

/**
 * Draws the operations of one row, which are sorted by issue and do not overlap while they are busy.
 *
 * Only those in view are looked at. An operation that would land on a pixel that is full is left out, unless it went
 * wrong: misfortunes are drawn last, over everything.
 */
export function drawOperations(
  pen: Pen,
  frame: Frame,
  operations: readonly Operation[],
  yCss: number,
  relabel: Relabel = (_, label) => label,
): void {
  const { scale, observedNs } = frame;
  let fullUntilCss = -Infinity;
  const unfortunate: Operation[] = [];
  for (let i = Math.max(lastStartingBy(operations, issue, scale.startNs), 0); i < operations.length; i++) {
    const operation = operations[i];
    if (operation === undefined || operation.issuedAt > scale.endNs) break;
    if (misfortuneOf(operation) !== undefined) unfortunate.push(operation);
    const rightCss = toCss(scale, Math.min(busyUntil(operation), observedNs));
    if (rightCss <= fullUntilCss) continue;
    if (rightCss - toCss(scale, operation.issuedAt) < 1) fullUntilCss = Math.floor(rightCss) + 1;
    drawOperation(pen, frame, operation, operations[i + 1]?.issuedAt, yCss, relabel);
  }
  for (const operation of unfortunate) drawMisfortune(pen, frame, operation, yCss);
}

function drawOperation(
  pen: Pen,
  frame: Frame,
  operation: Operation,
  coveredFromNs: number | undefined,
  yCss: number,
  relabel: Relabel,
): void {
  const segments = segmentsOf(operation, frame.observedNs, coveredFromNs);
  const busyNs = Math.min(busyUntil(operation), frame.observedNs) - operation.issuedAt;
  const cssNs = nsPerCss(frame.scale);
  for (const segment of busyNs < NARROW_CSS * cssNs ? worthDrawing(segments, cssNs / 2) : segments) {
    const { fromNs, toNs, state, shape, strip } = segment;
    if (shape === 'tail') {
      drawBar(pen, frame, fromNs, toNs, yCss + BAR_CSS - TAIL_CSS, { fill: state, heightCss: TAIL_CSS });
    } else if (shape === 'cap') {
      drawBar(pen, frame, fromNs, toNs, yCss, { fill: state, minCss: CAP_CSS });
    } else {
      const label = relabel(operation, segment.label, strip ?? state);
      drawBar(pen, frame, fromNs, toNs, yCss, { fill: state, ...(label === undefined ? {} : { label }) });
      if (strip !== undefined) {
        drawBar(pen, frame, fromNs, toNs, yCss + BAR_CSS, { fill: strip, heightCss: STRIP_CSS });
      }
    }
  }
}

/** Of a narrow operation: the stretches that fill half a pixel or more, at least the longest. */
function worthDrawing(segments: readonly Segment[], leastNs: number): Segment[] {
  const bars = segments.filter(({ shape }) => shape === 'bar');
  const longest = Math.max(...bars.map(({ fromNs, toNs }) => toNs - fromNs));
  return segments.filter(
    ({ fromNs, toNs, shape }) =>
      shape !== 'cap' && toNs - fromNs >= (shape === 'bar' ? Math.min(leastNs, longest) : leastNs),
  );
}

function drawMisfortune(pen: Pen, frame: Frame, operation: Operation, yCss: number): void {
  const misfortune = misfortuneOf(operation);
  if (misfortune === undefined || misfortune.ns > frame.observedNs) return;
  const place = placeSpan(frame.scale, misfortune.ns, misfortune.ns, NEVER_HIDDEN_CSS);
  if (place === undefined) return;
  pen.fillStyle = frame.palette.colors[stateColors[misfortune.state]];
  pen.fillRect(place.xCss, yCss, place.wCss, BAR_CSS);
}

/** The outline of the selected operation, and the bracket over which its completion is uncertain. */
export function drawSelected(pen: Pen, frame: Frame, operation: Operation, yCss: number): void {
  const { colors } = frame.palette;
  const until = Math.min(busyUntil(operation), frame.observedNs);
  const place = placeSpan(frame.scale, operation.issuedAt, Math.max(until, operation.issuedAt), 4);
  if (place === undefined) return;
  pen.strokeStyle = colors.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.roundRect(place.xCss - 2, yCss - 2, place.wCss + 4, BAR_CSS + 4, 3);
  pen.stroke();
  const { completedSince, completedAt } = operation;
  if (completedSince === undefined || completedAt === undefined || completedAt <= completedSince) return;
  const bracket = placeSpan(frame.scale, completedSince, completedAt, 0);
  if (bracket === undefined || bracket.wCss < 2) return;
  const middle = yCss + BAR_CSS / 2;
  pen.lineWidth = 1.2;
  pen.beginPath();
  pen.moveTo(bracket.xCss, middle - 4);
  pen.lineTo(bracket.xCss, middle + 4);
  pen.moveTo(bracket.xCss, middle);
  pen.lineTo(bracket.xCss + bracket.wCss, middle);
  pen.stroke();
}

/** The operation of a row that is drawn at a moment, within so many nanoseconds. */
export function operationAtMoment(
  operations: readonly Operation[],
  ns: number,
  toleranceNs: number,
): Operation | undefined {
  const index = lastStartingBy(operations, issue, ns + toleranceNs);
  const operation = operations[index];
  if (operation === undefined) return undefined;
  return (operation.releasedAt ?? Infinity) + toleranceNs >= ns ? operation : undefined;
}
