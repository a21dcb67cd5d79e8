import { WSA_IO_PENDING } from '../winsock/index.ts';
import { buffer, overlapped, read, release, winsock } from './calls.ts';
import type { CallResult } from './call-types.ts';
import type { BufferRef, EventRef, OverlappedRef, Program, SocketRef } from './program.ts';
import { createEvent, fetchResult, must, waitForAny } from './sockets.ts';

/** A WSAOVERLAPPED with an event and a buffer of its own: what a program needs for one operation at a time. */
export interface Transfer {
  readonly hEvent: EventRef;
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
}

/** `content`: so many bytes, or these. */
export function* openTransfer(content: number | Uint8Array): Program<Transfer> {
  const hEvent = yield* createEvent();
  return { hEvent, lpOverlapped: yield* overlapped({ hEvent }), memory: yield* buffer(content) };
}

export function* closeTransfer({ hEvent, lpOverlapped, memory }: Transfer): Program {
  yield* release(lpOverlapped, memory);
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

/** The call must have started its operation: WSA_IO_PENDING says that it has, like success. */
export function issued<T>(result: CallResult<T>): CallResult<T> {
  return result.error === WSA_IO_PENDING ? result : must(result);
}

export function* startReceive(
  s: SocketRef,
  { lpOverlapped, memory }: Omit<Transfer, 'hEvent'>,
): Program<CallResult<undefined>> {
  return issued(yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped }));
}

export function* startSend(
  s: SocketRef,
  { lpOverlapped, memory }: Omit<Transfer, 'hEvent'>,
): Program<CallResult<undefined>> {
  return issued(yield* winsock.WSASend({ s, lpBuffers: [memory], dwFlags: 0, lpOverlapped }));
}

/** Waits for the operation, and fetches its result: how many bytes. */
export function* finish(s: SocketRef, { hEvent, lpOverlapped }: Transfer): Program<number> {
  yield* waitForAny([hEvent]);
  return yield* fetchResult(s, lpOverlapped);
}

/** The first bytes of a buffer, as text. */
export function* readText(memory: BufferRef, bytes: number): Program<string> {
  return new TextDecoder().decode(yield* read(memory, bytes));
}
