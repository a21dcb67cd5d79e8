import { describe, expect, it } from 'vitest';
import { errorName, statusName } from '../../winsock/index.ts';
import type { Operation } from '../operation.ts';
import { FilteredOperations } from '../query/filtered-operations.ts';
import { parseQuery } from '../query/parse-query.ts';
import { GrowingTrace, randomRows } from '../testing/random-trace.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import type { Trace } from '../trace.ts';
import { OperationSort, type SortedOperations } from './operation-sort.ts';
import { PlaceSort } from './place-sort.ts';
import type { SortKey } from './sort-keys.ts';

type Read = (operation: Operation, trace: Trace) => number | string | undefined;

/** What a person reads in the column, by plain words on Operation objects. */
const columns: Readonly<Record<SortKey, Read>> = {
  id: ({ id }) => id,
  api: ({ api }) => api,
  socket: ({ object }, trace) => trace.objects.get(object)?.handle,
  overlapped: ({ slot }, trace) => trace.slots.get(slot)?.address,
  issued: ({ issuedAt }) => issuedAt,
  outcome: ({ outcome }) => outcome,
  inflight: ({ outcome, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt }, { endTime }) =>
    outcome === 'pending' ? lasted(returnedAt, [completedAt, noticedAt, fetchedAt, releasedAt], endTime) : undefined,
  unnoticed: ({ outcome, returnedAt = 0, completedAt, noticedAt, fetchedAt, releasedAt }, { endTime }) =>
    outcome === 'pending' && completedAt !== undefined
      ? lasted(Math.max(completedAt, returnedAt), [noticedAt, fetchedAt, releasedAt], endTime)
      : undefined,
  unfetched: ({ outcome, completedAt = 0, noticedAt, fetchedAt, releasedAt }, { endTime }) =>
    outcome !== undefined && outcome !== 'failed' && noticedAt !== undefined
      ? lasted(Math.max(noticedAt, completedAt), [fetchedAt, releasedAt], endTime)
      : undefined,
  bytes: ({ transferred }) => transferred,
  status: ({ status, outcome, error, end }) => {
    if (status !== undefined) return statusName(status);
    if (outcome === 'failed') return errorName(error ?? 0);
    if (outcome !== 'pending') return undefined;
    return end === 'leaked' ? 'leaked' : 'STATUS_PENDING';
  },
};

const keys = Object.keys(columns) as SortKey[];

describe.each(keys)('by %s', (key) => {
  for (const seed of [1, 2]) {
    it(`operations are in the order of a plain sort, whatever has come by then (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const growing = new GrowingTrace(randomRows(random, 14, 90));
      const { trace } = growing;
      const { query } = parseQuery('api:WSA*', trace);
      const filtered = new FilteredOperations(trace, query, () => 0);
      while (!growing.isWhole) {
        growing.grow(1 + Math.floor(random() * 900));
        filtered.advance(1);
        for (const among of [undefined, filtered]) {
          const sorted = whole(new OperationSort(trace, among, key, () => 0));
          const wanted = trace.operations.filter(({ api }) => among === undefined || api.startsWith('WSA'));
          expect(idsOf(sorted, false)).toEqual(naive(wanted, trace, key, false));
          expect(idsOf(sorted, true)).toEqual(naive(wanted, trace, key, true));
        }
      }
      expect(new Set(trace.operations.map((operation) => columns[key](operation, trace))).size).toBeGreaterThan(2);
    });
  }
});

it('an operation has the rank at which it stands, in both directions; one that is not there has none', () => {
  const growing = new GrowingTrace(randomRows(randomNumbers(3), 8, 60));
  growing.grow(Infinity);
  const { trace } = growing;
  const { query } = parseQuery('outcome:pending', trace);
  const filtered = new FilteredOperations(trace, query, () => 0);
  filtered.advance(1);
  const sorted = whole(new OperationSort(trace, filtered, 'bytes', () => 0));
  for (const isDescending of [false, true]) {
    for (let rank = 0; rank < sorted.length; rank++) {
      expect(sorted.rankOf(sorted.placeAt(rank, isDescending)!, isDescending)).toBe(rank);
    }
    expect(sorted.placeAt(sorted.length, isDescending)).toBeUndefined();
  }
  const other = trace.operations.map(({ outcome }) => outcome).indexOf('failed');
  expect([sorted.rankOf(other, false), sorted.rankOf(other, true)]).toEqual([-1, -1]);
  expect(sorted.unkeyed).toBe(trace.operations.filter((o) => o.outcome === 'pending' && !('transferred' in o)).length);
});

it('knows when it is about a trace, or a query, of before', () => {
  const growing = new GrowingTrace(randomRows(randomNumbers(4), 8, 60));
  const { trace } = growing;
  const filtered = new FilteredOperations(trace, parseQuery('api:*', trace).query, () => 0);
  growing.grow(100);
  const all = new OperationSort(trace, undefined, 'id', () => 0);
  const some = new OperationSort(trace, filtered, 'id', () => 0);
  expect([all.isOutdated(), some.isOutdated()]).toEqual([false, false]);
  filtered.advance(1);
  expect([all.isOutdated(), some.isOutdated()]).toEqual([false, true]);
  growing.grow(1);
  expect(all.isOutdated()).toBe(true);
});

describe('a sort in slices', () => {
  for (const seed of [5, 6]) {
    it(`comes to what a sort in one go does, and no slice does more than its share (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const values = Float64Array.from({ length: 60_000 }, () => {
        const kind = random();
        return kind < 0.1 ? NaN : kind < 0.3 ? Math.floor(random() * 50) : random() * 2 ** (random() * 60);
      });
      let asked = 0;
      let now = 0;
      // Every look at the clock finds a millisecond gone: a slice ends at the first.
      const sort = new PlaceSort(
        (from) => (from < values.length ? from : undefined),
        values.length,
        () => (place) => (asked++, values[place]!),
        () => now++,
      );
      let sorted = sort.advance(1);
      for (let slices = 1; sorted === undefined; slices++) {
        expect(asked).toBeLessThanOrEqual(slices * 4096);
        sorted = sort.advance(1);
      }
      // Four digits and the way back to places, each in slices.
      expect(now).toBeGreaterThan((values.length / 4096) * 10);
      const wanted = Array.from(values, (value, place) => ({ value, place })).sort((a, b) =>
        Number.isNaN(a.value) || Number.isNaN(b.value)
          ? Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value))
          : a.value - b.value,
      );
      expect(sorted.keyed).toBe(values.filter((value) => !Number.isNaN(value)).length);
      expect([...sorted.places]).toEqual(wanted.map(({ place }) => place));
    });
  }

  it('of nothing is done at once', () => {
    const sort = new PlaceSort(
      () => undefined,
      0,
      () => () => 1,
      () => 0,
    );
    expect(sort.advance(1)).toEqual({ places: new Uint32Array(), keyed: 0 });
  });
});

function whole(sort: OperationSort): SortedOperations {
  const sorted = sort.advance(1);
  if (sorted === undefined) throw new Error('A clock that stands still ends no slice');
  return sorted;
}

function idsOf(sorted: SortedOperations, isDescending: boolean): number[] {
  return Array.from({ length: sorted.length }, (_, rank) => sorted.at(rank, isDescending)!.id);
}

/** Ascending, equal ones in the order of issue, or the reverse of all that; those without a value last. */
function naive(operations: readonly Operation[], trace: Trace, key: SortKey, isDescending: boolean): number[] {
  const all = operations.map((operation) => ({ id: operation.id, value: columns[key](operation, trace) }));
  const keyed = all
    .filter(({ value }) => value !== undefined)
    .toSorted((a, b) => (a.value! < b.value! ? -1 : a.value! > b.value! ? 1 : 0));
  const unkeyed = all.filter(({ value }) => value === undefined);
  return [...(isDescending ? keyed.toReversed() : keyed), ...unkeyed].map(({ id }) => id);
}

function lasted(from = NaN, ends: readonly (number | undefined)[], now: number): number {
  const known = ends.filter((end) => end !== undefined);
  return Math.max((known.length === 0 ? now : Math.min(...known)) - from, 0);
}
