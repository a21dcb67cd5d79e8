import { FORMAT, type SessionInfo } from '../../trace/index.ts';
import { functions, type FunctionName } from '../../winsock/index.ts';
import { Chance } from './chance.ts';
import { CANCELLER, Machine, OBSERVER, type Counts } from './machine.ts';
import { addressOf, callPayload, handleOf, sockaddr } from './payloads.ts';
import { plan, type Model, type Plan } from './plan.ts';
import { RowStream } from './row-stream.ts';
import { of, runningsOf, type Running } from './running.ts';
import { EventWorker, PortWorker, PortWorkers, RoutineWorker } from './workers.ts';

/**
 * Makes up a recording, for benches only: how fast is the window with millions of operations?
 *
 * NOTHING HERE IS REAL. No Winsock was called; the recording says so in its first words. It is never part of the product,
 * in which every row was written by a real call. But it has the shape of a real one, row for row and byte for byte as the
 * bridge writes them: 64 sockets, eight kinds of operations, several in flight on a socket, three models of completion,
 * log-normal times in flight, few sockets with most of the traffic (plan.ts).
 */
export interface Options {
  readonly operations: number;
  readonly seed: number;
  /** Times in flight are multiplied by this: below 1 more happens in a second. */
  readonly pace?: number;
}

/** What the recording holds, counted apart from its rows. */
export interface Generated extends Counts {
  readonly rows: number;
  readonly bytes: number;
  readonly durationNs: number;
}

const THREADS: Readonly<Record<Model, number>> = { port: 4, event: 2, routine: 2 };
const MAIN = 1;
const FIRST_WORKER = 4;
const LEAKED = 3;
const STEP_NS = 20_000;

/** Gives the messages to `write`, which must have used each when it returns. */
export function generate({ operations, seed, pace = 1 }: Options, write: (message: Uint8Array) => void): Generated {
  const rows = new RowStream(infoOf(seed, operations), write);
  const planned = plan(THREADS);
  const machine: Machine = new Machine(rows, new Chance(seed), { operations, pace, leaked: LEAKED }, (running, nowNs) =>
    notices(running).completed(running, nowNs),
  );
  const runnings = runningsOf(planned);
  const running = (model: Model, thread: number) =>
    runnings.filter(({ cycle }) => cycle.model === model && cycle.thread === thread);
  const threads = (model: Model, first: number) => Array.from({ length: THREADS[model] }, (_, index) => first + index);
  const port = new PortWorkers(machine, planned.port);
  const ports = threads('port', FIRST_WORKER).map((thread) => new PortWorker(thread, port));
  const events = threads('event', FIRST_WORKER + THREADS.port).map(
    (thread, index) => new EventWorker(thread, machine, running('event', index)),
  );
  const routines = threads('routine', FIRST_WORKER + THREADS.port + THREADS.event).map(
    (thread) => new RoutineWorker(thread, machine),
  );
  const notices = ({ cycle: { model, thread } }: Running) =>
    model === 'port' ? port : model === 'event' ? events[thread]! : routines[thread]!;

  const workers = [...ports, ...events, ...routines];
  const beginsNs = begin(
    machine,
    planned,
    workers.map(({ thread }) => thread),
  );
  for (const running of runnings) {
    const { model, thread } = running.cycle;
    const worker = { port: ports, event: events, routine: routines }[model][thread]!;
    if (!running.isAnswer) worker.ready.push(running);
  }
  for (const worker of workers) machine.at(beginsNs, (nowNs) => machine.work(worker, nowNs));
  machine.run();
  const endNs = rows.latestNs + STEP_NS;
  for (const worker of workers) worker.end(endNs);
  const durationNs = end(
    machine,
    planned,
    workers.map(({ thread }) => thread),
  );
  rows.end();
  return { ...machine.counts, rows: rows.rows, bytes: rows.bytes, durationNs };
}

function infoOf(seed: number, operations: number): SessionInfo {
  return {
    format: FORMAT,
    program: `made-up-${operations}`,
    functions: functions.map(({ name }) => name),
    startedAt: '2026-01-01T00:00:00.000Z',
    system: {
      name: `none: a made-up recording for a benchmark, seed ${seed}`,
      winsock: 'none',
      wine: false,
      architecture: 'x64',
      node: '0',
      processId: 1,
    },
    overlook: 'bench/timeline',
  };
}

/** Threads start, sockets and events are opened, and what a WSAOVERLAPPED needs is there. Returns when that is over. */
function begin(machine: Machine, { sockets, cycles, port }: Plan, workers: readonly number[]): number {
  const { rows } = machine;
  let nowNs = 0;
  const next = () => (nowNs += STEP_NS);
  const names = new Map([
    [MAIN, 'overlook'],
    [OBSERVER, 'observer'],
    [CANCELLER, 'canceller'],
  ]);
  for (const thread of [MAIN, OBSERVER, CANCELLER, ...workers]) {
    const name = names.get(thread) ?? `worker ${thread - FIRST_WORKER + 1}`;
    rows.text('thread-started', next(), thread, name).value = 600 + thread * 4;
  }
  const thread = FIRST_WORKER;
  rows.text('chapter', next(), thread, 'Made up for a benchmark: no Winsock was called');
  /** A call about an object that is there, or that it opens. */
  const call = (
    api: FunctionName,
    words: Parameters<typeof callPayload>[1],
    object: number,
    value = 0,
    opens?: 'socket-opened' | 'event-opened' | 'port-opened',
  ) => {
    const entered = machine.enter(api, next(), thread, callPayload(api, words));
    if (opens === undefined) entered.object = object;
    Object.assign(machine.leave(entered, next()), { object, value });
    if (opens !== undefined) Object.assign(rows.row(opens, nowNs, thread), { call: entered.call, object, value });
  };
  const portHandle = handleOf(port);
  call('CreateIoCompletionPort', { FileHandle: [-1] }, port, portHandle, 'port-opened');
  for (const { object, model, isDatagram, port: number } of sockets) {
    const words = { af: [2], type: [isDatagram ? 2 : 1], protocol: [isDatagram ? 17 : 6], dwFlags: [1] } as const;
    const handle = handleOf(object);
    call('WSASocketW', words, object, handle, 'socket-opened');
    call('bind', { s: [handle], name: [0x6d8_00c0, sockaddr(number)], namelen: [16] }, object);
    rows.text('socket-named', nowNs, thread, JSON.stringify({ local: `127.0.0.1:${number}` })).object = object;
    if (model !== 'port') continue;
    const association = {
      FileHandle: [handle],
      ExistingCompletionPort: [portHandle],
      CompletionKey: [object],
    } as const;
    call('CreateIoCompletionPort', association, object, portHandle);
  }
  for (const { slot, event } of cycles) {
    Object.assign(rows.row('slot-allocated', next(), thread), { slot, value: addressOf(slot) });
    if (event !== 0) call('WSACreateEvent', {}, event, handleOf(event), 'event-opened');
  }
  return next();
}

/** What was opened is closed, what leaked is named, and the balance is told. Returns when the session ends. */
function end(machine: Machine, { sockets, cycles }: Plan, workers: readonly number[]): number {
  const { rows, counts } = machine;
  let nowNs = rows.latestNs;
  const next = () => (nowNs += STEP_NS);
  const thread = FIRST_WORKER;
  for (const { object } of sockets) {
    const payload = callPayload('closesocket', { s: [handleOf(object)] });
    const entered = machine.enter('closesocket', next(), thread, payload);
    entered.object = object;
    machine.leave(entered, next());
    Object.assign(rows.row('object-closed', nowNs, thread), { object, call: entered.call });
  }
  const kept = new Set(machine.leaked.map(({ cycle }) => cycle.slot));
  for (const { slot } of cycles) if (!kept.has(slot)) rows.row('slot-released', next(), thread).slot = slot;
  for (const running of machine.leaked) of(rows.row('leaked', next(), MAIN), running);
  for (const ended of [...workers, CANCELLER, OBSERVER, MAIN]) rows.row('thread-ended', next(), ended);
  const { operations: issued, completed, leaked } = counts;
  const balance = { issued, completed, failed: counts.failed + counts.cancelled, leaked };
  rows.text('balance', next(), MAIN, JSON.stringify(balance));
  rows.text('session-ended', next(), MAIN, 'the program ran to its end');
  return nowNs;
}
