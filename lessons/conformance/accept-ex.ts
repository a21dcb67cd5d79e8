import { fact, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort } from '../ports.ts';
import { localAddress, must } from '../sockets.ts';
import { acceptEx, acceptedAddresses, connectTime, isSameEndpoint, updateAcceptContext } from './accepting.ts';
import type { Rule } from './rule.ts';
import {
  connectTo,
  deliver,
  endOf,
  isSignaled,
  listening,
  onItsWay,
  receive,
  reset,
  send,
  status,
  takePacket,
  textIn,
  waitFor,
} from './steps.ts';

const PAGE = 'api/mswsock/nf-mswsock-acceptex';
const SOCKADDR_IN_BYTES = 16;
const DATA_BYTES = 64;

export const acceptExRules: readonly Rule[] = [
  {
    name: 'tcp-acceptex-with-data',
    says: 'With room for data AcceptEx completes when the first bytes come; until then SO_CONNECT_TIME tells that somebody is connected.',
    page: PAGE,
    actors: {
      *acceptor() {
        const { listener, address } = yield* listening();
        const accepting = yield* acceptEx(listener, DATA_BYTES);
        yield* fact('AcceptEx', [accepting.returned, accepting.error]);
        yield* fact('SO_CONNECT_TIME before', yield* connectTime(accepting.accepted));
        const client = yield* connectTo(address);
        yield* onItsWay('until the connection has been taken');
        yield* fact('connected', yield* status(accepting.lpOverlapped));
        yield* fact('SO_CONNECT_TIME', (yield* connectTime(accepting.accepted)) >= 0);
        yield* deliver(client, '8 bytes!');
        yield* fact('after data', yield* endOf(listener, accepting));
        yield* fact('text', yield* textIn(accepting));
        const { local, remote } = yield* acceptedAddresses(accepting);
        yield* fact('GetAcceptExSockaddrs, local', isSameEndpoint(local, address));
        yield* fact('GetAcceptExSockaddrs, remote', isSameEndpoint(remote, yield* localAddress(client)));
      },
    },
    wine: {
      AcceptEx: [0, 997],
      'SO_CONNECT_TIME before': -1,
      connected: 'STATUS_PENDING',
      SO_CONNECT_TIME: true,
      'after data': ['STATUS_SUCCESS', 8, 0],
      text: '8 bytes!',
      'GetAcceptExSockaddrs, local': true,
      'GetAcceptExSockaddrs, remote': true,
    },
  },
  {
    name: 'tcp-acceptex-peer-ends-first',
    says: 'When the peer ends before it has sent anything, an AcceptEx that waits for data completes with 0 bytes; after a reset it fails.',
    actors: {
      *acceptor() {
        const { listener, address } = yield* listening();
        const ended = yield* acceptEx(listener, DATA_BYTES);
        must(yield* winsock.closesocket({ s: yield* connectTo(address) }));
        yield* fact('closed', yield* endOf(listener, ended));
        const port = yield* createPort();
        yield* associate(listener, port, 1);
        const lost = yield* acceptEx(listener, DATA_BYTES);
        const client = yield* connectTo(address);
        yield* onItsWay('until the connection has been taken');
        yield* reset(client);
        yield* fact('reset', yield* endOf(listener, lost));
        const { returned, error } = yield* takePacket(port);
        yield* fact('packet', [returned, error]);
      },
    },
    wine: { closed: ['STATUS_SUCCESS', 0, 0], reset: ['STATUS_CONNECTION_RESET', 0, 10054], packet: [0, 64] },
    wineOnly: ['closed', 'reset', 'packet'],
    differs: 'Windows is not verified.',
  },
  {
    name: 'tcp-acceptex-without-data',
    says: 'Without room for data AcceptEx completes when somebody connects; for one who waits already it still says WSA_IO_PENDING.',
    page: PAGE,
    actors: {
      *acceptor() {
        const { listener, address } = yield* listening();
        const early = yield* acceptEx(listener);
        yield* fact('nobody there', [early.returned, early.error]);
        yield* connectTo(address);
        yield* fact('connected', yield* endOf(listener, early));
        yield* connectTo(address);
        yield* onItsWay('until the connection is queued');
        const late = yield* acceptEx(listener);
        yield* fact('TRUE, or WSA_IO_PENDING', late.returned === 1 || late.error === 997);
        yield* fact('somebody there', [late.returned, late.error, yield* status(late.lpOverlapped)]);
        yield* fact('queued', yield* endOf(listener, late));
      },
    },
    wine: {
      'nobody there': [0, 997],
      connected: ['STATUS_SUCCESS', 0, 0],
      'TRUE, or WSA_IO_PENDING': true,
      'somebody there': [0, 997, 'STATUS_SUCCESS'],
      queued: ['STATUS_SUCCESS', 0, 0],
    },
    wineOnly: ['somebody there'],
    differs: 'Wine returns FALSE with WSA_IO_PENDING although the operation has completed by then.',
  },
  {
    name: 'tcp-acceptex-several',
    says: 'Several AcceptEx on one listening socket take the connections in the order in which they were issued.',
    actors: {
      *acceptor() {
        const { listener, address } = yield* listening();
        const three = [yield* acceptEx(listener), yield* acceptEx(listener), yield* acceptEx(listener)];
        const taken: number[] = [];
        for (const accepting of three) {
          yield* connectTo(address);
          yield* waitFor(accepting.hEvent);
          let signaled = 0;
          for (const { hEvent } of three) if (yield* isSignaled(hEvent)) signaled++;
          taken.push(signaled);
        }
        yield* fact('completed after each connection', taken);
      },
    },
    wine: { 'completed after each connection': [1, 2, 3] },
    wineOnly: ['completed after each connection'],
    differs: 'No page promises it; Windows is not verified.',
  },
  {
    name: 'tcp-accepted-socket-context',
    says: 'getpeername and its like need SO_UPDATE_ACCEPT_CONTEXT under Windows; under Wine everything works without.',
    page: PAGE,
    actors: {
      *acceptor() {
        const { listener, address } = yield* listening();
        const accepting = yield* acceptEx(listener);
        const client = yield* connectTo(address);
        yield* waitFor(accepting.hEvent);
        const { accepted: s } = accepting;
        const ask = { s, name: out, namelen: SOCKADDR_IN_BYTES } as const;
        const before = yield* winsock.getpeername(ask);
        yield* fact('getpeername before', [before.returned, before.error]);
        yield* updateAcceptContext(s, listener);
        const after = yield* winsock.getpeername(ask);
        yield* fact('getpeername after', [after.returned, after.error]);
        yield* fact('the peer', isSameEndpoint(after.out['name'], yield* localAddress(client)));
      },
    },
    wine: { 'getpeername before': [0, 0], 'getpeername after': [0, 0], 'the peer': true },
    windows: { 'getpeername before': [-1, 10057] },
    differs: 'Wine needs no SO_UPDATE_ACCEPT_CONTEXT. That Windows says WSAENOTCONN before it is not verified.',
  },
  {
    name: 'tcp-accepted-socket-and-port',
    says: 'An accepted socket is not associated with the port of its listening socket: that must be done for itself.',
    actors: {
      *acceptor() {
        const { listener, address } = yield* listening();
        const port = yield* createPort();
        yield* associate(listener, port, 1);
        const accepting = yield* acceptEx(listener);
        const client = yield* connectTo(address);
        yield* fact('packet of AcceptEx', (yield* takePacket(port)).returned);
        const { accepted } = accepting;
        yield* updateAcceptContext(accepted, listener);

        const unassociated = yield* receive(accepted);
        yield* waitFor((yield* send(client, 'one')).hEvent);
        yield* waitFor(unassociated.hEvent);
        const none = yield* takePacket(port, 50);
        yield* fact('packet before it is associated', [none.returned, none.error]);
        yield* associate(accepted, port, 2);
        yield* receive(accepted);
        yield* waitFor((yield* send(client, 'two')).hEvent);
        const { returned, key } = yield* takePacket(port);
        yield* fact('packet after that', [returned, key]);
      },
    },
    wine: { 'packet of AcceptEx': 1, 'packet before it is associated': [0, 258], 'packet after that': [1, 2] },
  },
];
