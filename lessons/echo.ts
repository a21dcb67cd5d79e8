import { buffer, chapter, overlapped, release, winsock } from './calls.ts';
import type { BufferRef, EventRef, Lesson, OverlappedRef, Program, SocketRef } from './program.ts';
import { acceptOne, connectOne, createEvent, fetchResult, must, waitForAny } from './sockets.ts';

const MESSAGES = 100;
const LONGEST_BYTES = 1024;

/** One direction of a socket: its own WSAOVERLAPPED and its own event, so that nothing is ever mixed up. */
interface Direction {
  readonly s: SocketRef;
  readonly hEvent: EventRef;
  readonly lpOverlapped: OverlappedRef;
}

function* direction(s: SocketRef): Program<Direction> {
  const hEvent = yield* createEvent();
  return { s, hEvent, lpOverlapped: yield* overlapped({ hEvent }) };
}

function* giveBack({ hEvent, lpOverlapped }: Direction): Program {
  yield* release(lpOverlapped);
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

function* startReceive({ s, lpOverlapped }: Direction, bytes: BufferRef): Program {
  yield* winsock.WSARecv({ s, lpBuffers: [bytes], lpFlags: 0, lpOverlapped });
}

function* finish({ s, hEvent, lpOverlapped }: Direction): Program<number> {
  yield* waitForAny([hEvent]);
  return yield* fetchResult(s, lpOverlapped);
}

/** Sends the first bytes of a buffer, all of them: a send may take less than it was given. */
function* sendAll(sending: Direction, bytes: BufferRef, length: number): Program {
  const { s, lpOverlapped } = sending;
  for (let sent = 0; sent < length;) {
    const rest = { ...bytes, address: bytes.address + sent, length: length - sent };
    yield* winsock.WSASend({ s, lpBuffers: [rest], dwFlags: 0, lpOverlapped });
    sent += yield* finish(sending);
  }
}

function* server(): Program {
  const s = yield* acceptOne();
  const receiving = yield* direction(s);
  const sending = yield* direction(s);
  const bytes = yield* buffer(LONGEST_BYTES);
  yield* chapter('Echo until the client says that nothing more comes');
  for (;;) {
    yield* startReceive(receiving, bytes);
    const count = yield* finish(receiving);
    if (count === 0) break;
    yield* sendAll(sending, bytes, count);
  }
  yield* giveBack(receiving);
  yield* giveBack(sending);
  yield* release(bytes);
  must(yield* winsock.closesocket({ s }));
}

function* client(): Program {
  const s = yield* connectOne();
  const receiving = yield* direction(s);
  const sending = yield* direction(s);
  const message = yield* buffer(Uint8Array.from({ length: LONGEST_BYTES }, (_, index) => index % 251));
  const answer = yield* buffer(LONGEST_BYTES);
  yield* chapter(`${MESSAGES} messages, each sent and waited for`);
  for (let number = 1; number <= MESSAGES; number++) {
    const length = 16 + ((number * 97) % (LONGEST_BYTES - 16));
    // The receive is in flight before anything can arrive.
    yield* startReceive(receiving, answer);
    yield* sendAll(sending, message, length);
    let received = yield* finish(receiving);
    while (received < length) {
      yield* startReceive(receiving, answer);
      const more = yield* finish(receiving);
      if (more === 0) throw new Error('The server closed the connection before it had echoed everything.');
      received += more;
    }
  }
  yield* chapter('The client ends its direction; the server reads 0 bytes');
  must(yield* winsock.shutdown({ s, how: 1 }));
  yield* startReceive(receiving, answer);
  yield* finish(receiving);
  yield* giveBack(receiving);
  yield* giveBack(sending);
  yield* release(message, answer);
  must(yield* winsock.closesocket({ s }));
}

export const echo: Lesson = { name: 'echo', actors: { server, client } };
