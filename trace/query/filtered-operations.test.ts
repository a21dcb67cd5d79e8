import { describe, expect, it } from 'vitest';
import { errorName, statusName } from '../../winsock/index.ts';
import { objectName } from '../operation-json.ts';
import type { Operation } from '../operation.ts';
import { GrowingTrace, randomRows } from '../testing/random-trace.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import type { Trace } from '../trace.ts';
import { FilteredOperations } from './filtered-operations.ts';
import { parseQuery } from './parse-query.ts';

type Twin = (operation: Operation, trace: Trace) => boolean;

/** What is asked, and the same in plain words on Operation objects. */
const twins: readonly (readonly [query: string, twin: Twin])[] = [
  ['', () => true],
  ['api:WSARecv', ({ api }) => api === 'WSARecv'],
  ['api:wsa*|AcceptEx', ({ api }) => api.startsWith('WSA') || api === 'AcceptEx'],
  ['outcome:pending', ({ outcome }) => outcome === 'pending'],
  ['end:failed|cancelled', ({ end }) => end === 'failed' || end === 'cancelled'],
  ['end:none', ({ end }) => end === undefined],
  ['end:*', ({ end }) => end !== undefined],
  ['error:WSAECONNRESET', ({ error }) => error === 10054],
  ['error:995', ({ error }) => error === 995],
  ['error:WSAE*', ({ error }) => error !== undefined && errorName(error).startsWith('WSAE')],
  ['-error:none', ({ error }) => error !== undefined],
  ['status:STATUS_CANCELLED', (operation) => statusOf(operation) === 0xc0000120],
  ['status:STATUS_PENDING', (operation) => statusOf(operation) === 0x103],
  ['status:0xC000020D', (operation) => statusOf(operation) === 0xc000020d],
  ['notice:packet|routine', ({ noticedHow }) => noticedHow === 'packet' || noticedHow === 'routine'],
  ['inflight>3us', (operation, trace) => Number(inFlight(operation, trace.endTime)) > 3000],
  ['inflight<2us', (operation, trace) => Number(inFlight(operation, trace.endTime)) < 2000],
  ['unnoticed>=3us', (operation, trace) => Number(unnoticed(operation, trace.endTime)) >= 3000],
  ['unfetched>2us', (operation, trace) => Number(unfetched(operation, trace.endTime)) > 2000],
  ['unfetched:none', (operation, trace) => unfetched(operation, trace.endTime) === undefined],
  ['total>=6us', (operation, trace) => total(operation, trace.endTime) >= 6000],
  ['bytes:21', ({ transferred }) => transferred === 21],
  ['bytes<1k', ({ transferred }) => transferred !== undefined && transferred < 1000],
  ['requested>=4k', ({ requested }) => requested >= 4000],
  ['time>20us time<=40us', ({ issuedAt }) => issuedAt > 20_000 && issuedAt <= 40_000],
  ['completed>50us', ({ completedAt }) => Number(completedAt) > 50_000],
  ['socket:804', ({ object }) => object === 201],
  ['socket:10.0.0.*:500*', ({ object }, trace) => /^10\.0\.0\..*:500/.test(trace.objects.get(object)?.peer ?? '')],
  ['thread:1001', ({ thread }, trace) => trace.threads.get(thread)?.systemId === 1001],
  ['thread:"worker 2"', ({ thread }, trace) => trace.threads.get(thread)?.name === 'worker 2'],
  ['slot:0x9020', ({ slot }, trace) => trace.slots.get(slot)?.address === 0x9020],
  ['event:0x194', ({ event }) => event === 101],
  ['event:none', ({ event }) => event === 0],
  ['port:none', (operation, trace) => portOf(operation, trace) === 0],
  ['port:1204', (operation, trace) => trace.objects.get(portOf(operation, trace))?.handle === 1204],
  ['#17', ({ id }) => id === 17],
  ['op:3|5', ({ id }) => id === 3 || id === 5],
  ['worker', (operation, trace) => words(operation, trace).includes('worker')],
  ['cancel', (operation, trace) => words(operation, trace).includes('cancel')],
  ['10.0.0.3', (operation, trace) => words(operation, trace).includes('10.0.0.3')],
  ['wsa*error', (operation, trace) => pieces(operation, trace).some((text) => /wsa.*error/.test(text))],
  [
    'api:WSASend outcome:pending or end:leaked -inflight>4us',
    (operation, trace) =>
      (operation.api === 'WSASend' && operation.outcome === 'pending') ||
      (operation.end === 'leaked' && !(Number(inFlight(operation, trace.endTime)) > 4000)),
  ],
  [
    '-(end:completed or worker) 50',
    (operation, trace) =>
      operation.end !== 'completed' &&
      !words(operation, trace).includes('worker') &&
      pieces(operation, trace).some((text) => text.includes('50')),
  ],
];

const rowsOf = new Map([1, 2, 3].map((seed) => [seed, randomRows(randomNumbers(seed), 14, 150)]));

describe.each(twins)('%s', (text, twin) => {
  for (const [seed, rows] of rowsOf) {
    it(`lets through what a filter over the operations does, whenever it is up to date (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const growing = new GrowingTrace(rows);
      const { trace } = growing;
      const { query, problems } = parseQuery(text, trace);
      expect(problems).toEqual([]);
      const filtered = new FilteredOperations(trace, query, () => 0);
      for (let round = 0; !growing.isWhole; round++) {
        growing.grow(1 + Math.floor(random() * 300));
        expect(filtered.advance(1)).toBe(true);
        const wanted = trace.operations.filter((operation) => twin(operation, trace)).map(({ id }) => id);
        expect(Array.from({ length: filtered.length }, (_, rank) => filtered.at(rank)!.id)).toEqual(wanted);
      }
      expect(trace.operations.length).toBeGreaterThan(300);
    });
  }
});

describe('in slices of time', () => {
  for (const seed of [21, 22]) {
    it(`it comes to the same, whatever grows in between (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const growing = new GrowingTrace(randomRows(random, 40, 450));
      const { trace } = growing;
      const { query, problems } = parseQuery('inflight>4us or worker or 10.0.0.3 or unfetched>3us', trace);
      expect(problems).toEqual([]);
      let now = 0;
      // Every look at the clock finds a millisecond gone: a slice ends at the first.
      const filtered = new FilteredOperations(trace, query, () => now++);
      let unfinished = 0;
      while (!growing.isWhole) {
        growing.grow(Math.floor(random() * 12_000));
        const slices = Math.floor(random() * 4);
        for (let slice = 0; slice < slices; slice++) if (!filtered.advance(1)) unfinished++;
      }
      while (!filtered.advance(1)) unfinished++;
      const wanted = trace.operations.filter(
        (operation) =>
          Number(inFlight(operation, trace.endTime)) > 4000 ||
          Number(unfetched(operation, trace.endTime)) > 3000 ||
          /worker|10\.0\.0\.3/.test(words(operation, trace)),
      );
      expect([...filtered.places].map((place) => trace.operations.at(place)!.id)).toEqual(wanted.map(({ id }) => id));
      expect(unfinished).toBeGreaterThan(3);
      expect(filtered.progress).toBe(trace.operations.length);
    });
  }
});

it('counts its changes, so that nobody looks at an unchanged list again', () => {
  const growing = new GrowingTrace(randomRows(randomNumbers(4), 3, 40));
  const { query, problems } = parseQuery('api:*', growing.trace);
  expect(problems).toEqual([]);
  const filtered = new FilteredOperations(growing.trace, query, () => 0);
  growing.grow(60);
  filtered.advance(1);
  const { version, length } = filtered;
  expect(version).toBe(length);
  filtered.advance(1);
  expect(filtered.version).toBe(version);
});

function statusOf({ status, outcome }: Operation): number | undefined {
  return status ?? (outcome === 'pending' ? 0x103 : undefined);
}

function pieces(operation: Operation, trace: Trace): string[] {
  const { api, outcome = '', end = '', error, object, thread } = operation;
  const status = statusOf(operation);
  return [
    api,
    outcome,
    end,
    error === undefined ? '' : `${errorName(error)} ${error}`,
    status === undefined ? '' : statusName(status),
    objectName(trace, object),
    trace.threads.get(thread)?.name ?? '',
  ].map((text) => text.toLowerCase());
}

function words(operation: Operation, trace: Trace): string {
  return pieces(operation, trace).join('\n');
}

function portOf({ id, object }: Operation, trace: Trace): number {
  return trace.ports.packetOf(id)?.port ?? trace.objects.get(object)?.port ?? 0;
}

function lasted(from: number, ends: readonly (number | undefined)[], now: number): number {
  const known = ends.filter((end) => end !== undefined);
  return Math.max((known.length === 0 ? now : Math.min(...known)) - from, 0);
}

function inFlight(operation: Operation, now: number): number | undefined {
  const { outcome, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt } = operation;
  if (outcome !== 'pending') return undefined;
  return lasted(returnedAt!, [completedAt, noticedAt, fetchedAt, releasedAt], now);
}

function unnoticed(operation: Operation, now: number): number | undefined {
  const { outcome, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt } = operation;
  if (outcome !== 'pending' || completedAt === undefined) return undefined;
  return lasted(Math.max(completedAt, returnedAt!), [noticedAt, fetchedAt, releasedAt], now);
}

function unfetched(operation: Operation, now: number): number | undefined {
  const { outcome, completedAt, noticedAt, fetchedAt, releasedAt } = operation;
  if (noticedAt === undefined || outcome === undefined || outcome === 'failed') return undefined;
  return lasted(Math.max(noticedAt, completedAt ?? 0), [fetchedAt, releasedAt], now);
}

function total(operation: Operation, now: number): number {
  const { issuedAt, outcome, returnedAt, fetchedAt, releasedAt } = operation;
  return lasted(issuedAt, [fetchedAt, releasedAt, outcome === 'failed' ? returnedAt : undefined], now);
}
