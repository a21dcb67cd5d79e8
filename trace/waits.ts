import type { TraceTables } from './store/tables.ts';
import { outcomes } from './store/tables.ts';

export type OperationColumns = TraceTables['operations']['columns'];

/** A length of time of an operation, by its place in the table, in nanoseconds; NaN: it has none. */
export type Measure = (columns: OperationColumns, place: number, nowNs: number) => number;

const PENDING = outcomes.indexOf('pending');
const FAILED = outcomes.indexOf('failed');

/*
 * The three waits, read out of the columns: the same as the stretches that `phasesOf` gives of an Operation.
 *
 *  returnedAt      completedAt       noticedAt     fetchedAt     releasedAt
 *     ┼── in flight ───┼── unnoticed ───┼─ unfetched ─┼── fetched ──┤
 *
 * A wait that goes on has lasted until `nowNs`; with NaN it has no length yet. A release ends every wait. What a lost row
 * would have said ends none, but a later step does: a program that was told of a completion is not in flight any more.
 */

/** How long a pending operation was in flight: from the return of its call until it was seen to complete. */
export function inFlightNs(columns: OperationColumns, place: number, nowNs: number): number {
  if (columns.outcome[place] !== PENDING) return NaN;
  const from = columns.returnedAt[place]!;
  const told = earlier(columns.noticedAt[place]!, columns.fetchedAt[place]!);
  return lasted(from, earlier(earlier(columns.completedAt[place]!, told), columns.releasedAt[place]!), nowNs);
}

/** How long a pending operation had completed, and the program did not know: until the notice. */
export function unnoticedNs(columns: OperationColumns, place: number, nowNs: number): number {
  if (columns.outcome[place] !== PENDING) return NaN;
  const completedAt = columns.completedAt[place]!;
  const from = Math.max(completedAt, columns.returnedAt[place]!);
  const told = earlier(columns.noticedAt[place]!, columns.fetchedAt[place]!);
  return lasted(from, earlier(told, columns.releasedAt[place]!), nowNs);
}

/**
 * How long the program knew of the completion, and had not read the result: from the notice until the fetch. 0 where the
 * result came with the notice: by a packet, a completion routine, or a call that told its count of bytes.
 */
export function unfetchedNs(columns: OperationColumns, place: number, nowNs: number): number {
  const outcome = columns.outcome[place]!;
  if (outcome === 0 || outcome === FAILED) return NaN;
  const from = later(columns.noticedAt[place]!, columns.completedAt[place]!);
  return lasted(from, earlier(columns.fetchedAt[place]!, columns.releasedAt[place]!), nowNs);
}

/** From the issue until nothing is left to wait for: the fetch, the release, or the return of a call that failed. */
export function totalNs(columns: OperationColumns, place: number, nowNs: number): number {
  const failedAt = columns.outcome[place] === FAILED ? columns.returnedAt[place]! : NaN;
  const end = earlier(columns.fetchedAt[place]!, columns.releasedAt[place]!);
  return lasted(columns.issuedAt[place]!, earlier(end, failedAt), nowNs);
}

/** How long the call that issued it took. */
export function callNs(columns: OperationColumns, place: number, nowNs: number): number {
  return lasted(columns.issuedAt[place]!, columns.returnedAt[place]!, nowNs);
}

/** Whether nothing of it can change any more, unless the log of settled operations names it again. */
export function isSettled(columns: OperationColumns, place: number): boolean {
  return (
    !Number.isNaN(columns.fetchedAt[place]) ||
    !Number.isNaN(columns.releasedAt[place]) ||
    columns.outcome[place] === FAILED
  );
}

function lasted(from: number, to: number, nowNs: number): number {
  // Comparisons with NaN are false: what has not ended lasts until now, what has not begun is NaN.
  return Math.max((Number.isNaN(to) ? nowNs : to) - from, 0);
}

/** The earlier of two moments that came; NaN when neither did. */
function earlier(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b;
}

/** The later of a moment and another one, which may not have come; NaN when the first did not. */
function later(a: number, b: number): number {
  return b > a ? b : a;
}
