import { STATUS_PENDING } from '../../winsock/index.ts';
import { buffer, exitThread, look, overlapped, publish, release, until, winsock } from '../calls.ts';
import { connectedPair, ending, sendAll, startReceive, startSend, transfer } from '../faults/transfer.ts';
import { associate, createPort } from '../ports.ts';
import type { Actors, BufferRef, Lesson, OptionValues, OverlappedRef, Program, Routine } from '../program.ts';
import { createEvent, must, waitForAny } from '../sockets.ts';
import { failedAtOnce, ownershipMistake } from './mistakes.ts';

const TEXT = new TextEncoder().encode('0123456789abcdef01234567');
const ROUNDS = 50;
const models = ['event', 'routine', 'port'] as const;
type Model = (typeof models)[number];

const ignore: Routine = function* () {
  // What matters is whether it has run.
};

/** A program with one option of some words. */
function withOption<Word extends string>(
  name: string,
  option: string,
  oneOf: readonly Word[],
  actors: (word: Word) => Actors,
): Lesson {
  return {
    name,
    options: [{ name: option, means: 'what is tried', oneOf, usual: oneOf[0]! }],
    actors: (options: OptionValues) => actors(options[option] as Word),
  };
}

/** Issues receives on sockets of its own, and leaves them: two in flight, one that has completed and is not noticed. */
function* leave(model: Model): Program {
  const port = model === 'port' ? yield* createPort() : undefined;
  for (const answered of [true, false, false]) {
    const { near: s, far } = yield* connectedPair();
    if (port !== undefined) yield* associate(s, port, 1);
    const lpOverlapped = yield* overlapped(model === 'event' ? { hEvent: yield* createEvent() } : {});
    const args = { s, lpBuffers: [yield* buffer(64)], lpFlags: 0, lpOverlapped };
    yield* winsock.WSARecv(model === 'routine' ? { ...args, lpCompletionRoutine: ignore } : args);
    if (answered) yield* sendAll(yield* transfer(far, TEXT));
  }
}

const left = withOption('ownership-left', 'model', models, (model) => ({ program: () => leave(model) }));

/** A thread that ends with operations in flight; nobody waits for them. */
const exit = withOption('ownership-exit', 'model', models, (model) => ({
  *program() {
    yield* leave(model);
    yield* publish('left');
    yield* exitThread();
  },
  *other() {
    yield* until('left');
  },
}));

/** Learns of completions from Internal alone, and gives the structure back at once: its event may be signaled later. */
const polled: Lesson = {
  name: 'ownership-polled',
  actors: {
    *program() {
      const { near: s, far } = yield* connectedPair();
      const sending = yield* transfer(far, TEXT);
      const hEvent = yield* createEvent();
      const memory = yield* buffer(64);
      for (let round = 0; round < ROUNDS; round++) {
        const lpOverlapped = yield* overlapped({ hEvent });
        yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
        yield* startSend(sending);
        while ((yield* look(lpOverlapped)).Internal === STATUS_PENDING);
        yield* release(lpOverlapped);
        yield* ending(sending);
      }
    },
  },
};

/** Throws in the middle; another thread waits, with an operation of its own. */
const throws: Lesson = {
  name: 'ownership-throws',
  actors: {
    *program() {
      const { near } = yield* connectedPair();
      yield* startReceive(yield* transfer(near, 64));
      yield* until('the other waits');
      throw new Error('The program does not know what to do.');
    },
    *other() {
      const { near } = yield* connectedPair();
      const receiving = yield* transfer(near, 64);
      yield* startReceive(receiving);
      yield* publish('the other waits');
      yield* waitForAny([receiving.hEvent]);
    },
  },
};

/** closesocket with a send that is pending, and was not cancelled. */
const stuckSend = withOption('ownership-stuck-send', 'model', ['port', 'event'], (model) => ({
  *program() {
    const { near: s } = yield* connectedPair();
    const memory = yield* buffer(8 * 1024 * 1024);
    if (model === 'port') yield* associate(s, yield* createPort(), 1);
    const lpOverlapped = yield* overlapped(model === 'event' ? { hEvent: yield* createEvent() } : {});
    yield* winsock.WSASend({ s, lpBuffers: [memory], dwFlags: 0, lpOverlapped });
    must(yield* winsock.closesocket({ s }));
  },
}));

/** A call that has failed, and its packet is queued all the same: nobody takes it. */
const latePacket = withOption('ownership-late-packet', 'last', ['failure', 'release'], (last) => ({
  *program() {
    const { lpOverlapped } = yield* failedAtOnce();
    if (last === 'release') yield* release(lpOverlapped);
  },
}));

/** Receives into memory that is not what it is said to be; Windows cannot know. */
function* receiveInto(
  target: (memory: BufferRef, lpOverlapped: OverlappedRef) => BufferRef,
  releases: boolean,
): Program {
  const { near, far } = yield* connectedPair();
  const receiving = yield* transfer(near, 16);
  const lying = { ...receiving, memory: target(receiving.memory, receiving.lpOverlapped) };
  yield* startReceive(lying);
  yield* sendAll(yield* transfer(far, TEXT));
  yield* ending(lying);
  if (releases) yield* release(receiving.lpOverlapped, receiving.memory);
}

const longer = (memory: BufferRef): BufferRef => ({ ...memory, length: memory.length + 8 });

const overruns = {
  'behind a buffer': () => receiveInto(longer, true),
  'behind a buffer that is never released': () => receiveInto(longer, false),
  'before a buffer': () => receiveInto((memory) => ({ ...memory, address: memory.address - 8, length: 16 }), true),
  'behind a structure': () =>
    receiveInto((memory, { address }) => ({ ...memory, address: address + 112, length: 16 }), true),
  *'into a released buffer'() {
    const memory = yield* buffer(64);
    yield* release(memory);
    yield* receiveInto(() => memory, true);
  },
} satisfies Readonly<Record<string, () => Program>>;

const overrun = withOption(
  'ownership-overrun',
  'where',
  Object.keys(overruns) as readonly (keyof typeof overruns)[],
  (where) => ({ program: overruns[where] }),
);

/** Programs that break the rules of ownership on purpose. Tests run them by name; they are no lessons. */
export const ownershipPrograms: ReadonlyMap<string, Lesson> = new Map(
  [ownershipMistake, left, exit, polled, throws, stuckSend, latePacket, overrun].map((lesson) => [lesson.name, lesson]),
);
