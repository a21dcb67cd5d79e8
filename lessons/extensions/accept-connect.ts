import { constants, errorName, sizes, WSA_IO_PENDING } from '../../winsock/index.ts';
import { buffer, chapter, fact, note, overlapped, publish, release, until, winsock } from '../calls.ts';
import { out, type CallResult } from '../call-types.ts';
import type { BufferRef, EndpointRef, Lesson, Program, SocketRef } from '../program.ts';
import { bindLoopback, createEvent, fetchResult, must, opened, tcpSocket, waitForAny } from '../sockets.ts';
import { closeTransfer, finish, issued, openTransfer, readText, startReceive, startSend } from '../transfer.ts';
import { findExtension } from './extension-pointer.ts';

const { AF_INET6 } = constants.addressFamilies;
const { SOCK_STREAM } = constants.socketTypes;
const { IPPROTO_TCP } = constants.protocols;
const { WSA_FLAG_OVERLAPPED } = constants.socketFlags;
const { SOL_SOCKET } = constants.socketLevels;
const { SO_UPDATE_ACCEPT_CONTEXT, SO_UPDATE_CONNECT_CONTEXT } = constants.socketOptions;
const { SD_SEND } = constants.shutdownHow;
const encode = (text: string) => new TextEncoder().encode(text);
const WITH_DATA = 'an AcceptEx that waits for data is in flight';
const WITHOUT_DATA = 'an AcceptEx over IPv6 is in flight';
const DATA_BYTES = 64;
/** Behind each address AcceptEx wants so many bytes more for itself. */
const SPARE_BYTES = 16;

/** Where an accepted connection comes from, and what came with it. */
interface Accepted {
  readonly bytes: number;
  readonly text: string;
  readonly local: EndpointRef | undefined;
  readonly remote: EndpointRef | undefined;
}

function textOf(endpoint: EndpointRef | undefined): string {
  return endpoint === undefined ? 'no address' : `${endpoint.address} port ${endpoint.port}`;
}

function* server(): Program {
  yield* chapter('A listening socket, and the addresses of two functions');
  const listener = yield* tcpSocket();
  const address = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  yield* findExtension(listener, 'AcceptEx');
  yield* findExtension(listener, 'GetAcceptExSockaddrs');

  yield* chapter('AcceptEx: the connection, both addresses and the first bytes, in one operation');
  const s = yield* tcpSocket();
  yield* publish('address', address);
  const { bytes, text, local, remote } = yield* acceptInto(listener, s, {
    data: DATA_BYTES,
    sockaddrBytes: sizes.sockaddr_in,
    tell: WITH_DATA,
  });
  yield* fact('came with the connection', bytes);
  yield* note(`${bytes} bytes came with the connection: “${text}”`);
  yield* note(`GetAcceptExSockaddrs found both addresses behind them: ${textOf(local)}, from ${textOf(remote)}.`);

  yield* chapter('SO_UPDATE_ACCEPT_CONTEXT makes it a socket like any other');
  yield* updateAccepted(s, listener);
  const sending = yield* openTransfer(encode(`Hello, ${textOf(remote)}`));
  yield* startSend(s, sending);
  yield* finish(s, sending);
  yield* closeTransfer(sending);
  const receiving = yield* openTransfer(DATA_BYTES);
  yield* startReceive(s, receiving);
  const left = yield* finish(s, receiving);
  if (left === 0) yield* note('0 bytes: the client has disconnected.');
  yield* closeTransfer(receiving);
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  must(yield* winsock.closesocket({ s }));
  must(yield* winsock.closesocket({ s: listener }));

  yield* serverOverIpv6();
}

/** One AcceptEx, from the call to the addresses that it has left in its buffer. `tell`: published once it is in flight. */
function* acceptInto(
  listener: SocketRef,
  s: SocketRef,
  { data, sockaddrBytes, tell }: { readonly data: number; readonly sockaddrBytes: number; readonly tell: string },
): Program<Accepted> {
  const addressBytes = sockaddrBytes + SPARE_BYTES;
  const accepting = yield* openTransfer(data + 2 * addressBytes);
  const { hEvent, lpOverlapped, memory } = accepting;
  const lengths = {
    dwReceiveDataLength: data,
    dwLocalAddressLength: addressBytes,
    dwRemoteAddressLength: addressBytes,
  };
  issued(
    yield* winsock.AcceptEx({
      sListenSocket: listener,
      sAcceptSocket: s,
      lpOutputBuffer: memory,
      ...lengths,
      lpdwBytesReceived: out,
      lpOverlapped,
    }),
  );
  yield* publish(tell);
  yield* waitForAny([hEvent]);
  const bytes = yield* fetchResult(listener, lpOverlapped);
  const found = yield* winsock.GetAcceptExSockaddrs({
    lpOutputBuffer: memory,
    ...lengths,
    LocalSockaddr: out,
    LocalSockaddrLength: out,
    RemoteSockaddr: out,
    RemoteSockaddrLength: out,
  });
  const local = found.out['LocalSockaddr'] as EndpointRef | undefined;
  const remote = found.out['RemoteSockaddr'] as EndpointRef | undefined;
  const text = yield* readText(memory, bytes);
  yield* closeTransfer(accepting);
  return { bytes, text, local, remote };
}

function* updateAccepted(s: SocketRef, listener: SocketRef): Program {
  const before = yield* peerOf(s);
  if (before.failed) {
    yield* note(`getpeername fails with ${errorName(before.error)} (${before.error}): the socket does not know yet.`);
  } else {
    yield* note('Here getpeername works already. Microsoft promises it only after SO_UPDATE_ACCEPT_CONTEXT.');
  }
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_UPDATE_ACCEPT_CONTEXT, optval: listener }));
  must(yield* peerOf(s));
  must(yield* winsock.getsockname({ s, name: out }));
}

function* peerOf(s: SocketRef): Program<CallResult<undefined>> {
  return yield* winsock.getpeername({ s, name: out });
}

function* client(): Program {
  const address = yield* until<EndpointRef>('address');
  const s = yield* tcpSocket();
  yield* findExtension(s, 'ConnectEx');
  yield* findExtension(s, 'DisconnectEx');
  yield* until(WITH_DATA);

  yield* chapter('ConnectEx wants a socket that is bound');
  const data = yield* buffer(encode('Hello, it is me'));
  const { error } = yield* connectTo(s, address, data);
  yield* fact('ConnectEx before bind', error);
  yield* note(
    `It has failed at once with ${errorName(error)} (${error}): nothing was started, and nothing will complete.`,
  );
  yield* bindLoopback(s);

  yield* chapter('ConnectEx: the connection and the first send, in one operation');
  issued(yield* connectTo(s, address, data));
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_UPDATE_CONNECT_CONTEXT }));
  must(yield* peerOf(s));
  yield* release(data);
  const receiving = yield* openTransfer(DATA_BYTES);
  yield* startReceive(s, receiving);
  const text = yield* readText(receiving.memory, yield* finish(s, receiving));
  yield* note(`The server’s answer: “${text}”`);

  yield* chapter('DisconnectEx is an operation, too');
  const { hEvent, lpOverlapped } = receiving;
  issued(yield* winsock.DisconnectEx({ s, lpOverlapped, dwFlags: 0, dwReserved: 0 }));
  yield* waitForAny([hEvent]);
  yield* fetchResult(s, lpOverlapped);
  yield* closeTransfer(receiving);
  must(yield* winsock.closesocket({ s }));

  yield* clientOverIpv6();
}

/** One ConnectEx, to its end where it has started. What the call itself returned. */
function* connectTo(s: SocketRef, name: EndpointRef, data?: BufferRef): Program<CallResult<undefined>> {
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent });
  const sends = data === undefined ? {} : { lpSendBuffer: data };
  const result = yield* winsock.ConnectEx({ s, name, ...sends, lpdwBytesSent: out, lpOverlapped });
  if (!result.failed || result.error === WSA_IO_PENDING) {
    yield* waitForAny([hEvent]);
    yield* fetchResult(s, lpOverlapped);
  }
  yield* release(lpOverlapped);
  must(yield* winsock.WSACloseEvent({ hEvent }));
  return result;
}

/** A TCP socket that is bound to ::1, and its address; undefined: this machine has no IPv6 loopback. */
function* socketOnIpv6(): Program<{ readonly s: SocketRef; readonly address: EndpointRef } | undefined> {
  const made = yield* winsock.WSASocketW({
    af: AF_INET6,
    type: SOCK_STREAM,
    protocol: IPPROTO_TCP,
    dwFlags: WSA_FLAG_OVERLAPPED,
  });
  const s = made.object;
  if (s === undefined) {
    yield* note(`WSASocketW fails with ${errorName(made.error)} (${made.error}): this system has no IPv6.`);
    return undefined;
  }
  const bound = yield* winsock.bind({ s, name: { type: 'endpoint', address: '::1', port: 0 } });
  if (bound.failed) {
    yield* note(`bind fails with ${errorName(bound.error)} (${bound.error}): this machine has no IPv6 loopback.`);
    must(yield* winsock.closesocket({ s }));
    return undefined;
  }
  const { name } = must(yield* winsock.getsockname({ s, name: out })).out;
  return { s, address: name as EndpointRef };
}

function* serverOverIpv6(): Program {
  yield* chapter('The same on IPv6, and without waiting for data');
  const listening = yield* socketOnIpv6();
  yield* publish('IPv6 address', listening?.address ?? null);
  yield* fact('IPv6', listening !== undefined);
  if (listening === undefined) return;
  must(yield* winsock.listen({ s: listening.s, backlog: 1 }));
  const s = opened(
    yield* winsock.WSASocketW({
      af: AF_INET6,
      type: SOCK_STREAM,
      protocol: IPPROTO_TCP,
      dwFlags: WSA_FLAG_OVERLAPPED,
    }),
  );
  const { bytes, remote } = yield* acceptInto(listening.s, s, {
    data: 0,
    sockaddrBytes: sizes.sockaddr_in6,
    tell: WITHOUT_DATA,
  });
  yield* note(`Complete as soon as the client had connected, with ${bytes} bytes, from ${textOf(remote)}.`);
  yield* updateAccepted(s, listening.s);
  must(yield* winsock.closesocket({ s }));
  must(yield* winsock.closesocket({ s: listening.s }));
}

function* clientOverIpv6(): Program {
  const address = yield* until<EndpointRef | null>('IPv6 address');
  if (address === null) return;
  const bound = yield* socketOnIpv6();
  if (bound === undefined) throw new Error('The server has an IPv6 loopback, and the client has none.');
  yield* until(WITHOUT_DATA);
  issued(yield* connectTo(bound.s, address));
  must(yield* winsock.setsockopt({ s: bound.s, level: SOL_SOCKET, optname: SO_UPDATE_CONNECT_CONTEXT }));
  must(yield* winsock.closesocket({ s: bound.s }));
}

export const acceptConnect: Lesson = { name: 'accept-connect', actors: { server, client } };
