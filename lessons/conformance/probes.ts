import { STATUS_PENDING, WSA_WAIT_TIMEOUT, constants } from '../../winsock/index.ts';
import { buffer, look, note, now, overlapped, sleep, winsock } from '../calls.ts';
import { out, type CallResult } from '../call-types.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import type {
  BufferRef,
  EventRef,
  OverlappedOptions,
  OverlappedRef,
  PortRef,
  Program,
  Routine,
  RoutineCall,
  SocketRef,
} from '../program.ts';
import { bindLoopback, createEvent, must, opened, udpSocket, waitForAny, WAIT_MS } from '../sockets.ts';

const { AF_INET } = constants.addressFamilies;
const { SOCK_STREAM } = constants.socketTypes;
const { IPPROTO_TCP } = constants.protocols;
const { WSA_FLAG_OVERLAPPED } = constants.socketFlags;
/** The completion key of `pairAtPort`. */
export const KEY = 7;
/** How long something that must not come is given to come. */
const ABSENCE_MS = 20;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A handle that no object has. */
export const badSocket: SocketRef = { type: 'socket', object: 0, handle: 0x7774 };
export const badEvent: EventRef = { type: 'event', object: 0, handle: 0x7774 };

/**
 * Both ends of a TCP connection in one thread: the backlog takes the connection before accept() is called.
 *
 * @param dwFlags of the end that connects, the first
 */
export function* connectedPair(dwFlags: number = WSA_FLAG_OVERLAPPED): Program<readonly [SocketRef, SocketRef]> {
  const listener = opened(yield* winsock.WSASocketW(tcp(WSA_FLAG_OVERLAPPED)));
  const address = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  const connecting = opened(yield* winsock.WSASocketW(tcp(dwFlags)));
  must(yield* winsock.connect({ s: connecting, name: address }));
  const accepted = opened(yield* winsock.accept({ s: listener }));
  must(yield* winsock.closesocket({ s: listener }));
  return [connecting, accepted];
}

/** Both ends of a connection, and the port that the first end is associated with. */
export function* pairAtPort(): Program<readonly [near: SocketRef, far: SocketRef, port: PortRef]> {
  const [near, far] = yield* connectedPair();
  const port = yield* createPort();
  yield* associate(near, port, KEY);
  return [near, far, port];
}

function tcp(dwFlags: number) {
  return { af: AF_INET, type: SOCK_STREAM, protocol: IPPROTO_TCP, dwFlags };
}

/** Two UDP sockets; the first is connected to the second: what it sends goes there. */
export function* udpPair(): Program<readonly [sender: SocketRef, receiver: SocketRef]> {
  const receiver = yield* udpSocket();
  const address = yield* bindLoopback(receiver);
  const sender = yield* udpSocket();
  must(yield* winsock.connect({ s: sender, name: address }));
  return [sender, receiver];
}

/** What a call returned, and its error: `[-1, 997]`. */
export type Returned = readonly [returned: number, error: number];

export function returnedBy({ returned, error }: CallResult<unknown>): Returned {
  return [returned, error];
}

/** 0 or WSA_IO_PENDING: where a system may choose between them, both are one answer. */
export function accepted([returned, error]: Returned): boolean {
  return returned === 0 || error === 997;
}

export interface Issued {
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
  readonly returned: Returned;
}

/** Issues one receive for so many bytes. */
export function* receive(
  s: SocketRef,
  options: OverlappedOptions = {},
  bytes = 64,
  routine?: Routine,
): Program<Issued> {
  const lpOverlapped = yield* overlapped(options);
  const memory = yield* buffer(bytes);
  const args = { s, lpBuffers: [memory], lpFlags: 0, lpOverlapped };
  const result = yield* winsock.WSARecv(routine === undefined ? args : { ...args, lpCompletionRoutine: routine });
  return { lpOverlapped, memory, returned: returnedBy(result) };
}

/** Issues one send of a few bytes. */
export function* send(
  s: SocketRef,
  options: OverlappedOptions = {},
  text = 'hello',
  routine?: Routine,
): Program<Issued> {
  const lpOverlapped = yield* overlapped(options);
  const memory = yield* buffer(encoder.encode(text));
  const args = { s, lpBuffers: [memory], dwFlags: 0, lpOverlapped };
  const result = yield* winsock.WSASend(routine === undefined ? args : { ...args, lpCompletionRoutine: routine });
  return { lpOverlapped, memory, returned: returnedBy(result) };
}

/** Returns when data has come, and leaves it there: a receive for nothing completes. */
export function* untilReadable(s: SocketRef): Program {
  const hEvent = yield* createEvent();
  yield* receive(s, { hEvent, keepsOffPort: true }, 0);
  yield* waitForAny([hEvent]);
}

export function* statusOf({ lpOverlapped }: Issued): Program<number> {
  return (yield* look(lpOverlapped)).Internal;
}

/** Looks at Internal until it is no longer STATUS_PENDING, at most so long; what it is then. Makes no call. */
export function* untilFinal({ lpOverlapped }: Pick<Issued, 'lpOverlapped'>, ms = WAIT_MS): Program<number> {
  const until = (yield* now()) + ms;
  for (;;) {
    const { Internal } = yield* look(lpOverlapped);
    if (Internal !== STATUS_PENDING || (yield* now()) > until) return Internal;
    yield* sleep(1, 'until Internal is final');
  }
}

/** WSAGetOverlappedResult: what it returned, its error, and the bytes that it tells. */
export function* resultOf(
  s: SocketRef,
  { lpOverlapped }: Issued,
  fWait = false,
): Program<readonly [returned: number, error: number, bytes: number]> {
  const result = yield* winsock.WSAGetOverlappedResult({ s, lpOverlapped, lpcbTransfer: out, fWait, lpdwFlags: out });
  return [result.returned, result.error, Number(result.out['lpcbTransfer'])];
}

/** Whether an event is signaled now. */
export function* isSignaled(hEvent: EventRef): Program<boolean> {
  return (yield* waitFor([hEvent], 0)) !== WSA_WAIT_TIMEOUT;
}

/** What WSAWaitForMultipleEvents returned for any of these events within so long. */
export function* waitFor(lphEvents: readonly EventRef[], dwTimeout: number, fAlertable = false): Program<number> {
  const wait = { lphEvents, fWaitAll: false, dwTimeout, fAlertable };
  return must(yield* winsock.WSAWaitForMultipleEvents(wait)).returned;
}

/** The next packet, as `[key, bytes, status]`. */
export function* nextPacket(port: PortRef): Program<readonly number[]> {
  const [packet] = yield* dequeue(port, 1);
  return packet === undefined ? [] : [packet.key, packet.bytes, packet.Internal];
}

/** Whether no packet is queued, or comes within a moment. */
export function* hasNoPacket(port: PortRef): Program<boolean> {
  return (yield* dequeue(port, 1, ABSENCE_MS)).length === 0;
}

/** A routine that only notes that it ran: what it was told is added to `calls`. */
export function counting(calls: RoutineCall[]): Routine {
  return function* (call) {
    calls.push(call);
    yield* note('A completion routine ran.');
  };
}

export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
