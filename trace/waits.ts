import { CompactColumn } from './store/compact-column.ts';
import type { TraceTables } from './store/tables.ts';
import { outcomes } from './store/tables.ts';

export type OperationColumns = TraceTables['operations']['columns'];

/** A number of the operation at a place of the table; NaN: it has none. */
export type MeasureAt = (place: number) => number;

/**
 * Measures operations by their columns, as of a moment in nanoseconds. What it gives reads the arrays themselves, so that it
 * costs nanoseconds: it is valid until the table grows.
 */
export type Measure = (columns: OperationColumns, nowNs: number) => MeasureAt;

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
export const inFlightNs: Measure = (columns, nowNs) => {
  const { outcome, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt } = columns;
  return (place) => {
    if (outcome[place] !== PENDING) return NaN;
    const told = earlier(noticedAt.at(place), fetchedAt.at(place));
    const end = earlier(earlier(completedAt.at(place), told), releasedAt.at(place));
    return lasted(returnedAt.at(place), end, nowNs);
  };
};

/** How long a pending operation had completed, and the program did not know: until the notice. */
export const unnoticedNs: Measure = (columns, nowNs) => {
  const { outcome, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt } = columns;
  return (place) => {
    if (outcome[place] !== PENDING) return NaN;
    const from = later(completedAt.at(place), returnedAt.at(place));
    const told = earlier(noticedAt.at(place), fetchedAt.at(place));
    return lasted(from, earlier(told, releasedAt.at(place)), nowNs);
  };
};

/**
 * How long the program knew of the completion, and had not read the result: from the notice until the fetch. 0 where the
 * result came with the notice: by a packet, a completion routine, or a call that told its count of bytes.
 */
export const unfetchedNs: Measure = (columns, nowNs) => {
  const { outcome, completedAt, noticedAt, fetchedAt, releasedAt } = columns;
  return (place) => {
    if (outcome[place] === 0 || outcome[place] === FAILED) return NaN;
    const from = later(noticedAt.at(place), completedAt.at(place));
    return lasted(from, earlier(fetchedAt.at(place), releasedAt.at(place)), nowNs);
  };
};

/** From the issue until nothing is left to wait for: the fetch, the release, or the return of a call that failed. */
export const totalNs: Measure = (columns, nowNs) => {
  const { outcome, issuedAt, returnedAt, fetchedAt, releasedAt } = columns;
  return (place) => {
    const failedAt = outcome[place] === FAILED ? returnedAt.at(place) : NaN;
    return lasted(issuedAt[place]!, earlier(earlier(fetchedAt.at(place), releasedAt.at(place)), failedAt), nowNs);
  };
};

/** How long the call that issued it took. */
export const callNs: Measure = ({ issuedAt, returnedAt }, nowNs) => {
  return (place) => lasted(issuedAt[place]!, returnedAt.at(place), nowNs);
};

/** A column as it is. */
export function columnOf(name: 'id' | 'issuedAt' | 'completedAt' | 'transferred' | 'requested'): Measure {
  return (columns) => {
    const values = columns[name];
    return values instanceof CompactColumn ? (place) => values.at(place) : (place) => values[place]!;
  };
}

/** Whether nothing of it can change any more, unless the log of settled operations names it again. */
export function isSettled(columns: OperationColumns, place: number): boolean {
  return columns.fetchedAt.has(place) || columns.releasedAt.has(place) || columns.outcome[place] === FAILED;
}

function lasted(from: number, to: number, nowNs: number): number {
  // Comparisons with NaN are false: what has not ended lasts until now, what has not begun is NaN.
  const ns = (to >= 0 ? to : nowNs) - from;
  return ns < 0 ? 0 : ns;
}

/** The earlier of two moments that came; NaN when neither did. */
function earlier(a: number, b: number): number {
  return a <= b || b !== b ? a : b;
}

/** The later of a moment and another one, which may not have come; NaN when the first did not. */
function later(a: number, b: number): number {
  return b > a ? b : a;
}
