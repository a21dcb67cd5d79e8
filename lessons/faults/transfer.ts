import { ERROR_NOT_FOUND, WSA_IO_PENDING, WSA_WAIT_TIMEOUT, constants, errorName } from '../../winsock/index.ts';
import { buffer, look, overlapped, read, release, winsock } from '../calls.ts';
import { out, type CallResult } from '../call-types.ts';
import type { BufferRef, EndpointRef, EventRef, OverlappedRef, Program, SocketRef } from '../program.ts';
import { bindLoopback, createEvent, must, opened, tcpSocket, waitForAny } from '../sockets.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_LINGER } = constants.socketOptions;
const decoder = new TextDecoder();

/** One direction of a socket: a WSAOVERLAPPED, an event and a buffer that only this operation uses. */
export interface Transfer {
  readonly s: SocketRef;
  readonly hEvent: EventRef;
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
}

/** How an operation ended. Here a failure is no reason to stop: it is what the lesson is about. */
export interface Ending {
  /** As WSAGetOverlappedResult gives it; 0: success. */
  readonly error: number;
  readonly bytes: number;
  /** NTSTATUS. */
  readonly Internal: number;
}

/** With a buffer of so many bytes, or with these bytes in it. */
export function* transfer(s: SocketRef, bytes: number | Uint8Array): Program<Transfer> {
  const hEvent = yield* createEvent();
  return { s, hEvent, lpOverlapped: yield* overlapped({ hEvent }), memory: yield* buffer(bytes) };
}

export function* giveBack(...transfers: readonly Transfer[]): Program {
  for (const { hEvent, lpOverlapped, memory } of transfers) {
    yield* release(lpOverlapped, memory);
    must(yield* winsock.WSACloseEvent({ hEvent }));
  }
}

export function* startReceive({ s, lpOverlapped, memory }: Transfer): Program<CallResult<undefined>> {
  return yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
}

export function* startSend({ s, lpOverlapped, memory }: Transfer): Program<CallResult<undefined>> {
  return yield* winsock.WSASend({ s, lpBuffers: [memory], dwFlags: 0, lpOverlapped });
}

/** True when the operation was started: it is in flight, or has completed within the call. */
export function isStarted({ failed, error }: Pick<CallResult, 'failed' | 'error'>): boolean {
  return !failed || error === WSA_IO_PENDING;
}

/** Waits for an operation that was started, and fetches how it ended. */
export function* ending({ s, hEvent, lpOverlapped }: Transfer): Program<Ending> {
  yield* waitForAny([hEvent]);
  const {
    failed,
    error,
    out: results,
  } = yield* winsock.WSAGetOverlappedResult({
    s,
    lpOverlapped,
    lpcbTransfer: out,
    fWait: false,
    lpdwFlags: out,
  });
  const { Internal } = yield* look(lpOverlapped);
  return { error: failed ? error : 0, bytes: Number(results['lpcbTransfer']), Internal };
}

/** Receives once: what the call said and, where it was started, how it ended. */
export function* receiveOnce(receiving: Transfer): Program<Ending> {
  return yield* endingOf(yield* startReceive(receiving), receiving);
}

export function* sendOnce(sending: Transfer): Program<Ending> {
  return yield* endingOf(yield* startSend(sending), sending);
}

function* endingOf(call: CallResult<undefined>, one: Transfer): Program<Ending> {
  if (isStarted(call)) return yield* ending(one);
  const { Internal } = yield* look(one.lpOverlapped);
  return { error: call.error, bytes: 0, Internal };
}

/** Sends what the buffer holds; the lesson cannot go on without it. */
export function* sendAll(sending: Transfer): Program {
  const { error, bytes } = yield* sendOnce(sending);
  if (error !== 0 || bytes !== sending.memory.length)
    throw new Error(`Of ${sending.memory.length} bytes ${bytes} were sent, with ${errorName(error)} (${error}).`);
}

/** Waits for an event, at most so long. False: it was not signaled in time. */
export function* isSignaled(hEvent: EventRef, ms: number): Program<boolean> {
  const { returned } = must(
    yield* winsock.WSAWaitForMultipleEvents({ lphEvents: [hEvent], fWaitAll: false, dwTimeout: ms, fAlertable: false }),
  );
  return returned !== WSA_WAIT_TIMEOUT;
}

/** Asks for the end of an operation. False: there was none in flight any more, which is no failure. */
export function* cancel({ s, lpOverlapped }: Pick<Transfer, 's' | 'lpOverlapped'>): Program<boolean> {
  const result = yield* winsock.CancelIoEx({ hFile: s, lpOverlapped });
  if (result.failed && result.error !== ERROR_NOT_FOUND) must(result);
  return !result.failed;
}

/** The first bytes of a buffer as text. */
export function* readText(memory: BufferRef, length: number): Program<string> {
  return decoder.decode(yield* read(memory, length));
}

/** Both ends of a connection to this machine, on one thread: the queue of a listening socket makes that possible. */
export function* connectedPair(): Program<{ readonly near: SocketRef; readonly far: SocketRef }> {
  const listener = yield* tcpSocket();
  const name = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  const near = yield* tcpSocket();
  must(yield* winsock.connect({ s: near, name }));
  const far = opened(yield* winsock.accept({ s: listener, addr: out }));
  must(yield* winsock.closesocket({ s: listener }));
  return { near, far };
}

/** A free address of this machine at which nobody listens: a socket is bound to it, and keeps it from being anybody else's. */
export function* addressWithoutListener(): Program<{ readonly s: SocketRef; readonly address: EndpointRef }> {
  const s = yield* tcpSocket();
  return { s, address: yield* bindLoopback(s) };
}

/** Closes a connection so that the peer sees a reset: SO_LINGER on, with 0 seconds. */
export function* reset(s: SocketRef): Program {
  const linger = Uint8Array.of(1, 0, 0, 0);
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_LINGER, optval: linger }));
  must(yield* winsock.closesocket({ s }));
}
