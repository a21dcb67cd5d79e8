import {
  callLine,
  emptySummary,
  type Call,
  type IndexList,
  type ProgramWait,
  type RoutineRun,
} from '../../../trace/index.ts';
import { errorName, findFunction } from '../../../winsock/index.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { BAR_CSS, drawBar } from '../draw-bar.ts';
import { laneKind, linesOr, type Hit } from '../lane-kind.ts';
import { most } from '../draw-operation.ts';
import { stateColors, type Frame, type Pen } from '../pen.ts';
import { Runs } from '../runs.ts';
import { eachSpan } from '../spans.ts';
import { WAIT, waits, type SpanRow, type ThreadTrack } from '../thread-track.ts';
import { lastStartingBy, placeSpan, toCss } from '../time-scale.ts';
import type { TraceIndex } from '../trace-index.ts';
import { wokenLines } from '../reasons.ts';

const TOP_CSS = 4;
const ROW_CSS = BAR_CSS + 2;
/** How much of a routine's bar says that its operation has failed. */
const FAILED_CSS = 3;

const summary = emptySummary();
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
    thread.calls.forEach((row, depth) => drawCalls(pen, frame, row, yCss + rowCss(2 * depth)));
    thread.routines.forEach((runs, depth) => drawRoutines(pen, frame, runs, yCss + rowCss(2 * depth + 1)));
  },
  hitTest: (index, thread, { ns, toleranceNs, yCss }) => {
    const row = Math.min(Math.max(Math.floor((yCss - TOP_CSS) / ROW_CSS), 0), thread.rows - 1);
    const { trace } = index;
    if (row % 2 === 1) return routineHit(index, thread.routines[(row - 1) / 2]?.places, ns, toleranceNs);
    const places = thread.calls[row / 2]?.places;
    const place = places?.at(places.countUpTo(trace.tables.calls.columns.enteredAt, ns + toleranceNs) - 1);
    const call = place === undefined ? undefined : trace.calls.at(place);
    if (call !== undefined && (call.returnedAt ?? Infinity) + toleranceNs >= ns) return callHit(index, call);
    return row === 0 ? waitHit(index, thread, ns, toleranceNs) : undefined;
  },
  anchorCss: (thread, anchor, { trace }) => {
    const middle = (row: number) => rowCss(row) + BAR_CSS / 2;
    const { calls, routines } = trace.tables;
    if (anchor.kind === 'call') {
      const place = trace.calls.placeOf(anchor.id);
      if (place === undefined || calls.columns.thread[place] !== thread.id) return undefined;
      return middle(2 * calls.columns.depth[place]!);
    }
    const place = anchor.kind === 'routine' ? trace.routines.placeOf(anchor.id) : undefined;
    if (place === undefined || routines.columns.thread[place] !== thread.id) return undefined;
    return middle(2 * routines.columns.depth[place]! + 1);
  },
});

function rowCss(row: number): number {
  return TOP_CSS + row * ROW_CSS;
}

function callHit(index: TraceIndex, call: Call): Hit {
  const { trace } = index;
  const toNs = call.returnedAt ?? trace.endTime;
  const took = call.returnedAt === undefined ? 'has not returned' : `took ${formatDuration(toNs - call.enteredAt)}`;
  const issues = findFunction(call.api)?.role === 'issue' && trace.operation(call.operation) !== undefined;
  return {
    selection: issues ? { kind: 'operation', id: call.operation } : { kind: 'call', id: call.id },
    fromNs: call.enteredAt,
    toNs,
    lines: linesOr(() => [callLine(trace, call), took, ...wokenLines(trace, call)], [call.api, took]),
  };
}

function routineHit(
  { trace }: TraceIndex,
  places: IndexList | undefined,
  ns: number,
  toleranceNs: number,
): Hit | undefined {
  const place = places?.at(places.countUpTo(trace.tables.routines.columns.enteredAt, ns + toleranceNs) - 1);
  const run: RoutineRun | undefined = place === undefined ? undefined : trace.routines.run(place);
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

function drawCalls(pen: Pen, frame: Frame, { places, looks }: SpanRow, yCss: number): void {
  const { observedNs, selectedCall, index, palette } = frame;
  const { trace } = index;
  const { columns } = trace.tables.calls;
  const { array } = places;
  const runs = new Runs(pen, yCss, BAR_CSS);
  const endOf = (place: number) => orLater(columns.returnedAt.at(place), observedNs);
  eachSpan(
    {
      length: places.length,
      startOf: (rank) => columns.enteredAt[array[rank]!]!,
      endOf: (rank) => endOf(array[rank]!),
    },
    frame.scale,
    observedNs,
    {
      wide: (rank) => {
        const place = array[rank]!;
        const fill = waits(trace, place) ? 'wait' : 'call';
        const label = trace.info.functions[columns.api[place]! - 1] ?? '';
        drawBar(pen, frame, columns.enteredAt[place]!, endOf(place), yCss, { fill, label });
      },
      column: (xCss, from, to) => {
        looks.sum(from, to, summary);
        runs.add(xCss, palette.colors[stateColors[most(summary.counts) === WAIT ? 'wait' : 'call']]);
      },
    },
  );
  runs.end();
  const selected = selectedCall === 0 ? undefined : trace.calls.placeOf(selectedCall);
  if (selected === undefined || places.rankOf(selected) === undefined) return;
  outline(pen, frame, columns.enteredAt[selected]!, endOf(selected), yCss);
}

function drawRoutines(pen: Pen, frame: Frame, { places, looks }: SpanRow, yCss: number): void {
  const { observedNs, selectedOperation, index, palette } = frame;
  const { trace } = index;
  const { columns } = trace.tables.routines;
  const { array } = places;
  const runs = new Runs(pen, yCss, BAR_CSS);
  const failedCss: number[] = [];
  const endOf = (place: number) => orLater(columns.leftAt.at(place), observedNs);
  eachSpan(
    {
      length: places.length,
      startOf: (rank) => columns.enteredAt[array[rank]!]!,
      endOf: (rank) => endOf(array[rank]!),
    },
    frame.scale,
    observedNs,
    {
      wide: (rank) => {
        const place = array[rank]!;
        const label = `routine of #${columns.operation[place]!}`;
        drawBar(pen, frame, columns.enteredAt[place]!, endOf(place), yCss, { fill: 'routine', label });
        if (columns.dwError[place] !== 0) failedCss.push(toCss(frame.scale, columns.enteredAt[place]!));
      },
      column: (xCss, from, to) => {
        runs.add(xCss, palette.colors.routine);
        looks.sum(from, to, summary);
        if (summary.worst > 0) failedCss.push(xCss);
      },
    },
  );
  runs.end();
  // A routine that was told of a failure is never hidden.
  pen.fillStyle = palette.colors.failed;
  for (const xCss of failedCss) pen.fillRect(xCss, yCss, FAILED_CSS, BAR_CSS);
  const selected = selectedOperation === 0 ? undefined : trace.routines.placeOf(selectedOperation);
  if (selected === undefined || places.rankOf(selected) === undefined) return;
  outline(pen, frame, columns.enteredAt[selected]!, endOf(selected), yCss);
}

/** A moment, or a later one where it never came. */
function orLater(ns: number, later: number): number {
  return Number.isNaN(ns) ? later : ns;
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
