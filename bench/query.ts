import {
  FilteredOperations,
  OperationStatistics,
  parseQuery,
  Trace,
  type Operation,
  type SessionInfo,
} from '../trace/index.ts';
import { functions } from '../winsock/index.ts';

/**
 * What it costs to ask a million operations: a query over the columns, against a filter over a million Operation objects
 * that were made before; and to count them. All in turn in one run, so that the ratios mean something on a shared machine.
 */
const OPERATIONS = 1_000_000;
const ROUNDS = 5;

const info: SessionInfo = {
  format: 1,
  program: 'bench',
  functions: functions.map(({ name }) => name),
  startedAt: '2026-01-01T00:00:00.000Z',
  system: { name: 'bench', winsock: '2.2', wine: false, architecture: 'x64', node: '0', processId: 1 },
  overlook: 'bench',
};

const asked: readonly (readonly [query: string, filter: (operation: Operation) => boolean])[] = [
  ['inflight>5ms', (operation) => Number(operation.completedAt) - Number(operation.returnedAt) > 5e6],
  [
    'inflight>5ms bytes<1k',
    (operation) =>
      Number(operation.completedAt) - Number(operation.returnedAt) > 5e6 && Number(operation.transferred) < 1000,
  ],
  ['api:WSARecv error:WSAECONNRESET', ({ api, error }) => api === 'WSARecv' && error === 10054],
  ['socket:*:5003', ({ object }) => trace.objects.get(object)?.peer?.endsWith(':5003') === true],
  [
    'reset',
    ({ api, outcome = '', end = '', error, object }) =>
      `${api} ${outcome} ${end} ${error === 10054 ? 'WSAECONNRESET' : ''} ${trace.objects.get(object)?.peer}`
        .toLowerCase()
        .includes('reset'),
  ],
];

const trace = manyOperations();
const objects = [...trace.operations];
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

for (const [text, filter] of asked) {
  const { query } = parseQuery(text, trace);
  const columnsMs: number[] = [];
  const objectsMs: number[] = [];
  let hits = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const filtered = new FilteredOperations(trace, query, () => performance.now());
    columnsMs.push(timed(() => filtered.advance(Infinity)));
    let kept: Operation[] = [];
    objectsMs.push(timed(() => (kept = objects.filter(filter))));
    hits = filtered.length;
    if (kept.length !== hits) throw new Error(`${text}: ${hits} by columns, ${kept.length} by objects`);
  }
  const ms = median(columnsMs);
  console.log(
    `${text.padEnd(36)} ${String(hits).padStart(8)} hits ${ms.toFixed(1).padStart(7)} ms  ${(ms / median(objectsMs)).toFixed(2)} × a filter over objects`,
  );
}

/** All of them counted; then what a frame of a session that runs costs: the chunk that grew is counted again. */
const all = new FilteredOperations(trace, parseQuery('').query, () => performance.now());
all.advance(Infinity);
const counted = { all: [] as number[], again: [] as number[], sum: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  const statistics = new OperationStatistics(all, undefined, () => performance.now());
  counted.all.push(timed(() => statistics.advance(Infinity)));
  trace.tables.settled.columns.operation[trace.tables.settled.append()] = OPERATIONS - 1;
  all.advance(Infinity);
  counted.again.push(timed(() => statistics.advance(Infinity)));
  counted.sum.push(timed(() => statistics.tally));
}
console.log(
  `statistics of all: ${median(counted.all).toFixed(1)} ms, again after one has changed: ${median(counted.again).toFixed(2)} ms, adding the chunks up: ${median(counted.sum).toFixed(2)} ms`,
);

function timed(run: () => unknown): number {
  const begin = performance.now();
  run();
  return performance.now() - begin;
}

/** Operations of 64 sockets, most of them settled; their times and ends are spread like those of a busy program. */
function manyOperations(): Trace {
  const many = new Trace(info);
  const { operations } = many.tables;
  const sockets = many.objects as Map<
    number,
    { id: number; kind: 'socket'; handle: number; openedAt: number; peer: string }
  >;
  for (let id = 1; id <= 64; id++) {
    sockets.set(id, { id, kind: 'socket', handle: id * 4, openedAt: 0, peer: `127.0.0.1:${5000 + id}` });
  }
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let count = 0; count < OPERATIONS; count++) {
    const place = operations.append();
    const { columns } = operations;
    const issuedAt = count * 1000;
    const failed = random() < 0.01;
    columns.id[place] = count + 1;
    columns.api[place] = 1 + Math.floor(random() * functions.length);
    columns.object[place] = 1 + Math.floor(random() * 64);
    columns.thread[place] = 1;
    columns.issuedAt[place] = issuedAt;
    columns.returnedAt.set(place, issuedAt + 900);
    const completedAt = issuedAt + 900 + Math.floor(random() ** 8 * 5e7);
    const noticedAt = completedAt + Math.floor(random() * 5e4);
    columns.completedAt.set(place, completedAt);
    columns.completedSince.set(place, issuedAt);
    columns.noticedAt.set(place, noticedAt);
    columns.fetchedAt.set(place, noticedAt + Math.floor(random() * 5e4));
    columns.transferred.set(place, failed ? 0 : Math.floor(random() * 65_536));
    columns.status[place] = failed ? 0xc000020d : 0;
    columns.error[place] = failed ? 10054 : 0;
    columns.outcome[place] = 1;
    columns.end[place] = failed ? 2 : 1;
  }
  return many;
}
