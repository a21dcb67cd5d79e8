import type { Call, RoutineRun, Trace } from '../../../trace/index.ts';
import { BAR, SlowPen, type SlowView } from './slow-pen.ts';
import { wideAndNarrow, type SlowSpan } from './spans.ts';

const ROW = BAR + 2;
const OUTSIDE = 0.55;
/** Calls in which a thread stands still. */
const still = ['SleepEx', 'WSAWaitForMultipleEvents', 'GetQueuedCompletionStatusEx'];

interface ThreadSpan extends SlowSpan {
  readonly fill: 'call' | 'wait' | 'routine';
  readonly label: string;
  readonly failed: boolean;
  readonly depth: number;
  readonly isSelected: (view: SlowView) => boolean;
}

/** The lane of a thread: its calls and the routines that they run, by how many routines are around them. */
export function slowThread(trace: Trace, thread: number): (view: SlowView) => SlowPen {
  const calls = [...trace.calls].filter((call) => call.thread === thread);
  const runs = trace.routines.runs.filter((run) => run.thread === thread);
  const routines = runs.map((run, at) => ({ run, fromNs: run.enteredAt, toNs: leftBy(calls, runs, at) }));
  const depthAt = (ns: number) => routines.filter(({ fromNs, toNs }) => fromNs < ns && ns < toNs).length;
  const callSpans = calls.map((call): ThreadSpan => ({
    fill: still.includes(call.api) ? 'wait' : 'call',
    label: call.api,
    failed: false,
    depth: depthAt(call.enteredAt),
    fromNs: call.enteredAt,
    toNs: call.returnedAt ?? Infinity,
    isSelected: ({ selectedCall }) => selectedCall === call.id,
  }));
  const routineSpans = routines.map(({ run, fromNs, toNs }): ThreadSpan => ({
    fill: 'routine',
    label: `routine of #${run.operation}`,
    failed: run.dwError !== 0,
    depth: depthAt(fromNs),
    fromNs,
    toNs,
    isSelected: ({ selectedOperation }) => selectedOperation === run.operation,
  }));
  const waits = trace.programWaits
    .filter((wait) => wait.thread === thread)
    .map(({ from, to = Infinity, reason }) => ({ fromNs: from, toNs: to, reason }));
  return (view) => {
    const pen = new SlowPen(view);
    drawWaits(pen, endedByNext(waits));
    for (const spans of [callSpans, routineSpans]) {
      const deepest = Math.max(-1, ...spans.map(({ depth }) => depth));
      for (let depth = 0; depth <= deepest; depth++) {
        const row = endedByNext(spans.filter((span) => span.depth === depth));
        drawRow(pen, row, 4 + (2 * depth + (spans === callSpans ? 0 : 1)) * ROW);
      }
    }
    return pen;
  };
}

/** A routine has left when its call returns, and when that call runs the next one, whether anybody saw it or not. */
function leftBy(calls: readonly Call[], runs: readonly RoutineRun[], at: number): number {
  const run = runs[at]!;
  const returnedAt = calls.find(({ id }) => id === run.call)?.returnedAt;
  const next = runs.slice(at + 1).find(({ call }) => call === run.call);
  return Math.min(run.leftAt ?? Infinity, returnedAt ?? Infinity, next?.enteredAt ?? Infinity);
}

/** What was not seen to end has done so when the next on its row begins. */
function endedByNext<Span extends SlowSpan>(row: readonly Span[]): Span[] {
  return row.map((span, at) => ({ ...span, toNs: Math.min(span.toNs, row[at + 1]?.fromNs ?? Infinity) }));
}

function drawRow(pen: SlowPen, row: readonly ThreadSpan[], y: number): void {
  const { observedNs } = pen.view;
  const { wide, narrow } = wideAndNarrow(pen, row);
  pen.layer();
  for (const { fill, label, fromNs, toNs } of wide) pen.bar(fill, fromNs, Math.min(toNs, observedNs), y, { label });
  const columns = [...narrow].map(([x, spans]) => {
    const pausing = spans.filter(({ fill }) => fill === 'wait').length;
    const style = spans[0]!.fill === 'routine' ? 'routine' : 2 * pausing >= spans.length ? 'wait' : 'call';
    return [x, { style, alpha: 1 }] as const;
  });
  pen.pixels(y, new Map(columns));
  pen.layer();
  for (const { failed, fromNs } of wide) if (failed) failure(pen, pen.x(fromNs), y);
  for (const [x, spans] of narrow) if (spans.some(({ failed }) => failed)) failure(pen, x, y);
  pen.layer();
  for (const span of row) {
    if (span.isSelected(pen.view)) pen.outline(span.fromNs, Math.min(span.toNs, observedNs), y);
  }
}

function failure(pen: SlowPen, x: number, y: number): void {
  pen.rect('failed', Math.min(x, pen.rightCss - 3), y, 3, BAR);
}

function drawWaits(pen: SlowPen, waits: readonly (SlowSpan & { readonly reason: string })[]): void {
  const { wide, narrow } = wideAndNarrow(pen, waits);
  for (const { fromNs, toNs, reason } of wide) {
    pen.bar('wait', fromNs, Math.min(toNs, pen.view.observedNs), 4, { label: reason, alpha: OUTSIDE });
  }
  pen.pixels(4, new Map([...narrow.keys()].map((x) => [x, { style: 'wait', alpha: OUTSIDE }])));
}
