import { callLine, type Call, type ProgramWait, type RoutineRun } from '../../../trace/index.ts';
import { errorName, findFunction } from '../../../winsock/index.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { BAR_CSS, drawBar } from '../draw-bar.ts';
import { laneKind, type Hit } from '../lane-kind.ts';
import type { Frame, Pen } from '../pen.ts';
import type { ThreadTrack } from '../thread-track.ts';
import { lastStartingBy, placeSpan, toCss } from '../time-scale.ts';
import type { TraceIndex } from '../trace-index.ts';
import { wokenLines } from '../reasons.ts';

const TOP_CSS = 4;
const ROW_CSS = BAR_CSS + 2;
/** How much of a routine's bar says that its operation has failed. */
const FAILED_CSS = 3;

const entry = (item: { readonly enteredAt: number }) => item.enteredAt;
const start = (wait: ProgramWait) => wait.from;

/** Threads: calls as bars, waits pale, whether in Winsock or outside; completion routines inside the call that ran them. */
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
  heightCss: (thread) => thread.rows * ROW_CSS + 7,
  draw: (pen, frame, thread, yCss) => {
    drawWaits(pen, frame, thread.waits, yCss + TOP_CSS);
    thread.calls.forEach((calls, depth) => drawCalls(pen, frame, calls, yCss + rowCss(2 * depth)));
    thread.routines.forEach((runs, depth) => drawRoutines(pen, frame, runs, yCss + rowCss(2 * depth + 1)));
  },
  hitTest: (index, thread, { ns, toleranceNs, yCss }) => {
    const row = Math.min(Math.max(Math.floor((yCss - TOP_CSS) / ROW_CSS), 0), thread.rows - 1);
    if (row % 2 === 1) return routineHit(index, thread.routines[(row - 1) / 2] ?? [], ns, toleranceNs);
    const calls = thread.calls[row / 2] ?? [];
    const call = calls[lastStartingBy(calls, entry, ns + toleranceNs)];
    if (call !== undefined && (call.returnedAt ?? Infinity) + toleranceNs >= ns) return callHit(index, call);
    return row === 0 ? waitHit(index, thread, ns, toleranceNs) : undefined;
  },
  anchorCss: (thread, anchor, { trace }) => {
    const middle = (row: number) => rowCss(row) + BAR_CSS / 2;
    if (anchor.kind === 'call') {
      return trace.calls.get(anchor.id)?.thread === thread.id ? middle(2 * thread.depthOf(anchor.id)) : undefined;
    }
    const run = anchor.kind === 'routine' ? trace.routines.runOf(anchor.id) : undefined;
    return run?.thread === thread.id ? middle(2 * thread.depthOf(run.call) + 1) : undefined;
  },
});

function rowCss(row: number): number {
  return TOP_CSS + row * ROW_CSS;
}

function callHit(index: TraceIndex, call: Call): Hit {
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
      ...wokenLines(trace, call),
    ],
  };
}

function routineHit(
  { trace }: TraceIndex,
  runs: readonly RoutineRun[],
  ns: number,
  toleranceNs: number,
): Hit | undefined {
  const run = runs[lastStartingBy(runs, entry, ns + toleranceNs)];
  if (run === undefined || (run.leftAt ?? Infinity) + toleranceNs < ns) return undefined;
  const { operation: id, enteredAt, leftAt = trace.endTime, dwError, cbTransferred } = run;
  const operation = trace.operation(id);
  const waited = operation?.completedAt === undefined ? undefined : enteredAt - operation.completedAt;
  return {
    selection: operation === undefined ? undefined : { kind: 'operation', id },
    fromNs: enteredAt,
    toNs: leftAt,
    lines: [
      `completion routine of #${id}${operation === undefined ? '' : ` ${operation.api}`}`,
      `dwError ${dwError === 0 ? 0 : `${errorName(dwError)} (${dwError})`} · ${cbTransferred} bytes`,
      `inside ${trace.calls.get(run.call)?.api ?? 'a call whose row was lost'}`,
      run.leftAt === undefined ? 'has not returned' : `took ${formatDuration(leftAt - enteredAt)}`,
      ...(waited === undefined ? [] : [`began ${formatDuration(Math.max(waited, 0))} after the completion`]),
    ],
  };
}

function waitHit(index: TraceIndex, thread: ThreadTrack, ns: number, toleranceNs: number): Hit | undefined {
  const wait = thread.waits[lastStartingBy(thread.waits, start, ns + toleranceNs)];
  if (wait === undefined || (wait.to ?? Infinity) + toleranceNs < ns) return undefined;
  const toNs = wait.to ?? index.trace.endTime;
  return {
    selection: undefined,
    fromNs: wait.from,
    toNs,
    lines: [`waits outside Winsock for ${formatDuration(toNs - wait.from)}`, wait.reason],
  };
}

function drawCalls(pen: Pen, frame: Frame, calls: readonly Call[], yCss: number): void {
  const { observedNs, selectedCall } = frame;
  drawInView(
    frame,
    calls,
    ({ returnedAt = observedNs }) => returnedAt,
    (call, toNs, isHidden) => {
      if (isHidden && call.id !== selectedCall) return;
      const role = findFunction(call.api)?.role;
      const fill = role === 'wait' || role === 'dequeue' ? 'wait' : 'call';
      drawBar(pen, frame, call.enteredAt, toNs, yCss, { fill, label: call.api });
      if (call.id === selectedCall) outline(pen, frame, call.enteredAt, toNs, yCss);
    },
  );
}

function drawRoutines(pen: Pen, frame: Frame, runs: readonly RoutineRun[], yCss: number): void {
  const { observedNs, selectedOperation } = frame;
  drawInView(
    frame,
    runs,
    ({ leftAt = observedNs }) => leftAt,
    (run, toNs, isHidden) => {
      const { enteredAt, operation, dwError } = run;
      if (!isHidden || operation === selectedOperation) {
        drawBar(pen, frame, enteredAt, toNs, yCss, { fill: 'routine', label: `routine of #${operation}` });
      }
      if (dwError !== 0) drawFailed(pen, frame, enteredAt, yCss);
      if (operation === selectedOperation) outline(pen, frame, enteredAt, toNs, yCss);
    },
  );
}

/** A routine that was told of a failure is never hidden. */
function drawFailed(pen: Pen, frame: Frame, ns: number, yCss: number): void {
  const place = placeSpan(frame.scale, ns, ns, FAILED_CSS);
  if (place === undefined) return;
  pen.fillStyle = frame.palette.colors.failed;
  pen.fillRect(place.xCss, yCss, place.wCss, BAR_CSS);
}

/** Goes through the items in view; hidden is one that would land on a pixel that is full. */
function drawInView<Item extends { readonly enteredAt: number }>(
  frame: Frame,
  items: readonly Item[],
  endOf: (item: Item) => number,
  draw: (item: Item, toNs: number, isHidden: boolean) => void,
): void {
  const { scale } = frame;
  let fullUntilCss = -Infinity;
  for (let i = Math.max(lastStartingBy(items, entry, scale.startNs), 0); i < items.length; i++) {
    const item = items[i];
    if (item === undefined || item.enteredAt > scale.endNs) break;
    const toNs = endOf(item);
    const rightCss = toCss(scale, toNs);
    const isHidden = rightCss <= fullUntilCss;
    if (!isHidden && rightCss - toCss(scale, item.enteredAt) < 1) fullUntilCss = Math.floor(rightCss) + 1;
    draw(item, toNs, isHidden);
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
