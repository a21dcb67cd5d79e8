import { WSA_WAIT_TIMEOUT, constants, statusName } from '../../winsock/index.ts';
import { buffer, look, overlapped, read, sleep, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import type {
  BufferRef,
  EndpointRef,
  EventRef,
  OverlappedOptions,
  OverlappedRef,
  PortRef,
  Program,
  SocketRef,
} from '../program.ts';
import { bindLoopback, createEvent, must, opened, tcpSocket, WAIT_MS } from '../sockets.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_LINGER, SO_RCVBUF, SO_SNDBUF } = constants.socketOptions;
const SOCKADDR_IN_BYTES = 16;
/** Long enough for what one end of a connection did to reach the other end on the same machine. */
const ON_ITS_WAY_MS = 20;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The two ends of a connection, where it does not matter that they belong to one thread. */
export interface Pair {
  readonly near: SocketRef;
  readonly far: SocketRef;
}

/** An operation and what it was given. `returned` and `error`: of the call that issued it; 0: it did not fail. */
export interface Issued {
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
  readonly hEvent: EventRef;
  readonly returned: number;
  readonly error: number;
}

export interface IssueOptions {
  /** The bytes of a receive's buffer. */
  readonly length?: number;
  readonly flags?: number;
}

export interface Listener {
  readonly listener: SocketRef;
  readonly address: EndpointRef;
}

export function* listening(backlog = 8): Program<Listener> {
  const listener = yield* tcpSocket();
  const address = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog }));
  return { listener, address };
}

export function* connectTo(address: EndpointRef): Program<SocketRef> {
  const s = yield* tcpSocket();
  must(yield* winsock.connect({ s, name: address }));
  return s;
}

export function* acceptFrom(listener: SocketRef): Program<SocketRef> {
  return opened(yield* winsock.accept({ s: listener, addr: out, addrlen: SOCKADDR_IN_BYTES }));
}

/** The bytes of a socket's buffers; absent: as the system has them. */
export interface BufferSizes {
  readonly sending?: number;
  readonly receiving?: number;
}

/**
 * A connection on this machine: loopback connects before anybody accepts. The near end has the send buffer, the far end
 * the receive buffer, which it must have before it is accepted: the listening socket passes it on.
 */
export function* connectedPair({ sending, receiving }: BufferSizes = {}): Program<Pair> {
  const listener = yield* tcpSocket();
  if (receiving !== undefined) yield* setOption(listener, SO_RCVBUF, receiving);
  const name = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  const near = yield* tcpSocket();
  if (sending !== undefined) yield* setOption(near, SO_SNDBUF, sending);
  must(yield* winsock.connect({ s: near, name }));
  const far = yield* acceptFrom(listener);
  if (receiving !== undefined) yield* setOption(far, SO_RCVBUF, receiving);
  must(yield* winsock.closesocket({ s: listener }));
  return { near, far };
}

/** What an issuing call needs besides its socket: a WSAOVERLAPPED with an event of its own, and memory. */
export function* prepare(memory: number | Uint8Array, options: OverlappedOptions = {}) {
  const hEvent = yield* createEvent();
  return { hEvent, lpOverlapped: yield* overlapped({ hEvent, ...options }), memory: yield* buffer(memory) };
}

export function* receive(s: SocketRef, { length = 64, flags = 0 }: IssueOptions = {}): Program<Issued> {
  const prepared = yield* prepare(length);
  const { lpOverlapped, memory } = prepared;
  const { returned, error } = yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: flags, lpOverlapped });
  return { ...prepared, returned, error };
}

export function* send(s: SocketRef, content: string | Uint8Array): Program<Issued> {
  return yield* sendBuffer(s, yield* buffer(typeof content === 'string' ? encoder.encode(content) : content));
}

/** The same for a buffer, which several sends in flight may share. */
export function* sendBuffer(s: SocketRef, memory: BufferRef): Program<Issued> {
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent });
  const { returned, error } = yield* winsock.WSASend({ s, lpBuffers: [memory], dwFlags: 0, lpOverlapped });
  return { hEvent, lpOverlapped, memory, returned, error };
}

/** Sends and waits until it is done, and lets the bytes arrive. */
export function* deliver(s: SocketRef, content: string): Program {
  yield* waitFor((yield* send(s, content)).hEvent);
  yield* onItsWay(`until “${content}” has arrived`);
}

export function* onItsWay(reason: string): Program {
  yield* sleep(ON_ITS_WAY_MS, reason);
}

/** Waits for one event, for a bounded time: a rule that waits in vain has failed. */
export function* waitFor(hEvent: EventRef): Program {
  if (!(yield* isSignaled(hEvent, WAIT_MS))) throw new Error('An event was not signaled in time.');
}

export function* isSignaled(hEvent: EventRef, dwTimeout = 0): Program<boolean> {
  const wait = { lphEvents: [hEvent], fWaitAll: false, dwTimeout, fAlertable: false };
  return must(yield* winsock.WSAWaitForMultipleEvents(wait)).returned !== WSA_WAIT_TIMEOUT;
}

/** The name of the status in Internal. */
export function* status(lpOverlapped: OverlappedRef): Program<string> {
  return statusName((yield* look(lpOverlapped)).Internal);
}

/** What WSAGetOverlappedResult says without waiting: what it returned, its error, and how many bytes. */
export function* result(s: SocketRef, lpOverlapped: OverlappedRef): Program<readonly [number, number, number]> {
  const args = { s, lpOverlapped, lpcbTransfer: out, fWait: false, lpdwFlags: out } as const;
  const { returned, error, out: told } = yield* winsock.WSAGetOverlappedResult(args);
  return [returned, error, Number(told['lpcbTransfer'])];
}

/** What the issuing call returned, its error, and InternalHigh: how an operation looks that has ended within its call. */
export function* atReturn({ returned, error, lpOverlapped }: Issued): Program<readonly [number, number, number]> {
  return [returned, error, (yield* look(lpOverlapped)).InternalHigh];
}

/** How an operation ended, after its event: Internal, InternalHigh, and the error of WSAGetOverlappedResult. */
export function* endOf(s: SocketRef, { lpOverlapped, hEvent }: Issued): Program<readonly [string, number, number]> {
  yield* waitFor(hEvent);
  const { Internal, InternalHigh } = yield* look(lpOverlapped);
  const [, error] = yield* result(s, lpOverlapped);
  return [statusName(Internal), InternalHigh, error];
}

/** The text that a completed receive has put into its memory. */
export function* textIn({ memory, lpOverlapped }: Issued): Program<string> {
  return decoder.decode(yield* read(memory, (yield* look(lpOverlapped)).InternalHigh));
}

/** A packet as GetQueuedCompletionStatus tells it: TRUE or FALSE, the Windows error, the bytes, the key, whose it is. */
export function* takePacket(port: PortRef, dwMilliseconds = WAIT_MS) {
  const {
    returned,
    error,
    out: told,
  } = yield* winsock.GetQueuedCompletionStatus({
    CompletionPort: port,
    lpNumberOfBytesTransferred: out,
    lpCompletionKey: out,
    lpOverlapped: out,
    dwMilliseconds,
  });
  const lpOverlapped = told['lpOverlapped'] as OverlappedRef | undefined;
  return {
    returned,
    error,
    bytes: Number(told['lpNumberOfBytesTransferred']),
    key: Number(told['lpCompletionKey']),
    lpOverlapped,
  };
}

/** Closes a connection so that the peer gets a reset: with SO_LINGER on, and no time to linger. */
export function* reset(s: SocketRef): Program {
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_LINGER, optval: Uint8Array.of(1, 0, 0, 0) }));
  must(yield* winsock.closesocket({ s }));
}

export function* setOption(s: SocketRef, optname: number, optval: number): Program {
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname, optval }));
}

/** Receives until so many bytes have come: their text. */
export function* receiveText(s: SocketRef, length: number): Program<string> {
  let text = '';
  while (text.length < length) {
    const received = yield* receive(s, { length: length - text.length });
    yield* waitFor(received.hEvent);
    const more = yield* textIn(received);
    if (more === '') break;
    text += more;
  }
  return text;
}

/** Receives until the peer has ended, the connection is lost, or so many bytes have come; how many came. */
export function* drain(s: SocketRef, most = Infinity): Program<number> {
  const { hEvent, lpOverlapped, memory } = yield* prepare(1024 * 1024);
  for (let bytes = 0; ;) {
    if (bytes >= most) return bytes;
    const part = most - bytes < memory.length ? { ...memory, length: most - bytes } : memory;
    const { failed, error } = yield* winsock.WSARecv({ s, lpBuffers: [part], lpFlags: 0, lpOverlapped });
    if (failed && error !== 997) return bytes;
    yield* waitFor(hEvent);
    const [returned, , came] = yield* result(s, lpOverlapped);
    if (returned === 0 || came === 0) return bytes;
    bytes += came;
  }
}
