import { CompactColumn } from '../store/compact-column.ts';
import { describe, expect, it } from 'vitest';
import { phasesOf, type Operation } from '../operation.ts';
import { FilteredOperations, parseQuery } from '../query/index.ts';
import { ends, outcomes } from '../store/tables.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import { GrowingTrace, randomRows } from '../testing/random-trace.ts';
import type { Trace } from '../trace.ts';
import { OperationStatistics } from './operation-statistics.ts';
import type { Tally, TimeRange } from './tally.ts';

function filteredBy(trace: Trace, text: string): FilteredOperations {
  const { query, problems } = parseQuery(text, trace);
  expect(problems).toEqual([]);
  return new FilteredOperations(trace, query, () => 0);
}

function countBy<Key>(operations: readonly Operation[], keyOf: (operation: Operation) => Key | undefined) {
  const counts = new Map<Key, number>();
  for (const operation of operations) {
    const key = keyOf(operation);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** A stretch of its life, as phasesOf has it: of those that are over, how long; of those that go on, `goesOn`. */
function waitOf(operation: Operation, wait: 'inflight' | 'unnoticed' | 'unfetched'): number | 'goesOn' | undefined {
  const { outcome, returnedAt, completedAt, noticedAt } = operation;
  if (outcome === undefined || outcome === 'failed') return undefined;
  if (wait !== 'unfetched' && outcome !== 'pending') return undefined;
  if (wait === 'unnoticed' && completedAt === undefined) return undefined;
  if (wait === 'unfetched' && noticedAt === undefined) return undefined;
  const states = { inflight: ['in-flight', 'leaked'], unnoticed: ['unnoticed'], unfetched: ['unfetched'] }[wait];
  const last = wait === 'inflight' ? returnedAt : undefined;
  const phase = phasesOf(operation).find(
    ({ state, from }) => states.includes(state) && (last === undefined || from === last),
  );
  // What lasts no time is no stretch.
  if (phase === undefined) return 0;
  return phase.to === undefined ? 'goesOn' : phase.to - phase.from;
}

function expectTally(tally: Tally, trace: Trace, operations: readonly Operation[]): void {
  expect(tally.operations).toBe(operations.length);
  const apis = countBy(operations, ({ api }) => trace.info.functions.indexOf(api) + 1);
  expect(new Map([...tally.apis].map(([api, { count }]) => [api, count]))).toEqual(apis);
  for (const [api, { bytes }] of tally.apis) {
    const name = trace.info.functions[api - 1];
    const sum = operations.reduce((all, { api: own, transferred = 0 }) => all + (own === name ? transferred : 0), 0);
    expect(bytes).toBe(sum);
  }
  expect(tally.outcomes).toEqual(outcomes.map((name) => operations.filter(({ outcome }) => outcome === name).length));
  expect(tally.ends).toEqual(ends.map((name) => operations.filter(({ end }) => end === name).length));
  expect(tally.errors).toEqual(countBy(operations, ({ error }) => error));
  const bytesOf = (names: readonly string[]) =>
    operations.reduce((all, { api, transferred = 0 }) => all + (names.includes(api) ? transferred : 0), 0);
  expect(tally.sentBytes).toBe(bytesOf(['WSASend', 'TransmitFile']));
  expect(tally.receivedBytes).toBe(bytesOf(['WSARecv', 'WSARecvFrom', 'AcceptEx']));
  for (const bins of [tally.sent, tally.received]) {
    const sums = Array.from({ length: bins.length }, (_, bin) => bins.at(bin));
    const all = bins === tally.sent ? tally.sentBytes : tally.receivedBytes;
    expect(sums.reduce((sum, one) => sum + one, 0)).toBe(all);
  }
  for (const wait of ['inflight', 'unnoticed', 'unfetched'] as const) {
    const waits = operations.map((operation) => waitOf(operation, wait));
    const over = waits.filter((one) => typeof one === 'number').toSorted((a, b) => a - b);
    const { over: histogram, goesOn } = tally.waits[wait];
    expect([wait, histogram.count, goesOn]).toEqual([
      wait,
      over.length,
      waits.filter((one) => one === 'goesOn').length,
    ]);
    expect(histogram.sum).toBe(over.reduce((sum, one) => sum + one, 0));
    if (over.length === 0) continue;
    const median = over[Math.ceil(over.length / 2) - 1]!;
    expect(Math.abs(histogram.quantile(0.5)! - median)).toBeLessThanOrEqual(median * 0.01);
    expect([histogram.min, histogram.max]).toEqual([over[0], over.at(-1)]);
  }
}

const cases: readonly (readonly [query: string, range: TimeRange | undefined])[] = [
  ['', undefined],
  ['', { fromNs: 20_000, toNs: 70_000 }],
  ['outcome:pending -end:leaked', undefined],
  ['inflight>2us or worker', { fromNs: 0, toNs: 90_000 }],
];

describe.each(cases)('statistics of “%s”', (text, range) => {
  for (const seed of [1, 2]) {
    it(`are what counting the operations gives, while the trace grows (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const growing = new GrowingTrace(randomRows(random, 12, 130));
      const { trace } = growing;
      const filtered = filteredBy(trace, text);
      const statistics = new OperationStatistics(filtered, range, () => 0);
      while (!growing.isWhole) {
        growing.grow(1 + Math.floor(random() * 600));
        filtered.advance(1);
        expect(statistics.advance(1)).toBe(true);
        const fitting = Array.from({ length: filtered.length }, (_, rank) => filtered.at(rank)!);
        const { fromNs = -Infinity, toNs = Infinity } = range ?? {};
        const inRange = fitting.filter(({ issuedAt }) => issuedAt >= fromNs && issuedAt < toNs);
        expectTally(statistics.tally, trace, inRange);
      }
      expect(statistics.tally.operations).toBeGreaterThan(0);
    });
  }
});

it('count a chunk again only where something may have changed, one chunk at least in each slice', () => {
  const growing = new GrowingTrace(randomRows(randomNumbers(7), 4, 60));
  growing.grow(Infinity);
  // The same operations again and again, until they fill three chunks.
  const { operations } = growing.trace.tables;
  const { columns: first, length } = operations;
  while (operations.length < 40_000) {
    const place = operations.append();
    for (const name of Object.keys(first) as (keyof typeof first)[]) {
      const [from, to] = [first[name], operations.columns[name]];
      if (from instanceof CompactColumn) (to as CompactColumn).set(place, from.at(place % length));
      else (to as typeof from)[place] = from[place % length]!;
    }
    operations.columns.fetchedAt.set(place, 1);
  }
  const filtered = filteredBy(growing.trace, '');
  filtered.advance(1);
  let now = 0;
  const statistics = new OperationStatistics(filtered, undefined, () => now++);
  const slices = [];
  for (let done = false; !done;) {
    done = statistics.advance(1);
    slices.push(statistics.version);
  }
  expect(slices).toEqual([1, 2, 3, 3]);
  expect(statistics.tally.operations).toBe(operations.length);
  expect(statistics.advance(1)).toBe(true);
  expect(statistics.version).toBe(3);
});
