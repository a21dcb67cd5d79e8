import { WSA_WAIT_TIMEOUT, constants, errorName, type FunctionName } from '../winsock/index.ts';
import { publish, until, winsock } from './calls.ts';
import { out, type CallResult } from './call-types.ts';
import type { EndpointRef, EventRef, OverlappedRef, Program, SocketRef } from './program.ts';

const { AF_INET } = constants.addressFamilies;
const { SOCK_STREAM, SOCK_DGRAM } = constants.socketTypes;
const { IPPROTO_TCP, IPPROTO_UDP } = constants.protocols;
const { WSA_FLAG_OVERLAPPED } = constants.socketFlags;

/** Lessons talk to this machine only; port 0 lets the system choose. */
export const loopback: EndpointRef = { type: 'endpoint', address: '127.0.0.1', port: 0 };
const SOCKADDR_IN_BYTES = 16;
/** Every wait is bounded, so that a stopped session cannot hang; programs wait again while nothing came. */
export const WAIT_MS = 5000;

/** The call must work for the lesson to go on; the session ends with this sentence when it does not. */
export function must<T>(result: CallResult<T>): CallResult<T> {
  if (result.failed)
    throw new Error(
      `${result.api} failed with ${errorName(result.error)} (${result.error}), so this program cannot go on.`,
    );
  return result;
}

/** The reference to what a call opened, which must have worked. */
export function opened<T>(result: CallResult<T | undefined>): T {
  const { object } = must(result);
  if (object === undefined) throw new Error(`${result.api satisfies FunctionName} returned no handle`);
  return object;
}

export function* tcpSocket(): Program<SocketRef> {
  return opened(
    yield* winsock.WSASocketW({ af: AF_INET, type: SOCK_STREAM, protocol: IPPROTO_TCP, dwFlags: WSA_FLAG_OVERLAPPED }),
  );
}

export function* udpSocket(): Program<SocketRef> {
  return opened(
    yield* winsock.WSASocketW({ af: AF_INET, type: SOCK_DGRAM, protocol: IPPROTO_UDP, dwFlags: WSA_FLAG_OVERLAPPED }),
  );
}

export function* createEvent(): Program<EventRef> {
  return opened(yield* winsock.WSACreateEvent({}));
}

/** The local address of a socket, as getsockname tells it. */
export function* localAddress(s: SocketRef): Program<EndpointRef> {
  const { name } = must(yield* winsock.getsockname({ s, name: out, namelen: SOCKADDR_IN_BYTES })).out;
  if (typeof name !== 'object' || !('port' in name)) throw new Error('getsockname told no address');
  return name;
}

/** A bound socket's address, after binding it to a free port of this machine. */
export function* bindLoopback(s: SocketRef): Program<EndpointRef> {
  must(yield* winsock.bind({ s, name: loopback }));
  return yield* localAddress(s);
}

/** The server's half of one TCP connection: listens, tells the client where, accepts once it has connected. */
export function* acceptOne(): Program<SocketRef> {
  const listener = yield* tcpSocket();
  const address = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  yield* publish('address', address);
  // accept() blocks while there is no connection; waiting for the client first keeps every wait bounded.
  yield* until('connected');
  const connection = opened(yield* winsock.accept({ s: listener, addr: out, addrlen: SOCKADDR_IN_BYTES }));
  yield* localAddress(connection);
  must(yield* winsock.closesocket({ s: listener }));
  return connection;
}

/** The client's half of it. */
export function* connectOne(): Program<SocketRef> {
  const address = yield* until<EndpointRef>('address');
  const s = yield* tcpSocket();
  must(yield* winsock.connect({ s, name: address }));
  yield* localAddress(s);
  yield* publish('connected');
  return s;
}

/** Waits until one of the events is signaled, and tells its index. */
export function* waitForAny(events: readonly EventRef[]): Program<number> {
  for (;;) {
    const { returned } = must(
      yield* winsock.WSAWaitForMultipleEvents({
        lphEvents: events,
        fWaitAll: false,
        dwTimeout: WAIT_MS,
        fAlertable: false,
      }),
    );
    if (returned !== WSA_WAIT_TIMEOUT) return returned;
  }
}

/** Waits until all of the events are signaled. */
export function* waitForAll(events: readonly EventRef[]): Program {
  for (;;) {
    const { returned } = must(
      yield* winsock.WSAWaitForMultipleEvents({
        lphEvents: events,
        fWaitAll: true,
        dwTimeout: WAIT_MS,
        fAlertable: false,
      }),
    );
    if (returned !== WSA_WAIT_TIMEOUT) return;
  }
}

/** Fetches the result of a completed operation: how many bytes. */
export function* fetchResult(s: SocketRef, lpOverlapped: OverlappedRef): Program<number> {
  const result = must(
    yield* winsock.WSAGetOverlappedResult({ s, lpOverlapped, lpcbTransfer: out, fWait: false, lpdwFlags: out }),
  );
  return Number(result.out['lpcbTransfer']);
}
