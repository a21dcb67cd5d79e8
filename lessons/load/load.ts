import { WSA_MAXIMUM_WAIT_EVENTS } from '../../winsock/index.ts';
import { chapter, fact, now, perform, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort } from '../ports.ts';
import type {
  Actors,
  Lesson,
  LessonOption,
  OptionValues,
  Packet,
  PortRef,
  Program,
  Routine,
  SocketRef,
} from '../program.ts';
import { bindLoopback, localAddress, must, opened, tcpSocket, waitForAny } from '../sockets.ts';
import { End, fetch, type Direction, type Model, type Run } from './connection.ts';

const AT_ONCE = 64;
const SLICE_MS = 500;
/** The clock is asked once for so many operations. */
const LOOK_EVERY = 16;
const MOST_THREADS = 32;

const options: readonly LessonOption[] = [
  { name: 'connections', means: 'connections at the same time', least: 1, most: 1000, usual: 16 },
  {
    name: 'model',
    means: 'how the program is told of completions',
    oneOf: ['event', 'routine', 'port'],
    usual: 'port',
  },
  { name: 'seconds', means: 'how long new messages are sent', least: 1, most: 3600, usual: 3 },
  { name: 'operations', means: 'end after so many operations; 0: by the time alone', least: 0, most: 1e9, usual: 0 },
  { name: 'bytes', means: 'the length of a message', least: 1, most: 65_536, usual: 64 },
  { name: 'threads', means: 'threads that share the connections', least: 1, most: MOST_THREADS, usual: 1 },
];

interface Load {
  readonly connections: number;
  readonly model: Model;
  readonly seconds: number;
  readonly operations: number;
  readonly bytes: number;
}

/** Many connections echo messages as fast as they can, in one of the three completion models. */
export const load: Lesson = { name: 'load', options, actors: loadActors };

function loadActors(chosen: OptionValues): Actors {
  const all = chosen as unknown as Load & { readonly threads: number };
  // Each connection needs two events in the wait of its thread, which takes 64.
  const needed = all.model === 'event' ? Math.ceil(all.connections / (WSA_MAXIMUM_WAIT_EVENTS / 2)) : 1;
  const threads = Math.min(Math.max(all.threads, needed), all.connections);
  const share = (thread: number, whole: number) =>
    Math.floor((whole * (thread + 1)) / threads) - Math.floor((whole * thread) / threads);
  return Object.fromEntries(
    Array.from({ length: threads }, (_, thread) => {
      const part = {
        ...all,
        connections: share(thread, all.connections),
        operations: all.operations === 0 ? 0 : Math.max(1, share(thread, all.operations)),
      };
      return [`load ${thread + 1}`, () => one(part)];
    }),
  );
}

/** One thread's part of the load. */
function* one({ connections, model, seconds, operations, bytes }: Load): Program {
  yield* chapter(`${connections} connections, ${model} model`);
  let begin = 0;
  let until = Infinity;
  /** Half way, when everything has warmed up. */
  let half: { readonly time: number; readonly echoed: number } | undefined;
  const run: Run = {
    bytes,
    isOver: false,
    operations: 0,
    echoed: 0,
    open: 0,
    nextLook: 0,
    *look() {
      run.nextLook = run.operations + LOOK_EVERY;
      const time = yield* now();
      if (half === undefined && time >= (begin + until) / 2) half = { time, echoed: run.echoed };
      run.isOver = (operations > 0 && run.operations >= operations) || time >= until;
    },
  };
  const port = model === 'port' ? yield* createPort() : undefined;
  const ends = yield* connect(connections, run, model, port);
  begin = yield* now();
  until = begin + seconds * 1000;
  for (const end of ends) yield* end.begin();
  if (port !== undefined) yield* perform(byPort(run, ends, port));
  else if (model === 'routine') yield* perform(byRoutine(run));
  else yield* perform(byEvent(run, ends));
  const end = yield* now();

  yield* chapter('Every byte is accounted for');
  for (const end of ends) yield* end.giveBack();
  const [sent, received] = [sum(ends, 'sent'), sum(ends, 'received')];
  if (sent !== received) throw new Error(`${sent} bytes were sent, and ${received} were received.`);
  if (port !== undefined) must(yield* winsock.CloseHandle({ hObject: port }));
  yield* fact('operations', run.operations);
  yield* fact('messages echoed', run.echoed);
  yield* fact('milliseconds', end - begin);
  const from = half ?? { time: begin, echoed: 0 };
  yield* fact('messages a second', ((run.echoed - from.echoed) / (end - from.time)) * 1000);
  yield* fact('bytes received', received);
}

function sum(ends: readonly End[], what: 'sent' | 'received'): number {
  return ends.reduce((bytes, end) => bytes + end[what], 0);
}

/** Both ends of so many connections to this machine, on one thread: a listening socket's queue makes that possible. */
function* connect(count: number, run: Run, model: Model, port: PortRef | undefined): Program<End[]> {
  const listener = yield* tcpSocket();
  const address = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 16 }));
  const routine = model === 'routine' ? routineOf : undefined;
  const ends: End[] = [];
  for (let i = 0; i < count; i++) {
    const client = yield* tcpSocket();
    must(yield* winsock.connect({ s: client, name: address }));
    yield* localAddress(client);
    const server: SocketRef = opened(yield* winsock.accept({ s: listener, addr: out }));
    for (const [s, isClient] of [
      [server, false],
      [client, true],
    ] as const) {
      if (port !== undefined) yield* associate(s, port, ends.length + 1);
      ends.push(yield* End.open(s, run, isClient, model, routine));
    }
  }
  must(yield* winsock.closesocket({ s: listener }));
  return ends;
}

function* byPort(run: Run, ends: readonly End[], port: PortRef): Program {
  /** By slot. */
  const directions: Direction[] = [];
  for (const { receiving, sending } of ends) {
    for (const direction of [receiving, sending]) directions[direction.lpOverlapped.slot] = direction;
  }
  const args = {
    CompletionPort: port,
    lpCompletionPortEntries: AT_ONCE,
    ulNumEntriesRemoved: out,
    dwMilliseconds: SLICE_MS,
    fAlertable: false,
  } as const;
  while (run.open > 0) {
    const { failed, out: written } = yield* winsock.GetQueuedCompletionStatusEx(args);
    const packets = failed ? [] : (written['lpCompletionPortEntries'] as readonly Packet[]);
    for (let n = 0; n < packets.length; n++) {
      const { lpOverlapped, bytes } = packets[n]!;
      const direction = directions[lpOverlapped?.slot ?? 0];
      if (direction === undefined) throw new Error('A packet came that belongs to no operation of the load.');
      const toDo = direction.end.completed(direction, bytes);
      if (toDo !== undefined) yield* toDo;
    }
  }
}

/** The routines do everything; the thread only has to wait alertably. */
function* byRoutine(run: Run): Program {
  while (run.open > 0) {
    yield* winsock.SleepEx({ dwMilliseconds: SLICE_MS, bAlertable: true });
  }
}

const routineOf =
  (direction: Direction): Routine =>
  ({ cbTransferred }) =>
    hasCompleted(direction, cbTransferred);

function* hasCompleted(direction: Direction, bytes: number): Program {
  const toDo = direction.end.completed(direction, bytes);
  if (toDo !== undefined) yield* toDo;
}

/** A wait names the first event that is signaled: beginning at another one each time keeps the last from starving. */
function* byEvent(run: Run, ends: readonly End[]): Program {
  for (let turn = 0; run.open > 0; turn++) {
    const waiting = ends.map(({ receiving }) => receiving).filter(({ inFlight }) => inFlight);
    const rotated = waiting.map((_, index) => waiting[(index + turn) % waiting.length]!);
    const direction = rotated[yield* waitForAny(rotated.map(({ hEvent }) => hEvent!))];
    if (direction === undefined) throw new Error('The wait named an event that was not asked for.');
    yield* hasCompleted(direction, yield* fetch(direction));
    // Sends complete at once, or soon: each is waited for before the next completion is looked at.
    for (const { sending } of ends) {
      if (!sending.inFlight) continue;
      yield* waitForAny([sending.hEvent!]);
      yield* hasCompleted(sending, yield* fetch(sending));
    }
  }
}
