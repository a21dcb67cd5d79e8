import {
  constants,
  errorName,
  nameOfValue,
  protocolInfo,
  statuses,
  tcpInfo,
  type ConstantSet,
} from '../../winsock/index.ts';
import { buffer, chapter, fact, note, read, release, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { connectedPair } from '../connected-pair.ts';
import type { BufferRef, Lesson, Program, SocketRef } from '../program.ts';
import { must, udpSocket } from '../sockets.ts';

const { XP1_IFS_HANDLES } = constants.serviceFlags;
const { SIO_TCP_INFO } = constants.ioControlCodes;
const { SOL_SOCKET, IPPROTO_TCP } = constants.socketLevels;
const { SO_TYPE, SO_ERROR, SO_SNDBUF, SO_RCVBUF, SO_CONNECT_TIME, SO_LINGER, SO_MAX_MSG_SIZE } =
  constants.socketOptions;
const { TCP_NODELAY } = constants.tcpOptions;
/** An option that no level has. */
const NO_OPTION = 0x7fff;
const RECEIVE_BUFFER_BYTES = 32_768;
/** A linger structure: on, for 5 seconds. */
const LINGER = new Uint8Array([1, 0, 5, 0]);

function* program(): Program {
  yield* protocols();
  yield* chapter('A connection, and the options of one end');
  const { server, client } = yield* connectedPair();
  yield* readOptions(server);
  yield* setOptions(server);
  yield* connectionInfo(server);
  must(yield* winsock.closesocket({ s: server }));
  must(yield* winsock.closesocket({ s: client }));
  yield* statusesAndErrors();
}

function* protocols(): Program {
  yield* chapter('The protocols of this system');
  const small = yield* buffer(protocolInfo.size / 4);
  const refused = yield* winsock.WSAEnumProtocolsW({ lpProtocolBuffer: small });
  const needed = Number(refused.out['lpdwBufferLength']);
  yield* note(`Too little room: ${errorName(refused.error)} (${refused.error}), and ${needed} bytes are needed.`);
  const room = yield* buffer(Math.max(needed, protocolInfo.size));
  const { returned } = must(yield* winsock.WSAEnumProtocolsW({ lpProtocolBuffer: room }));
  let withHandles = 0;
  for (let index = 0; index < returned; index++) {
    const one = yield* protocol(room, index);
    if (one.hasHandles) withHandles++;
    yield* note(
      `${one.name} has ${one.hasHandles ? 'XP1_IFS_HANDLES: its sockets are file handles' : 'no XP1_IFS_HANDLES'}.`,
    );
  }
  yield* fact('protocols, and those with file handles', [returned, withHandles]);
  yield* note('FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is safe only with a provider whose sockets are file handles.');
  yield* release(small, room);
}

function* protocol(room: BufferRef, index: number): Program<{ readonly name: string; readonly hasHandles: boolean }> {
  const bytes = (yield* read(room, room.length)).subarray(index * protocolInfo.size, (index + 1) * protocolInfo.size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder('utf-16le').decode(bytes.subarray(protocolInfo.szProtocol)).replace(/\0.*$/s, '');
  const name = (set: ConstantSet, offset: number) => {
    const value = view.getInt32(offset, true);
    return nameOfValue(set, value) ?? String(value);
  };
  const kind = [
    name('addressFamilies', protocolInfo.iAddressFamily),
    name('socketTypes', protocolInfo.iSocketType),
    name('protocols', protocolInfo.iProtocol),
  ];
  const flags = view.getUint32(protocolInfo.dwServiceFlags1, true);
  return { name: `“${text}” (${kind.join(', ')})`, hasHandles: (flags & XP1_IFS_HANDLES) !== 0 };
}

/** An option whose value is four bytes. */
function* option(s: SocketRef, level: number, optname: number): Program<number> {
  return Number(must(yield* winsock.getsockopt({ s, level, optname, optval: out })).out['optval']);
}

function* readOptions(s: SocketRef): Program {
  const type = yield* option(s, SOL_SOCKET, SO_TYPE);
  const error = yield* option(s, SOL_SOCKET, SO_ERROR);
  yield* fact('SO_TYPE and SO_ERROR', [type, error]);
  const seconds = yield* option(s, SOL_SOCKET, SO_CONNECT_TIME);
  yield* note(`Connected for ${seconds} s: so a server finds those who connect and send nothing.`);
  const sends = yield* option(s, SOL_SOCKET, SO_SNDBUF);
  yield* note(`A send completes at once as long as its bytes fit into the socket’s buffer. SO_SNDBUF says ${sends}.`);
  const udp = yield* udpSocket();
  const longest = yield* option(udp, SOL_SOCKET, SO_MAX_MSG_SIZE);
  yield* fact('SO_MAX_MSG_SIZE of UDP', longest);
  must(yield* winsock.closesocket({ s: udp }));
  const unknown = yield* winsock.getsockopt({ s, level: SOL_SOCKET, optname: NO_OPTION, optval: out });
  yield* fact('an option that is none', unknown.error);
  yield* note(`An option that is none: ${errorName(unknown.error)} (${unknown.error}).`);
}

function* setOptions(s: SocketRef): Program {
  yield* chapter('Options are set, and read again');
  must(yield* winsock.setsockopt({ s, level: IPPROTO_TCP, optname: TCP_NODELAY, optval: 1 }));
  yield* fact('TCP_NODELAY', yield* option(s, IPPROTO_TCP, TCP_NODELAY));
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_RCVBUF, optval: RECEIVE_BUFFER_BYTES }));
  const room = yield* option(s, SOL_SOCKET, SO_RCVBUF);
  yield* note(
    `SO_RCVBUF was set to ${RECEIVE_BUFFER_BYTES}, and is ${room}. A system may give more than one asks for.`,
  );
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_LINGER, optval: LINGER }));
  const linger = yield* buffer(LINGER.length);
  must(yield* winsock.getsockopt({ s, level: SOL_SOCKET, optname: SO_LINGER, optval: linger }));
  const bytes = yield* read(linger, LINGER.length);
  yield* fact('SO_LINGER', [...bytes]);
  yield* release(linger);
  // Closing would wait for what has not been sent.
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_LINGER, optval: new Uint8Array(LINGER.length) }));
}

function* connectionInfo(s: SocketRef): Program {
  yield* chapter('SIO_TCP_INFO: what the connection knows of itself');
  const info = yield* buffer(tcpInfo.size);
  const result = yield* winsock.WSAIoctl({
    s,
    dwIoControlCode: SIO_TCP_INFO,
    // The version of the structure that is wanted.
    lpvInBuffer: 0,
    lpvOutBuffer: info,
    lpcbBytesReturned: out,
  });
  yield* fact('SIO_TCP_INFO', result.error);
  if (result.failed) {
    yield* note(
      `${errorName(result.error)} (${result.error}): this system does not have it. Windows has it since 10, 1703.`,
    );
  } else {
    const bytes = yield* read(info, tcpInfo.size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [segment, roundTrip] = [view.getUint32(tcpInfo.Mss, true), view.getUint32(tcpInfo.RttUs, true)];
    const [sent, received] = [view.getBigUint64(tcpInfo.BytesOut, true), view.getBigUint64(tcpInfo.BytesIn, true)];
    yield* note(
      `Segments of ${segment} bytes, there and back in ${roundTrip} µs; ${sent} bytes sent, ${received} received.`,
    );
  }
  yield* release(info);
}

function* statusesAndErrors(): Program {
  yield* chapter('One end of an operation has three numbers');
  const others: string[] = [];
  for (const { name, value, dos } of statuses) {
    const { returned } = yield* winsock.RtlNtStatusToDosError({ Status: value });
    if (returned !== dos) others.push(`${name}: ${returned}, and not ${dos}`);
  }
  yield* fact('statuses', statuses.length);
  yield* fact('statuses with another Windows error than the table says', others);
  yield* note(
    others.length === 0
      ? `All ${statuses.length} statuses have the Windows error that Overlook’s table says. Winsock’s own error is a third number.`
      : `This system differs from Overlook’s table: ${others.join('; ')}.`,
  );
}

export const inspectSocket: Lesson = { name: 'inspect-socket', actors: { program } };
