import { phasesOf, type Operation, type OperationState, type Phase } from '../../../trace/index.ts';
import { BAR, colorOf, SlowPen, type SlowView } from './slow-pen.ts';
import { wideAndNarrow } from './spans.ts';

const waits: readonly OperationState[] = ['call', 'in-flight', 'unnoticed', 'unfetched'];
const worst: readonly (OperationState | undefined)[] = ['cancelled', 'aborted', 'leaked', 'failed'];
const PALE = 0.18;
const failures: Partial<Record<number, string>> = {
  0xc0000120: 'STATUS_CANCELLED',
  0xc000020d: 'STATUS_CONNECTION_RESET',
};

type LabelOf = (operation: Operation, state: OperationState) => string;

/** The lane of a socket: the lowest row that is free gets the next operation. */
export function slowSocket(operations: readonly Operation[]): (view: SlowView) => SlowPen {
  const rows: Operation[][] = [];
  for (const operation of operations) {
    const free = rows.find((row) => busyUntil(row.at(-1)!) <= operation.issuedAt);
    if (free === undefined) rows.push([operation]);
    else free.push(operation);
  }
  return drawer(rows, 19, waitLabel);
}

/** The lane of a WSAOVERLAPPED. */
export function slowSlot(operations: readonly Operation[]): (view: SlowView) => SlowPen {
  return drawer([operations], 0, (operation, state) => {
    if (state === 'call') return waitLabel(operation, state);
    const reused = operation === operations[0] ? '' : '  reused';
    if (state === 'in-flight' || state === 'leaked') return `STATUS_PENDING${reused}`;
    if (operation.transferred === undefined) return waitLabel(operation, state);
    return `${failures[operation.status!] ?? 'STATUS_SUCCESS'}, ${operation.transferred} bytes`;
  });
}

function drawer(rows: readonly (readonly Operation[])[], rowCss: number, labelOf: LabelOf) {
  const spans = rows.map((row) =>
    row.map((operation, rank) => ({
      operation,
      phases: phasesOf(operation),
      coveredFromNs: row[rank + 1]?.issuedAt ?? Infinity,
      fromNs: operation.issuedAt,
      toNs: busyUntil(operation),
    })),
  );
  return (view: SlowView) => {
    const pen = new SlowPen(view);
    spans.forEach((row, at) => drawRow(pen, row, 4 + at * rowCss, labelOf));
    pen.layer();
    rows.forEach((row, at) => drawSelected(pen, row, 4 + at * rowCss));
    return pen;
  };
}

interface OperationSpan {
  readonly operation: Operation;
  readonly phases: readonly Phase[];
  readonly coveredFromNs: number;
  readonly fromNs: number;
  readonly toNs: number;
}

function drawRow(pen: SlowPen, row: readonly OperationSpan[], y: number, labelOf: LabelOf): void {
  const { sought } = pen.view;
  const isPale = (of: readonly OperationSpan[]) =>
    sought !== undefined && !of.some(({ operation }) => sought.has(operation.id));
  const { wide, narrow } = wideAndNarrow(pen, row);
  pen.layer();
  for (const span of wide) drawWhole(pen, span, y, isPale([span]) ? PALE : 1, labelOf);
  const columns = [...narrow].map(([x, spans]) => {
    const style = mostFrequent(spans.map(({ phases }) => longestWait(phases)));
    return [x, { style, alpha: isPale(spans) ? PALE : 1 }] as const;
  });
  pen.pixels(y, new Map(columns));
  pen.layer();
  for (const span of wide) if (!isPale([span])) drawMisfortune(pen, span.operation, y);
  for (const [x, spans] of narrow) {
    const bad = worst.findLast((state) => spans.some(({ operation }) => operation.end === state));
    if (bad !== undefined && !isPale(spans)) pen.rect(colorOf(bad), Math.min(x, pen.rightCss - 2), y, 2, BAR);
  }
}

/** Until nothing of it is left to wait for. */
function busyUntil({ fetchedAt, outcome, returnedAt, releasedAt }: Operation): number {
  const done = fetchedAt ?? (outcome === 'failed' ? returnedAt : undefined);
  return Math.min(done ?? Infinity, releasedAt ?? Infinity);
}

function longestWait(phases: readonly Phase[]): OperationState {
  let longest: { state: OperationState; ns: number } = { state: 'call', ns: 0 };
  for (const { state, from, to = Infinity } of phases) {
    const wait = state === 'leaked' ? 'in-flight' : state;
    if (waits.includes(wait) && to - from > longest.ns) longest = { state: wait, ns: to - from };
  }
  return longest.state;
}

function mostFrequent(states: readonly OperationState[]): OperationState {
  const count = (state: OperationState) => states.filter((one) => one === state).length;
  return waits.toReversed().reduce((most, state) => (count(state) > count(most) ? state : most));
}

function misfortuneOf({ end }: Operation): Exclude<OperationState, 'call'> | undefined {
  return end === 'completed' ? undefined : end;
}

function drawWhole(pen: SlowPen, span: OperationSpan, y: number, alpha: number, labelOf: LabelOf): void {
  const { observedNs } = pen.view;
  const { operation, fromNs, toNs } = span;
  const limit = Math.min(observedNs, span.coveredFromNs);
  const cssNs = 1 / pen.cssPerNs;
  const isNarrow = Math.min(toNs, observedNs) - fromNs < 6 * cssNs;
  const misfortune = misfortuneOf(operation);
  const bars = span.phases
    .filter(({ from }) => from <= limit)
    .map(({ state, from, to = Infinity }) => ({ state, from, to: Math.max(from, Math.min(to, limit)) }));
  const isTail = (state: OperationState) => state === 'fetched' || (state === misfortune && state !== 'leaked');
  const longest = Math.max(0, ...bars.filter(({ state }) => !isTail(state)).map(({ from, to }) => to - from));
  for (const { state, from, to } of bars) {
    if (isTail(state)) {
      if (isNarrow && to - from < cssNs / 2) continue;
      pen.bar(state, from, to, y + BAR - 3, { h: 3, alpha });
      if (!isNarrow) pen.bar(state, from, from, y, { leastCss: 3, alpha });
      continue;
    }
    if (isNarrow && to - from < Math.min(cssNs / 2, longest)) continue;
    const hidden = misfortune !== undefined && (state === 'unnoticed' || state === 'unfetched');
    const label = alpha === 1 && to - from >= 40 * cssNs ? labelOf(operation, state) : undefined;
    pen.bar(hidden ? misfortune : state, from, to, y, { label, alpha });
    if (hidden) pen.bar(state, from, to, y + BAR, { h: 4, alpha });
  }
}

function waitLabel(operation: Operation, state: OperationState): string {
  const { api, id, status } = operation;
  if (state === 'call' || state === 'in-flight' || state === 'leaked') return `${api} #${id}`;
  return misfortuneOf(operation) === undefined || status === undefined ? state : failures[status]!;
}

function drawMisfortune(pen: SlowPen, operation: Operation, y: number): void {
  const misfortune = misfortuneOf(operation);
  if (misfortune === undefined) return;
  const { outcome, returnedAt, completedAt, issuedAt } = operation;
  const ns = (outcome === 'failed' || misfortune === 'leaked' ? returnedAt : completedAt) ?? issuedAt;
  const part = ns > pen.view.observedNs ? undefined : pen.part(ns, ns, 2);
  if (part !== undefined) pen.rect(colorOf(misfortune), part.x, y, part.w, BAR);
}

/** The outline of the selected operation, and a bracket over the time in which it may have completed. */
function drawSelected(pen: SlowPen, row: readonly Operation[], y: number): void {
  const operation = row.find(({ id }) => id === pen.view.selectedOperation);
  if (operation === undefined) return;
  const { issuedAt, completedSince, completedAt } = operation;
  const until = Math.max(Math.min(busyUntil(operation), pen.view.observedNs), issuedAt);
  if (!pen.isInView(issuedAt, until)) return;
  pen.outline(issuedAt, until, y);
  if (completedSince === undefined || completedAt === undefined || completedAt <= completedSince) return;
  const part = pen.part(completedSince, completedAt, 0);
  if (part === undefined || part.w < 2) return;
  const bottom = y + BAR;
  pen.line('text', [
    [part.x, bottom - 5],
    [part.x, bottom],
    [part.x, bottom - 2],
    [part.x + part.w, bottom - 2],
  ]);
}
