import { buffer, winsock } from '../calls.ts';
import type { EndpointRef, Program, SocketRef } from '../program.ts';
import { bindLoopback, udpSocket } from '../sockets.ts';
import { onItsWay, prepare, waitFor, type Issued, type IssueOptions } from './steps.ts';

const SOCKADDR_IN_BYTES = 16;
const encoder = new TextEncoder();

export interface BoundSocket {
  readonly s: SocketRef;
  readonly address: EndpointRef;
}

export function* boundSocket(): Program<BoundSocket> {
  const s = yield* udpSocket();
  return { s, address: yield* bindLoopback(s) };
}

export function* receiveFrom(s: SocketRef, { length = 64, flags = 0 }: IssueOptions = {}): Program<Issued> {
  const prepared = yield* prepare(length);
  const { lpOverlapped, memory } = prepared;
  const { returned, error } = yield* winsock.WSARecvFrom({
    s,
    lpBuffers: [memory],
    lpFlags: flags,
    lpFrom: yield* buffer(SOCKADDR_IN_BYTES),
    lpFromlen: SOCKADDR_IN_BYTES,
    lpOverlapped,
  });
  return { ...prepared, returned, error };
}

export function* sendTo(s: SocketRef, lpTo: EndpointRef, content: string | Uint8Array): Program<Issued> {
  const prepared = yield* prepare(typeof content === 'string' ? encoder.encode(content) : content);
  const { lpOverlapped, memory } = prepared;
  const { returned, error } = yield* winsock.WSASendTo({ s, lpBuffers: [memory], dwFlags: 0, lpTo, lpOverlapped });
  return { ...prepared, returned, error };
}

/** Sends a datagram from a socket of its own, and lets it arrive. */
export function* deliverTo(lpTo: EndpointRef, content: string): Program {
  const sent = yield* sendTo(yield* udpSocket(), lpTo, content);
  yield* waitFor(sent.hEvent);
  yield* onItsWay(`until “${content}” has arrived`);
}
