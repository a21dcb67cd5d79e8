import { errorName, errors, statusName, statuses } from '../../winsock/index.ts';
import { ends, outcomes } from '../store/tables.ts';
import type { Trace } from '../trace.ts';
import {
  columnOf,
  inFlightNs,
  unfetchedNs,
  unnoticedNs,
  type Measure,
  type MeasureAt,
  type OperationColumns,
} from '../waits.ts';

/** What operations can be sorted by. */
export type SortKey =
  | 'id'
  | 'api'
  | 'socket'
  | 'overlapped'
  | 'issued'
  | 'outcome'
  | 'inflight'
  | 'unnoticed'
  | 'unfetched'
  | 'bytes'
  | 'status';

/**
 * Keys of operations, by their place in the table: numbers that are not negative, in the order in which people read what
 * they stand for; NaN: there is nothing to read. A wait that goes on has lasted until `nowNs`. Valid until the table grows.
 */
export type KeyOf = (trace: Trace, nowNs: number) => MeasureAt;

export const sortKeys: Readonly<Record<SortKey, KeyOf>> = {
  id: measured(columnOf('id')),
  api: ({ tables, info }) => {
    const { api } = tables.operations.columns;
    const ranks = ranksOf(info.functions);
    return (place) => ranks[api[place]! - 1] ?? NaN;
  },
  socket: ({ tables, objects }) => {
    const { object } = tables.operations.columns;
    return (place) => objects.get(object[place]!)?.handle ?? NaN;
  },
  overlapped: ({ tables, slots }) => {
    const { slot } = tables.operations.columns;
    return (place) => slots.get(slot[place]!)?.address ?? NaN;
  },
  issued: measured(columnOf('issuedAt')),
  outcome: ({ tables }) => {
    const { outcome } = tables.operations.columns;
    return (place) => outcomeRanks[outcome[place]!]!;
  },
  inflight: measured(inFlightNs),
  unnoticed: measured(unnoticedNs),
  unfetched: measured(unfetchedNs),
  bytes: measured(columnOf('transferred')),
  status: ({ tables }) => statusKeys(tables.operations.columns),
};

function measured(measure: Measure): KeyOf {
  return ({ tables }, nowNs) => measure(tables.operations.columns, nowNs);
}

/** For each of these names its place in the alphabet of them. */
function ranksOf(names: readonly string[]): readonly number[] {
  const sorted = names.toSorted();
  return names.map((name) => sorted.indexOf(name));
}

/** None: the call has not returned. */
const outcomeRanks = outcomes.map((outcome) =>
  outcome === undefined ? NaN : outcomes.filter((other) => other !== undefined && other < outcome).length,
);

const FAILED = outcomes.indexOf('failed');
const PENDING = outcomes.indexOf('pending');
const LEAKED = ends.indexOf('leaked');

/** What has no name is shown as a number of 32 bits, and numbers come before letters. */
const FIRST_NAME = 2 ** 32;
const statusNames = [...statuses.map(({ name }) => name), ...errors.map(({ name }) => name), 'leaked'].toSorted();
const rankByName = new Map(statusNames.map((name, rank) => [name, FIRST_NAME + rank]));

/** The status as it is read: of what has not completed it is the error of its call, or that it is pending or leaked. */
function statusKeys(columns: OperationColumns): MeasureAt {
  const { transferred, status, outcome, error, end } = columns;
  const statusRank = memo((value) => rankByName.get(statusName(value)) ?? value);
  const errorRank = memo((value) => rankByName.get(errorName(value)) ?? value);
  const [pending, leaked] = [rankByName.get('STATUS_PENDING')!, rankByName.get('leaked')!];
  return (place) => {
    if (transferred.has(place)) return statusRank(status[place]!);
    if (outcome[place] === FAILED) return errorRank(error[place]!);
    if (outcome[place] !== PENDING) return NaN;
    return end[place] === LEAKED ? leaked : pending;
  };
}

function memo(find: (value: number) => number): (value: number) => number {
  const known = new Map<number, number>();
  return (value) => {
    let result = known.get(value);
    if (result === undefined) known.set(value, (result = find(value)));
    return result;
  };
}
