import { constants } from '../../winsock/index.ts';
import { winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import type { EndpointRef, Program, SocketRef } from '../program.ts';
import { must, tcpSocket } from '../sockets.ts';
import { prepare, type Issued } from './steps.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_UPDATE_ACCEPT_CONTEXT, SO_CONNECT_TIME } = constants.socketOptions;
/** sizeof(sockaddr_in) + 16, as AcceptEx wants it for each of the two addresses. */
const ADDRESS_BYTES = 32;

/** An AcceptEx, and the socket that it accepts into. */
export interface Accepting extends Issued {
  readonly accepted: SocketRef;
  readonly dataLength: number;
}

/** Issues AcceptEx into a new socket; with a data length it also waits for the first bytes. */
export function* acceptEx(sListenSocket: SocketRef, dataLength = 0): Program<Accepting> {
  const accepted = yield* tcpSocket();
  const prepared = yield* prepare(dataLength + 2 * ADDRESS_BYTES);
  const { returned, error } = yield* winsock.AcceptEx({
    sListenSocket,
    sAcceptSocket: accepted,
    lpOutputBuffer: prepared.memory,
    dwReceiveDataLength: dataLength,
    dwLocalAddressLength: ADDRESS_BYTES,
    dwRemoteAddressLength: ADDRESS_BYTES,
    lpdwBytesReceived: out,
    lpOverlapped: prepared.lpOverlapped,
  });
  return { ...prepared, accepted, dataLength, returned, error };
}

/** The two addresses that AcceptEx has left in its buffer. */
export function* acceptedAddresses({ memory, dataLength }: Accepting): Program<{ local: unknown; remote: unknown }> {
  const { out: told } = yield* winsock.GetAcceptExSockaddrs({
    lpOutputBuffer: memory,
    dwReceiveDataLength: dataLength,
    dwLocalAddressLength: ADDRESS_BYTES,
    dwRemoteAddressLength: ADDRESS_BYTES,
    LocalSockaddr: out,
    LocalSockaddrLength: out,
    RemoteSockaddr: out,
    RemoteSockaddrLength: out,
  });
  return { local: told['LocalSockaddr'], remote: told['RemoteSockaddr'] };
}

export function* updateAcceptContext(accepted: SocketRef, listener: SocketRef): Program {
  const option = { level: SOL_SOCKET, optname: SO_UPDATE_ACCEPT_CONTEXT, optval: listener };
  must(yield* winsock.setsockopt({ s: accepted, ...option }));
}

/** The seconds since this socket was connected; -1: it is not connected. */
export function* connectTime(s: SocketRef): Program<number> {
  const option = { level: SOL_SOCKET, optname: SO_CONNECT_TIME, optval: out, optlen: 4 } as const;
  const { out: told } = must(yield* winsock.getsockopt({ s, ...option }));
  return Number(told['optval']) | 0;
}

export function isSameEndpoint(one: unknown, other: EndpointRef): boolean {
  const { address, port } = one as EndpointRef;
  return address === other.address && port === other.port;
}
