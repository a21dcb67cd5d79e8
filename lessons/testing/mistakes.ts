import { STATUS_PENDING } from '../../winsock/index.ts';
import { buffer, look, overlapped, publish, release, sleep, until, winsock, write } from '../calls.ts';
import { connectedPair, sendAll, startReceive, transfer, type Transfer } from '../faults/transfer.ts';
import { associate, createPort } from '../ports.ts';
import type { BufferRef, Lesson, OverlappedRef, Program, Routine, SocketRef } from '../program.ts';
import { bindLoopback, tcpSocket, udpSocket } from '../sockets.ts';

const LOOKS = 1000;
const TEXT = new TextEncoder().encode('more than eight bytes');

/** A receive that nobody answers. */
function* inFlight(): Program<Transfer> {
  const { near } = yield* connectedPair();
  const receiving = yield* transfer(near, 64);
  yield* startReceive(receiving);
  return receiving;
}

interface Issued {
  readonly s: SocketRef;
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
}

/** A receive that has completed, and its packet is still queued, or its routine still to run. */
function* unnoticed(how: 'packet' | 'routine'): Program<Issued> {
  const { near: s, far } = yield* connectedPair();
  if (how === 'packet') yield* associate(s, yield* createPort(), 1);
  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(64);
  const args = { s, lpBuffers: [memory], lpFlags: 0, lpOverlapped };
  yield* winsock.WSARecv(how === 'packet' ? args : { ...args, lpCompletionRoutine: ignore });
  yield* sendAll(yield* transfer(far, TEXT));
  for (let i = 0; i < LOOKS && (yield* look(lpOverlapped)).Internal === STATUS_PENDING; i++)
    yield* sleep(1, 'until it has completed');
  return { s, lpOverlapped, memory };
}

const ignore: Routine = function* () {
  // What matters is whether it has run.
};

/** A receive whose call has failed with WSAEMSGSIZE, at a port. */
export function* failedAtOnce(): Program<Issued> {
  const s = yield* udpSocket();
  const lpTo = yield* bindLoopback(s);
  yield* associate(s, yield* createPort(), 1);
  const sender = yield* udpSocket();
  const sending = yield* transfer(sender, TEXT);
  yield* winsock.WSASendTo({
    s: sender,
    lpBuffers: [sending.memory],
    dwFlags: 0,
    lpTo,
    lpOverlapped: sending.lpOverlapped,
  });
  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(8);
  yield* sleep(10, 'until the datagram is there');
  yield* winsock.WSARecvFrom({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
  return { s, lpOverlapped, memory };
}

function* issueAgain({ s, lpOverlapped, memory }: Issued): Program {
  yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
}

/** What a program must not do, and the bridge refuses. */
const mistakes = {
  *'release a structure in flight'() {
    yield* release((yield* inFlight()).lpOverlapped);
  },
  *'issue a structure in flight'() {
    yield* issueAgain(yield* inFlight());
  },
  *'release a buffer in flight'() {
    yield* release((yield* inFlight()).memory);
  },
  *'write to a buffer in flight'() {
    yield* write((yield* inFlight()).memory, TEXT);
  },
  *'release a structure whose packet is queued'() {
    yield* release((yield* unnoticed('packet')).lpOverlapped);
  },
  *'issue a structure whose packet is queued'() {
    yield* issueAgain(yield* unnoticed('packet'));
  },
  *'release a structure whose routine is to run'() {
    yield* release((yield* unnoticed('routine')).lpOverlapped);
  },
  *'issue a structure whose routine is to run'() {
    yield* issueAgain(yield* unnoticed('routine'));
  },
  *'issue a structure whose call has failed, and its packet is queued'() {
    yield* issueAgain(yield* failedAtOnce());
  },
  *'release a buffer of two operations, of which one is over'() {
    const { memory } = yield* inFlight();
    const s = yield* tcpSocket();
    yield* winsock.WSASend({ s, lpBuffers: [memory], dwFlags: 0, lpOverlapped: yield* overlapped() });
    yield* release(memory);
  },
  *'release a buffer of another thread’s operation'() {
    const { near } = yield* connectedPair();
    const memory = yield* buffer(64);
    yield* publish('buffer', memory);
    yield* publish('socket', near);
    yield* until('in flight');
    yield* release(memory);
  },
  *'release a buffer that another thread has allocated'() {
    yield* buffer(64);
    yield* publish('hand it over');
    yield* release(yield* until<BufferRef>('buffer of another'));
  },
} satisfies Readonly<Record<string, () => Program>>;

/** The other thread: issues for those that want that, or allocates. */
function* issuer(): Program {
  const s = yield* until<SocketRef>('socket');
  const memory = yield* until<BufferRef>('buffer');
  yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped: yield* overlapped() });
  yield* publish('in flight');
}

function* allocator(): Program {
  yield* until('hand it over');
  yield* publish('buffer of another', yield* buffer(64));
}

export const mistakeNames = Object.keys(mistakes) as readonly (keyof typeof mistakes)[];

export const ownershipMistake: Lesson = {
  name: 'ownership-mistake',
  options: [{ name: 'mistake', means: 'what is tried', oneOf: mistakeNames, usual: mistakeNames[0]! }],
  actors: ({ mistake }) => ({ program: mistakes[mistake as keyof typeof mistakes], issuer, allocator }),
};
