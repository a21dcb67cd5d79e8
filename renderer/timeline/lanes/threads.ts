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
import type { Frame, Pen } from '../pen.ts';
import { Runs } from '../runs.ts';
import { eachSpan, Moments } from '../spans.ts';
import { spanLooks, type SpanRow, type ThreadTrack } from '../thread-track.ts';
import { lastStartingBy, placeSpan, toCss } from '../time-scale.ts';
import type { TraceIndex } from '../trace-index.ts';
import { wokenLines } from '../reasons.ts';

const TOP_CSS = 4;
const ROW_CSS = BAR_CSS + 2;
/** How much of a routine's bar says that its operation has failed. */
const FAILED_CSS = 3;
/** How strongly a wait outside Winsock is drawn. */
const OUTSIDE = 0.55;

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
    drawWaits(pen, frame, thread, yCss + TOP_CSS);
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

/** The calls or the routines of one depth: when each began and ended, and what is said of it, by its place in its table. */
interface Nested {
  readonly row: SpanRow;
  readonly from: Float64Array;
  /** NaN: it was not seen to end. */
  readonly endOf: (place: number) => number;
  readonly labelOf: (place: number) => string;
  /** The place of the selected one. */
  readonly selected: number | undefined;
}

function drawCalls(pen: Pen, frame: Frame, row: SpanRow, yCss: number): void {
  const { calls, info, tables } = frame.index.trace;
  const { enteredAt, returnedAt, api } = tables.calls.columns;
  drawNested(pen, frame, yCss, {
    row,
    from: enteredAt,
    endOf: (place) => returnedAt.at(place),
    labelOf: (place) => info.functions[api[place]! - 1] ?? '',
    selected: frame.selectedCall === 0 ? undefined : calls.placeOf(frame.selectedCall),
  });
}

function drawRoutines(pen: Pen, frame: Frame, row: SpanRow, yCss: number): void {
  const { calls, routines, tables } = frame.index.trace;
  const { enteredAt, leftAt, call, operation } = tables.routines.columns;
  drawNested(pen, frame, yCss, {
    row,
    from: enteredAt,
    // It is left before the call that runs it returns, also where nobody saw it.
    endOf: (place) => (leftAt.has(place) ? leftAt.at(place) : (calls.get(call[place]!)?.returnedAt ?? NaN)),
    labelOf: (place) => `routine of #${operation[place]!}`,
    selected: frame.selectedOperation === 0 ? undefined : routines.placeOf(frame.selectedOperation),
  });
}

/** Draws what stands in one row. What was not seen to end goes on, until the next one shows that it has ended. */
function drawNested(pen: Pen, frame: Frame, yCss: number, { row, from, endOf, labelOf, selected }: Nested): void {
  const { scale, observedNs, palette } = frame;
  const { places, looks } = row;
  const { array, length } = places;
  const runs = new Runs(pen, yCss, BAR_CSS);
  const failedCss: number[] = [];
  const starts = new Moments(length, from, array);
  const untilOf = (rank: number) => {
    const nextNs = starts.at(rank + 1) ?? observedNs;
    return Math.min(orLater(endOf(array[rank]!), nextNs), nextNs, observedNs);
  };
  eachSpan({ starts, endOf: untilOf }, scale, observedNs, {
    wide: (rank) => {
      looks.sum(rank, rank + 1, summary);
      const look = { fill: spanLooks[most(summary.counts)]!, label: labelOf(array[rank]!) };
      drawBar(pen, frame, starts.get(rank), untilOf(rank), yCss, look);
      if (summary.worst > 0) failedCss.push(toCss(scale, starts.get(rank)));
    },
    column: (xCss, first, end) => {
      looks.sum(first, end, summary);
      runs.add(xCss, palette.colors[spanLooks[most(summary.counts)]!]);
      if (summary.worst > 0) failedCss.push(xCss);
    },
  });
  runs.end();
  // A routine that was told of a failure is never hidden.
  pen.fillStyle = palette.colors.failed;
  const rightCss = scale.leftCss + scale.widthCss;
  for (const xCss of failedCss) pen.fillRect(Math.min(xCss, rightCss - FAILED_CSS), yCss, FAILED_CSS, BAR_CSS);
  const rank = selected === undefined ? undefined : places.rankOf(selected);
  if (rank !== undefined) outline(pen, frame, starts.get(rank), untilOf(rank), yCss);
}

/** A moment, or a later one where it never came. */
function orLater(ns: number, later: number): number {
  return Number.isNaN(ns) ? later : ns;
}

function drawWaits(pen: Pen, frame: Frame, thread: ThreadTrack, yCss: number): void {
  const { scale, observedNs, palette } = frame;
  const { waits, waitStarts: starts } = thread;
  const runs = new Runs(pen, yCss, BAR_CSS);
  const endOf = (rank: number) => Math.min(waits[rank]!.to ?? Infinity, starts.at(rank + 1) ?? Infinity, observedNs);
  eachSpan({ starts, endOf }, scale, observedNs, {
    wide: (rank) => {
      const look = { fill: 'wait', label: waits[rank]!.reason, alpha: OUTSIDE } as const;
      drawBar(pen, frame, starts.get(rank), endOf(rank), yCss, look);
    },
    column: (xCss) => runs.add(xCss, palette.colors.wait, OUTSIDE),
  });
  runs.end();
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
