import type { OperationState } from '../operation.ts';
import { ends, outcomes, type TraceTables } from './tables.ts';

type Columns = TraceTables['operations']['columns'];

/** The states of an operation by number; `Phases.states` holds these. */
export const operationStates: readonly OperationState[] = [
  'call',
  'in-flight',
  'unnoticed',
  'unfetched',
  'fetched',
  'failed',
  'cancelled',
  'aborted',
  'leaked',
];
const [CALL, IN_FLIGHT, UNNOTICED, UNFETCHED, FETCHED, FAILED] = [0, 1, 2, 3, 4, 5] as const;
const LEAKED = operationStates.indexOf('leaked');
const OUTCOME_FAILED = outcomes.indexOf('failed');
const END_COMPLETED = ends.indexOf('completed');
const END_LEAKED = ends.indexOf('leaked');
/** The state after the fetch, by the number of the end. */
export const endStates = ends.map((end) =>
  end === undefined || end === 'completed' ? FETCHED : operationStates.indexOf(end),
);
/** How bad an end is, by its number: 0 is not bad at all. */
export const severities = ends.map((end) =>
  end === undefined || end === 'completed' ? 0 : ['cancelled', 'aborted', 'leaked', 'failed'].indexOf(end) + 1,
);

/**
 * The stretches of one operation's life, without holes, in the order of time: `phasesOf` read out of the columns, into
 * memory that is used again and again. A `to` of Infinity: it still goes on.
 */
export class Phases {
  count = 0;
  readonly states = new Uint8Array(5);
  readonly from = new Float64Array(5);
  readonly to = new Float64Array(5);

  read(columns: Columns, place: number): void {
    this.count = 0;
    const issuedAt = columns.issuedAt[place]!;
    const returnedAt = columns.returnedAt.at(place);
    const noticedAt = columns.noticedAt.at(place);
    const fetchedAt = columns.fetchedAt.at(place);
    const releasedAt = columns.releasedAt.at(place);
    const end = columns.end[place]!;
    if (Number.isNaN(returnedAt)) return this.add(CALL, issuedAt, Infinity);
    this.add(CALL, issuedAt, returnedAt);
    if (columns.outcome[place] === OUTCOME_FAILED)
      return this.add(FAILED, returnedAt, earliest(releasedAt, releasedAt));
    const completedAt = columns.completedAt.at(place);
    const done = completedAt < returnedAt ? returnedAt : completedAt;
    const over = earliest(fetchedAt, releasedAt);
    // A lost row may have said when it completed; what the program was told still ends the flight.
    this.add(end === END_LEAKED ? LEAKED : IN_FLIGHT, returnedAt, Math.min(earliest(done, noticedAt), over));
    const learned = noticedAt < done ? done : noticedAt;
    this.add(UNNOTICED, done, Math.min(earliest(learned, learned), over));
    this.add(UNFETCHED, learned, over);
    this.add(endStates[end]!, fetchedAt, earliest(releasedAt, releasedAt));
  }

  private add(state: number, from: number, end: number): void {
    const to = end < from ? from : end;
    if (Number.isNaN(from) || to === from) return;
    this.states[this.count] = state;
    this.from[this.count] = from;
    this.to[this.count++] = to;
  }
}

/** The earlier of two moments; one that never came is after everything. */
function earliest(one: number, other: number): number {
  const a = Number.isNaN(one) ? Infinity : one;
  return other < a ? other : a;
}

/**
 * When an operation stops needing room of its own on its lane: with the fetch of its result or the failure of its call.
 * What follows until the release is a thin tail that the next operation may cover. Infinity: it still needs it.
 */
export function busyUntil(columns: Columns, place: number): number {
  const fetchedAt = columns.fetchedAt.at(place);
  const done =
    columns.outcome[place] === OUTCOME_FAILED && Number.isNaN(fetchedAt) ? columns.returnedAt.at(place) : fetchedAt;
  return earliest(done, columns.releasedAt.at(place));
}

/** When an operation went wrong, by what was seen; NaN: it did not, or not yet. */
export function misfortuneAt(columns: Columns, place: number): number {
  const end = columns.end[place]!;
  if (end === 0 || end === END_COMPLETED) return NaN;
  const ns =
    columns.outcome[place] === OUTCOME_FAILED || end === END_LEAKED
      ? columns.returnedAt.at(place)
      : columns.completedAt.at(place);
  return Number.isNaN(ns) ? columns.issuedAt[place]! : ns;
}

/** The wait in which an operation has spent most of its time so far: 0 the call, 1 in flight, 2 unnoticed, 3 unfetched. */
export function mainWait(phases: Phases): number {
  let main: number = CALL;
  let longest = 0;
  for (let i = 0; i < phases.count; i++) {
    const state = phases.states[i] === LEAKED ? IN_FLIGHT : phases.states[i]!;
    const ns = phases.to[i]! - phases.from[i]!;
    if (state > UNFETCHED || ns <= longest) continue;
    longest = ns;
    main = state;
  }
  return main;
}
