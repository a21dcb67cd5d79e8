import { hex, type EventEdge, type Trace } from '../../../trace/index.ts';
import { findFunction } from '../../../winsock/index.ts';
import { formatDuration, formatMoment } from '../../format/format-duration.ts';
import { LANE_CSS, type Hit, type Lane } from '../lane.ts';
import type { Frame, Pen } from '../pen.ts';
import { lastStartingBy, toCss } from '../time-scale.ts';
import type { TraceIndex } from '../trace-index.ts';

const HIGH_CSS = 5;
const LOW_CSS = 18;

/**
 * Each event as a logic analyser draws a signal: high is signaled.
 *
 * ```
 *          ┌─────────┐         ┌──
 *  ────────┘         └─────────┘
 * ```
 *
 * The line begins with the first look at the event and ends with the newest observation, or where the event was closed.
 */
export function eventLanes(index: TraceIndex): Lane[] {
  return index.events.map((id) => {
    const object = index.trace.objects.get(id);
    return {
      id: `event:${id}`,
      title: hex(object?.handle ?? 0),
      heightCss: LANE_CSS,
      operations: [],
      draw: (pen, frame, yCss) =>
        drawWaveform(pen, frame, index.trace.edgesOf(id), Math.min(object?.closedAt ?? Infinity, frame.observedNs), yCss),
      hit: (ns, _yCss, toleranceNs) => hitEvent(index.trace, id, ns, toleranceNs),
    };
  });
}

/** Draws the edges of one event up to a moment. Edges that share a pixel become one line from low to high. */
export function drawWaveform(pen: Pen, frame: Frame, edges: readonly EventEdge[], untilNs: number, yCss: number): void {
  const { scale, palette } = frame;
  const leftCss = scale.leftCss;
  const rightCss = leftCss + scale.widthCss;
  const first = Math.max(lastStartingBy(edges, (edge) => edge.time, scale.startNs), 0);
  const begin = edges[first];
  if (begin === undefined || begin.time > Math.min(untilNs, scale.endNs)) return;
  const clip = (ns: number) => Math.min(Math.max(toCss(scale, ns), leftCss), rightCss);
  const level = (signaled: boolean) => yCss + (signaled ? HIGH_CSS : LOW_CSS);

  pen.fillStyle = palette.colors['event-fill'];
  for (let i = first; i < edges.length; i++) {
    const edge = edges[i]!;
    if (edge.time > scale.endNs) break;
    if (!edge.signaled) continue;
    const from = clip(edge.time);
    pen.fillRect(from, yCss + HIGH_CSS, Math.max(clip(Math.min(edges[i + 1]?.time ?? untilNs, untilNs)) - from, 1), LOW_CSS - HIGH_CSS);
  }

  pen.strokeStyle = palette.colors.event;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(clip(begin.time), level(begin.signaled));
  let lastCss = -Infinity;
  for (let i = first + 1; i < edges.length; i++) {
    const edge = edges[i]!;
    if (edge.time > scale.endNs || edge.time > untilNs) break;
    const x = clip(edge.time);
    if (x - lastCss >= 0.5) pen.lineTo(x, level(!edge.signaled));
    pen.lineTo(x, level(edge.signaled));
    lastCss = x;
  }
  const last = edges[lastStartingBy(edges, (edge) => edge.time, Math.min(scale.endNs, untilNs))] ?? begin;
  pen.lineTo(clip(untilNs), level(last.signaled));
  pen.stroke();
}

function hitEvent(trace: Trace, id: number, ns: number, toleranceNs: number): Hit | undefined {
  const edges = trace.edgesOf(id);
  const at = lastStartingBy(edges, (edge) => edge.time, ns + toleranceNs);
  const edge = edges[at];
  if (edge === undefined) return undefined;
  const next = edges[at + 1]?.time ?? trace.objects.get(id)?.closedAt ?? trace.endTime;
  const uncertain = edge.time - edge.since;
  return {
    lines: [
      `event ${hex(trace.objects.get(id)?.handle ?? 0)} is ${edge.signaled ? 'signaled' : 'not signaled'}`,
      `since ${formatMoment(edge.time)}${uncertain > 0 ? `, or up to ${formatDuration(uncertain)} earlier` : ''}`,
      cause(trace, edge),
    ],
    ...(edge.operation === 0 ? {} : { selection: { kind: 'operation', id: edge.operation } as const }),
    fromNs: edge.time,
    toNs: next,
  };
}

/** Why an event has its state, as far as it was seen. */
function cause(trace: Trace, edge: EventEdge): string {
  const api = trace.calls.get(edge.call)?.api;
  const role = api === undefined ? undefined : findFunction(api)?.role;
  if (edge.signaled && edge.operation !== 0) {
    return `operation ${edge.operation} completed${role === 'wait' ? `, and ${api} told so` : ''}`;
  }
  if (role === 'event') return `the program called ${api}`;
  if (role === 'issue') return `${api} resets it when it issues an operation`;
  if (role === 'open') return `${api} created it`;
  return api === undefined ? 'seen by the observer' : `seen when ${api} returned`;
}
