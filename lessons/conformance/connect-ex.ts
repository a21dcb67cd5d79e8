import { constants } from '../../winsock/index.ts';
import { fact, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort } from '../ports.ts';
import type { EndpointRef, Program, SocketRef } from '../program.ts';
import { bindLoopback, must, tcpSocket } from '../sockets.ts';
import type { Rule } from './rule.ts';
import { acceptFrom, endOf, listening, prepare, receiveText, takePacket, type Issued } from './steps.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_UPDATE_CONNECT_CONTEXT } = constants.socketOptions;
const { TF_REUSE_SOCKET } = constants.transmitFlags;
const PAGE = 'api/mswsock/nc-mswsock-lpfn_connectex';
const SOCKADDR_IN_BYTES = 16;

function* connectEx(s: SocketRef, name: EndpointRef, text = ''): Program<Issued> {
  const prepared = yield* prepare(new TextEncoder().encode(text));
  const { lpOverlapped, memory } = prepared;
  const args = { s, name, lpdwBytesSent: out, lpOverlapped } as const;
  const { returned, error } = yield* winsock.ConnectEx(text === '' ? args : { ...args, lpSendBuffer: memory });
  return { ...prepared, returned, error };
}

function* disconnectEx(s: SocketRef, dwFlags: number): Program<Issued> {
  const prepared = yield* prepare(0);
  const { lpOverlapped } = prepared;
  const { returned, error } = yield* winsock.DisconnectEx({ s, lpOverlapped, dwFlags, dwReserved: 0 });
  return { ...prepared, returned, error };
}

/** An address of this machine where nobody listens. */
function* nobodysAddress(): Program<EndpointRef> {
  const { listener, address } = yield* listening();
  must(yield* winsock.closesocket({ s: listener }));
  return address;
}

export const connectExRules: readonly Rule[] = [
  {
    name: 'tcp-connectex',
    says: 'ConnectEx wants a bound socket; its data comes with the connection. getpeername needs SO_UPDATE_CONNECT_CONTEXT under Windows.',
    page: PAGE,
    actors: {
      *connector() {
        const { listener, address } = yield* listening();
        const unbound = yield* connectEx(yield* tcpSocket(), address);
        yield* fact('not bound', [unbound.returned, unbound.error]);
        const s = yield* tcpSocket();
        yield* bindLoopback(s);
        const connecting = yield* connectEx(s, address, 'hello');
        yield* fact('TRUE, or WSA_IO_PENDING', connecting.returned === 1 || connecting.error === 997);
        yield* fact('bound', yield* endOf(s, connecting));
        yield* fact('its data', yield* receiveText(yield* acceptFrom(listener), 5));
        const ask = { s, name: out, namelen: SOCKADDR_IN_BYTES } as const;
        const before = yield* winsock.getpeername(ask);
        yield* fact('getpeername before', [before.returned, before.error]);
        const option = { level: SOL_SOCKET, optname: SO_UPDATE_CONNECT_CONTEXT } as const;
        must(yield* winsock.setsockopt({ s, ...option }));
        const after = yield* winsock.getpeername(ask);
        yield* fact('getpeername after', [after.returned, after.error]);
      },
    },
    wine: {
      'not bound': [0, 10022],
      'TRUE, or WSA_IO_PENDING': true,
      bound: ['STATUS_SUCCESS', 5, 0],
      'its data': 'hello',
      'getpeername before': [0, 0],
      'getpeername after': [0, 0],
    },
    windows: { 'getpeername before': [-1, 10057] },
    differs: 'Wine needs no SO_UPDATE_CONNECT_CONTEXT. That Windows says WSAENOTCONN before it is not verified.',
  },
  {
    name: 'tcp-connectex-refused',
    says: 'Where nobody listens ConnectEx pends, and ends with STATUS_CONNECTION_REFUSED: 1225 at a port, 10061 for Winsock.',
    page: PAGE,
    actors: {
      *connector() {
        const s = yield* tcpSocket();
        yield* bindLoopback(s);
        const port = yield* createPort();
        yield* associate(s, port, 1);
        const refused = yield* connectEx(s, yield* nobodysAddress());
        yield* fact('ConnectEx', [refused.returned, refused.error]);
        yield* fact('its end', yield* endOf(s, refused));
        const { returned, error } = yield* takePacket(port);
        yield* fact('packet', [returned, error]);

        const { address } = yield* listening();
        const again = yield* connectEx(s, address);
        const isPending = again.error === 997;
        yield* fact('again', [again.returned, isPending ? 0 : again.error]);
      },
    },
    wine: {
      ConnectEx: [0, 997],
      'its end': ['STATUS_CONNECTION_REFUSED', 0, 10061],
      packet: [0, 1225],
      again: [0, 10053],
    },
    windows: { again: [0, 0] },
    differs: 'After a refusal the page allows another ConnectEx on the same socket; Wine does not.',
  },
  {
    name: 'tcp-disconnectex-reuse',
    says: 'After DisconnectEx with TF_REUSE_SOCKET Windows can connect the same socket again; Wine cannot.',
    page: 'api/mswsock/nc-mswsock-lpfn_disconnectex',
    actors: {
      *connector() {
        const { listener, address } = yield* listening();
        const s = yield* tcpSocket();
        yield* bindLoopback(s);
        yield* fact('ConnectEx', yield* endOf(s, yield* connectEx(s, address)));
        const far = yield* acceptFrom(listener);
        // Whoever ends a connection first keeps its addresses in use for minutes: let it be the far end.
        must(yield* winsock.closesocket({ s: far }));
        const disconnecting = yield* disconnectEx(s, TF_REUSE_SOCKET);
        yield* fact('DisconnectEx', yield* endOf(s, disconnecting));
        const again = yield* connectEx(s, address);
        yield* fact('ConnectEx again', [again.returned, again.error === 997 ? 0 : again.error]);
      },
    },
    wine: {
      ConnectEx: ['STATUS_SUCCESS', 0, 0],
      DisconnectEx: ['STATUS_SUCCESS', 0, 0],
      'ConnectEx again': [0, 10056],
    },
    windows: { 'ConnectEx again': [0, 0] },
    differs: 'Wine leaves the socket connected as far as ConnectEx is concerned.',
  },
];
