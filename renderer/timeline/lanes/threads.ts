import { callLine, type Call, type ProgramWait } from '../../../trace/index.ts';
import { findFunction } from '../../../winsock/index.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { BAR_CSS, drawBar } from '../draw-bar.ts';
import { laneKind, type Hit } from '../lane-kind.ts';
import type { Frame, Pen } from '../pen.ts';
import { lastStartingBy, placeSpan, toCss } from '../time-scale.ts';
import type { ThreadTrack, TraceIndex } from '../trace-index.ts';

const TOP_CSS = 4;
const entry = (call: Call) => call.enteredAt;
const start = (wait: ProgramWait) => wait.from;

/** Threads: calls as bars, waits pale, whether in Winsock or outside. */
export const threads = laneKind<ThreadTrack>({
  id: 'threads',
  title: 'Threads',
  // The bridge's own thread, the first, is not part of the program: it comes last.
  lanes: (index) => [...index.threads.values()].toSorted((a, b) => Number(a.id === 1) - Number(b.id === 1)),
  key: (thread) => thread.id,
  label: (thread, index) => {
    const known = index.trace.threads.get(thread.id);
    return known === undefined ? `thread ${thread.id}` : `${known.systemId} ${known.name}`;
  },
  heightCss: () => BAR_CSS + 9,
  draw: (pen, frame, thread, yCss) => {
    drawWaits(pen, frame, thread.waits, yCss + TOP_CSS);
    drawCalls(pen, frame, thread.calls, yCss + TOP_CSS);
  },
  hitTest: (index, thread, { ns, toleranceNs }) => {
    const call = thread.calls[lastStartingBy(thread.calls, entry, ns + toleranceNs)];
    if (call !== undefined && (call.returnedAt ?? Infinity) + toleranceNs >= ns) return callHit(index, call);
    const wait = thread.waits[lastStartingBy(thread.waits, start, ns + toleranceNs)];
    if (wait === undefined || (wait.to ?? Infinity) + toleranceNs < ns) return undefined;
    const toNs = wait.to ?? index.trace.endTime;
    return {
      selection: undefined,
      fromNs: wait.from,
      toNs,
      lines: [`waits outside Winsock for ${formatDuration(toNs - wait.from)}`, wait.reason],
    };
  },
  anchorCss: (thread, anchor) =>
    anchor.kind === 'thread' && anchor.id === thread.id ? TOP_CSS + BAR_CSS / 2 : undefined,
});

export function callHit(index: TraceIndex, call: Call): Hit {
  const { trace } = index;
  const toNs = call.returnedAt ?? trace.endTime;
  const issues = findFunction(call.api)?.role === 'issue' && trace.operation(call.operation) !== undefined;
  return {
    selection: issues ? { kind: 'operation', id: call.operation } : { kind: 'call', id: call.id },
    fromNs: call.enteredAt,
    toNs,
    lines: [
      callLine(trace, call),
      call.returnedAt === undefined ? 'has not returned' : `took ${formatDuration(toNs - call.enteredAt)}`,
    ],
  };
}

function drawCalls(pen: Pen, frame: Frame, calls: readonly Call[], yCss: number): void {
  const { scale, observedNs, selectedCall } = frame;
  let fullUntilCss = -Infinity;
  for (let i = Math.max(lastStartingBy(calls, entry, scale.startNs), 0); i < calls.length; i++) {
    const call = calls[i];
    if (call === undefined || call.enteredAt > scale.endNs) break;
    const toNs = call.returnedAt ?? observedNs;
    const rightCss = toCss(scale, toNs);
    if (rightCss <= fullUntilCss && call.id !== selectedCall) continue;
    if (rightCss - toCss(scale, call.enteredAt) < 1) fullUntilCss = Math.floor(rightCss) + 1;
    const fill = findFunction(call.api)?.role === 'wait' ? 'wait' : 'call';
    drawBar(pen, frame, call.enteredAt, toNs, yCss, { fill, label: call.api });
    if (call.id === selectedCall) outline(pen, frame, call.enteredAt, toNs, yCss);
  }
}

function drawWaits(pen: Pen, frame: Frame, waits: readonly ProgramWait[], yCss: number): void {
  const { scale, observedNs } = frame;
  for (let i = Math.max(lastStartingBy(waits, start, scale.startNs), 0); i < waits.length; i++) {
    const wait = waits[i];
    if (wait === undefined || wait.from > scale.endNs) break;
    drawBar(pen, frame, wait.from, wait.to ?? observedNs, yCss, { fill: 'wait', label: wait.reason, alpha: 0.55 });
  }
}

function outline(pen: Pen, frame: Frame, fromNs: number, toNs: number, yCss: number): void {
  const place = placeSpan(frame.scale, fromNs, toNs, 4);
  if (place === undefined) return;
  pen.strokeStyle = frame.palette.colors.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.roundRect(place.xCss - 2, yCss - 2, place.wCss + 4, BAR_CSS + 4, 3);
  pen.stroke();
}
