import { callText, type Call, type ProgramWait } from '../../../trace/index.ts';
import { findFunction } from '../../../winsock/index.ts';
import { formatDuration, formatMoment } from '../../format/format-duration.ts';
import { drawBar } from '../draw-bar.ts';
import { BAR_TOP_CSS, LANE_CSS, type Hit, type Lane } from '../lane.ts';
import type { Frame, Pen } from '../pen.ts';
import { lastStartingBy, placeSpan, toCss } from '../time-scale.ts';
import type { ThreadTrack, TraceIndex } from '../trace-index.ts';

/** What each thread did: its calls, and pale where it stood still. The observer makes no calls and has no lane. */
export function threadLanes(index: TraceIndex): Lane[] {
  return [...index.threads.values()]
    .toSorted((a, b) => rank(a) - rank(b))
    .map((track) => {
      const thread = index.trace.threads.get(track.id);
      return {
        id: `thread:${track.id}`,
        title: `${thread?.systemId ?? track.id} ${thread?.name ?? ''}`,
        heightCss: LANE_CSS,
        operations: index.trace.operations.filter((operation) => operation.thread === track.id),
        draw: (pen, frame, yCss) => drawThread(pen, frame, track, yCss + BAR_TOP_CSS),
        hit: (ns, _yCss, toleranceNs) => hitThread(index, track, ns, toleranceNs),
      };
    });
}

/** The bridge's own thread comes last: it is not part of the program. */
function rank({ id }: ThreadTrack): number {
  return id === 1 ? Infinity : id;
}

export function isWait(call: Call): boolean {
  return findFunction(call.api)?.role === 'wait';
}

function drawThread(pen: Pen, frame: Frame, track: ThreadTrack, yCss: number): void {
  const { scale, observedNs, selectedCall, selectedOperation } = frame;
  for (const wait of inView(track.waits, (one) => one.from, frame)) {
    drawBar(pen, frame, wait.from, wait.to ?? observedNs, yCss, { fill: 'wait', label: wait.reason, alpha: 0.75 });
  }
  let fullUntilCss = -Infinity;
  for (const call of inView(track.calls, (one) => one.enteredAt, frame)) {
    const end = call.returnedAt ?? observedNs;
    const rightCss = toCss(scale, end);
    // It would land on a pixel that is drawn already.
    if (rightCss <= fullUntilCss) continue;
    if (rightCss - toCss(scale, call.enteredAt) < 1) fullUntilCss = Math.floor(rightCss) + 1;
    drawBar(pen, frame, call.enteredAt, end, yCss, { fill: isWait(call) ? 'wait' : 'call', label: call.api });
  }
  const selected = track.calls.find(
    ({ id, operation, api }) =>
      id === selectedCall ||
      (selectedOperation !== 0 && operation === selectedOperation && findFunction(api)?.role === 'issue'),
  );
  if (selected !== undefined) outline(pen, frame, selected, yCss);
}

function outline(pen: Pen, frame: Frame, call: Call, yCss: number): void {
  const place = placeSpan(frame.scale, call.enteredAt, call.returnedAt ?? frame.observedNs, 3);
  if (place === undefined) return;
  pen.strokeStyle = frame.palette.colors.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.roundRect(place.xCss - 1.5, yCss - 1.5, place.wCss + 3, 17, 3);
  pen.stroke();
}

/** The items that begin in view, and the one before, which may reach into it. */
function* inView<T>(items: readonly T[], startOf: (item: T) => number, { scale }: Frame): Generator<T> {
  for (let i = Math.max(lastStartingBy(items, startOf, scale.startNs), 0); i < items.length; i++) {
    const item = items[i]!;
    if (startOf(item) > scale.endNs) return;
    yield item;
  }
}

function hitThread(index: TraceIndex, track: ThreadTrack, ns: number, toleranceNs: number): Hit | undefined {
  const call = covering(track.calls, (one) => one.enteredAt, (one) => one.returnedAt, ns, toleranceNs);
  if (call !== undefined) return hitCall(index, call);
  const wait = covering(track.waits, (one) => one.from, (one) => one.to, ns, toleranceNs);
  return wait === undefined ? undefined : hitWait(wait, index.trace.endTime);
}

function covering<T>(
  items: readonly T[],
  startOf: (item: T) => number,
  endOf: (item: T) => number | undefined,
  ns: number,
  toleranceNs: number,
): T | undefined {
  const item = items[lastStartingBy(items, startOf, ns + toleranceNs)];
  return item !== undefined && (endOf(item) ?? Infinity) + toleranceNs >= ns ? item : undefined;
}

function hitCall(index: TraceIndex, call: Call): Hit {
  const { result } = callText(index.trace, call);
  const toNs = call.returnedAt ?? index.trace.endTime;
  const issues = call.operation !== 0 && findFunction(call.api)?.role === 'issue';
  return {
    lines: [
      issues ? `${call.api} · operation ${call.operation}` : call.api,
      `at ${formatMoment(call.enteredAt)}, ${formatDuration(toNs - call.enteredAt)}`,
      result === undefined ? 'has not returned' : `→ ${result}`,
    ],
    selection: issues ? { kind: 'operation', id: call.operation } : { kind: 'call', id: call.id },
    fromNs: call.enteredAt,
    toNs,
  };
}

function hitWait(wait: ProgramWait, observedNs: number): Hit {
  const toNs = wait.to ?? observedNs;
  return {
    lines: [wait.reason, `outside Winsock, ${formatDuration(toNs - wait.from)}`],
    fromNs: wait.from,
    toNs,
  };
}
