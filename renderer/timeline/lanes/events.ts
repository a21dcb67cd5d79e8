import { hex, type EventEdge, type WinsockObject } from '../../../trace/index.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { laneKind } from '../lane-kind.ts';
import type { Frame, Pen } from '../pen.ts';
import { causeText } from '../reasons.ts';
import { lastStartingBy, nsPerCss, placeSpan, toCss } from '../time-scale.ts';
import type { TraceIndex } from '../trace-index.ts';

const HIGH_CSS = 5;
const LOW_CSS = 18;
const MARK_CSS = 6;
/** An edge that is closer to its neighbour has no mark: it would hide the wave. */
const MARK_ROOM_CSS = 9;
const edgeTime = (edge: EventEdge) => edge.time;

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
    const edges = index.trace.edgesOf(event.id);
    const at = lastStartingBy(edges, edgeTime, ns + toleranceNs);
    const edge = edges[at];
    if (ns < event.openedAt || ns > (event.closedAt ?? Infinity)) return undefined;
    const fromNs = edge?.time ?? event.openedAt;
    const toNs = edges[at + 1]?.time ?? event.closedAt ?? index.trace.endTime;
    const operation = index.trace.operation(edge?.operation ?? 0);
    return {
      selection: operation === undefined ? undefined : { kind: 'operation', id: operation.id },
      fromNs,
      toNs,
      lines: edge === undefined ? ['created; its state has not been looked at yet'] : edgeLines(index, edge, toNs),
    };
  },
  anchorCss: (event, anchor) =>
    anchor.kind === 'event' && anchor.id === event.id ? (HIGH_CSS + LOW_CSS) / 2 : undefined,
});

function edgeLines({ trace }: TraceIndex, edge: EventEdge, toNs: number): string[] {
  const lines = [`${edge.signaled ? 'signaled' : 'not signaled'} for ${formatDuration(toNs - edge.time)}`];
  lines.push(causeText(edge, trace.calls.get(edge.call)));
  if (edge.time > edge.since) lines.push(`up to ${formatDuration(edge.time - edge.since)} earlier than drawn`);
  return lines;
}

function drawWave(pen: Pen, frame: Frame, event: WinsockObject, yCss: number): void {
  const { scale, observedNs, palette } = frame;
  const edges = frame.index.trace.edgesOf(event.id);
  const endNs = Math.min(event.closedAt ?? observedNs, observedNs);
  const rightCss = toCss(scale, Math.min(endNs, scale.endNs));
  const leftCss = Math.max(toCss(scale, event.openedAt), scale.leftCss);
  if (rightCss < leftCss) return;
  const level = (signaled: boolean) => yCss + (signaled ? HIGH_CSS : LOW_CSS);
  pen.strokeStyle = palette.colors.event;
  pen.lineWidth = 1.5;
  drawUnknown(pen, frame, event, edges[0]?.time ?? endNs, level(false));
  const first = Math.max(lastStartingBy(edges, edgeTime, scale.startNs), 0);
  let signaled: boolean | undefined;
  let fromCss = leftCss;
  pen.beginPath();
  for (let i = first; i < edges.length; i++) {
    const edge = edges[i];
    if (edge === undefined || edge.time > Math.min(scale.endNs, endNs)) break;
    // An edge that repeats the state is a second look, not a change.
    if (edge.signaled === signaled) continue;
    const xCss = Math.max(toCss(scale, edge.time), leftCss);
    if (signaled === undefined) pen.moveTo(xCss, level(edge.signaled));
    else {
      pen.lineTo(xCss, level(signaled));
      pen.lineTo(xCss, level(edge.signaled));
      if (signaled) fillHigh(pen, frame, fromCss, xCss, yCss);
    }
    fromCss = xCss;
    signaled = edge.signaled;
  }
  if (signaled !== undefined) {
    pen.lineTo(rightCss, level(signaled));
    pen.stroke();
    if (signaled) fillHigh(pen, frame, fromCss, rightCss, yCss);
  }
  for (let i = first; i < edges.length; i++) {
    const edge = edges[i];
    if (edge === undefined || edge.time > scale.endNs) break;
    drawUncertainty(pen, frame, edge, yCss);
    const nearNs = Math.min(
      edge.time - (edges[i - 1]?.time ?? -Infinity),
      (edges[i + 1]?.time ?? Infinity) - edge.time,
    );
    if (nearNs >= MARK_ROOM_CSS * nsPerCss(scale)) drawCause(pen, frame, edge, yCss);
  }
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
function drawUnknown(pen: Pen, frame: Frame, event: WinsockObject, untilNs: number, yCss: number): void {
  const place = placeSpan(frame.scale, event.openedAt, Math.min(untilNs, frame.observedNs), 0);
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
function drawUncertainty(pen: Pen, frame: Frame, edge: EventEdge, yCss: number): void {
  const place = placeSpan(frame.scale, edge.since, edge.time, 0);
  if (place === undefined || place.wCss < 3) return;
  pen.globalAlpha = 0.4;
  pen.fillStyle = frame.palette.colors.event;
  pen.fillRect(place.xCss, yCss + LOW_CSS + 2, place.wCss, 2);
  pen.globalAlpha = 1;
}
