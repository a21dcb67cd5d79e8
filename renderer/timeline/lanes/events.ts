import { hex, type EventEdge, type WinsockObject } from '../../../trace/index.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { laneKind } from '../lane-kind.ts';
import type { Frame, Pen } from '../pen.ts';
import { causeText } from '../reasons.ts';
import { eachPixel, Moments } from '../spans.ts';
import { nsPerCss, placeSpan, toCss } from '../time-scale.ts';
import type { TraceIndex } from '../trace-index.ts';

const HIGH_CSS = 5;
const LOW_CSS = 18;
const MARK_CSS = 6;
/** An edge that is closer to its neighbour has no mark: it would hide the wave. */
const MARK_ROOM_CSS = 9;

/**
 * Events, as a logic analyser shows a wire: signaled is high.
 *
 * ```
 *          ┌────────┐
 *  ┄┄┄┄────┘        └──────   ┄ not looked at yet, ends with the last observation
 * ```
 *
 * An edge carries a mark of what made it, where there is room.
 */
export const events = laneKind<WinsockObject>({
  id: 'events',
  title: 'Events',
  lanes: (index) => index.events.flatMap((id) => index.trace.objects.get(id) ?? []),
  key: (event) => event.id,
  label: (event) => hex(event.handle),
  heightCss: () => 24,
  draw: (pen, frame, event, yCss) => drawWave(pen, frame, event, yCss),
  hitTest: (index, event, { ns, toleranceNs }) => {
    const { trace } = index;
    const places = trace.edgePlaces.of(event.id);
    const { time } = trace.tables.edges.columns;
    const rank = places.countUpTo(time, ns + toleranceNs) - 1;
    const [place, following] = [places.at(rank), places.at(rank + 1)];
    const edge = place === undefined ? undefined : trace.edge(place);
    if (ns < event.openedAt || ns > (event.closedAt ?? Infinity)) return undefined;
    const fromNs = edge?.time ?? event.openedAt;
    const toNs = time[following ?? -1] ?? event.closedAt ?? trace.endTime;
    const operation = trace.operation(edge?.operation ?? 0);
    return {
      selection: operation === undefined ? undefined : { kind: 'operation', id: operation.id },
      fromNs,
      toNs,
      lines:
        edge === undefined
          ? ['created; its state has not been looked at yet']
          : edgeLines(index, edge, time[places.at(rank - 1) ?? -1], toNs),
    };
  },
  anchorCss: (event, anchor) =>
    anchor.kind === 'event' && anchor.id === event.id ? (HIGH_CSS + LOW_CSS) / 2 : undefined,
});

function edgeLines({ trace }: TraceIndex, edge: EventEdge, beforeNs: number | undefined, toNs: number): string[] {
  const lines = [`${edge.signaled ? 'signaled' : 'not signaled'} for ${formatDuration(toNs - edge.time)}`];
  lines.push(causeText(edge, trace.calls.get(edge.call)));
  const earlierNs = edge.time - Math.max(edge.since, beforeNs ?? 0);
  if (earlierNs > 0) lines.push(`up to ${formatDuration(earlierNs)} earlier than drawn`);
  return lines;
}

function drawWave(pen: Pen, frame: Frame, event: WinsockObject, yCss: number): void {
  const { scale, observedNs, palette, index } = frame;
  const { trace } = index;
  const places = trace.edgePlaces.of(event.id);
  const { time, signaled } = trace.tables.edges.columns;
  const { array, length } = places;
  const changes = new Moments(length, time, array);
  const endNs = Math.min(event.closedAt ?? observedNs, observedNs);
  const rightCss = toCss(scale, Math.min(endNs, scale.endNs));
  const leftCss = Math.max(toCss(scale, event.openedAt), scale.leftCss);
  if (rightCss < leftCss) return;
  const level = (rank: number) => yCss + (isHigh(rank) ? HIGH_CSS : LOW_CSS);
  const isHigh = (rank: number) => signaled[array[rank]!] !== 0;
  pen.strokeStyle = palette.colors.event;
  pen.lineWidth = 1.5;
  drawUnknown(pen, frame, event.openedAt, Math.min(changes.at(0) ?? endNs, endNs), yCss + LOW_CSS);
  const high: [fromCss: number, toCss: number][] = [];
  let drawn = changes.firstFrom(scale.startNs) - 1;
  let fromCss = leftCss;
  pen.beginPath();
  if (drawn >= 0) pen.moveTo(leftCss, level(drawn));
  eachPixel(changes, scale, endNs, (_, rank, next) => {
    const xCss = Math.max(toCss(scale, changes.at(rank)!), leftCss);
    if (drawn < 0) pen.moveTo(xCss, level(rank));
    else {
      pen.lineTo(xCss, level(drawn));
      if (isHigh(drawn)) high.push([fromCss, xCss]);
    }
    // Many changes in one pixel are a line from top to bottom, wherever it ends.
    if (next > rank + 1) {
      pen.lineTo(xCss, yCss + HIGH_CSS);
      pen.lineTo(xCss, yCss + LOW_CSS);
    }
    if (drawn >= 0 || next > rank + 1) pen.lineTo(xCss, level(next - 1));
    fromCss = xCss;
    drawn = next - 1;
  });
  if (drawn >= 0) {
    pen.lineTo(rightCss, level(drawn));
    pen.stroke();
    if (isHigh(drawn)) high.push([fromCss, rightCss]);
  }
  for (const [from, to] of high) fillHigh(pen, frame, from, to, yCss);
  drawMarks(pen, frame, changes, endNs, (rank) => trace.edge(array[rank]!), yCss);
}

/** What made an edge, and how uncertain its time is: where there is room. */
function drawMarks(
  pen: Pen,
  frame: Frame,
  changes: Moments,
  untilNs: number,
  edgeAt: (rank: number) => EventEdge,
  yCss: number,
): void {
  const { scale } = frame;
  const roomNs = MARK_ROOM_CSS * nsPerCss(scale);
  const drawSince = (rank: number) => {
    const edge = edgeAt(rank);
    // It came after the one before it, however long nobody had looked.
    drawUncertainty(pen, frame, Math.max(edge.since, changes.at(rank - 1) ?? 0), edge.time, yCss);
  };
  eachPixel(changes, scale, untilNs, (_, rank, next) => {
    const ns = changes.at(rank)!;
    const beforeNs = rank > 0 ? ns - changes.at(rank - 1)! : Infinity;
    const afterNs = rank + 1 < changes.length ? changes.at(rank + 1)! - ns : Infinity;
    drawSince(rank);
    if (next === rank + 1 && Math.min(beforeNs, afterNs) >= roomNs) drawCause(pen, frame, edgeAt(rank), yCss);
  });
  // That of the first edge out of view may begin within it.
  const after = changes.firstAfter(scale.endNs);
  if (after < changes.length && changes.at(after)! <= untilNs) drawSince(after);
}

/** A mark on the edge says what made it: ● a completion, ▼ an issue, □ the program itself, ○ a wait; none: nobody saw. */
function drawCause(pen: Pen, frame: Frame, edge: EventEdge, yCss: number): void {
  const { scale, palette } = frame;
  if (edge.time < scale.startNs || edge.cause === 'unseen') return;
  const xCss = toCss(scale, edge.time);
  const middleCss = yCss + (HIGH_CSS + LOW_CSS) / 2;
  const half = MARK_CSS / 2;
  pen.fillStyle = palette.colors.event;
  pen.beginPath();
  if (edge.cause === 'issue') {
    pen.moveTo(xCss - half, middleCss - half);
    pen.lineTo(xCss + half, middleCss - half);
    pen.lineTo(xCss, middleCss + half);
    pen.closePath();
  } else {
    pen.roundRect(xCss - half, middleCss - half, MARK_CSS, MARK_CSS, edge.cause === 'program' ? 0 : half);
  }
  pen.fill();
  if (edge.cause !== 'program' && edge.cause !== 'wait') return;
  pen.fillStyle = palette.colors.bg;
  pen.beginPath();
  pen.roundRect(
    xCss - half + 1.5,
    middleCss - half + 1.5,
    MARK_CSS - 3,
    MARK_CSS - 3,
    edge.cause === 'program' ? 0 : half,
  );
  pen.fill();
}

/** Nobody had looked yet: a dashed line, no state. */
function drawUnknown(pen: Pen, frame: Frame, fromNs: number, untilNs: number, yCss: number): void {
  const place = placeSpan(frame.scale, fromNs, untilNs, 0);
  if (place === undefined || place.wCss < 2) return;
  pen.setLineDash([2, 3]);
  pen.beginPath();
  pen.moveTo(place.xCss, yCss);
  pen.lineTo(place.xCss + place.wCss, yCss);
  pen.stroke();
  pen.setLineDash([]);
}

function fillHigh(pen: Pen, frame: Frame, fromCss: number, toCss_: number, yCss: number): void {
  pen.fillStyle = frame.palette.colors['event-fill'];
  pen.fillRect(fromCss, yCss + HIGH_CSS, Math.max(toCss_ - fromCss, 1), LOW_CSS - HIGH_CSS);
}

/** The stretch in which the edge lies: between the last look and the one that saw it. */
function drawUncertainty(pen: Pen, frame: Frame, fromNs: number, toNs: number, yCss: number): void {
  const place = placeSpan(frame.scale, fromNs, toNs, 0);
  if (place === undefined || place.wCss < 3) return;
  pen.globalAlpha = 0.4;
  pen.fillStyle = frame.palette.colors.event;
  pen.fillRect(place.xCss, yCss + LOW_CSS + 2, place.wCss, 2);
  pen.globalAlpha = 1;
}
