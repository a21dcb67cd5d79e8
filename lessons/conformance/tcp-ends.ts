import { constants, statusName } from '../../winsock/index.ts';
import { fact, look, winsock } from '../calls.ts';
import { associate, createPort } from '../ports.ts';
import { must } from '../sockets.ts';
import type { Rule } from './rule.ts';
import {
  atReturn,
  connectedPair,
  deliver,
  endOf,
  onItsWay,
  receive,
  reset,
  send,
  status,
  takePacket,
} from './steps.ts';

const { SD_RECEIVE, SD_SEND, SD_BOTH } = constants.shutdownHow;

/** How a TCP connection ends: by a reset, by one end, by this end. */
export const tcpEnds: readonly Rule[] = [
  {
    name: 'tcp-reset-with-receive-in-flight',
    says: 'A reset ends the receive in flight with STATUS_CONNECTION_RESET: 64 at a port, 10054 for Winsock.',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const port = yield* createPort();
        yield* associate(near, port, 1);
        const receiving = yield* receive(near);
        yield* reset(far);
        yield* fact('receive', yield* endOf(near, receiving));
        const { returned, error, bytes } = yield* takePacket(port);
        yield* fact('packet', [returned, error, bytes]);
        yield* fact('next receive', yield* atReturn(yield* receive(near)));
        yield* fact('send', yield* atReturn(yield* send(near, 'hello')));
        let packets = 0;
        while ((yield* takePacket(port, 0)).lpOverlapped !== undefined) packets++;
        yield* fact('packets of these two', packets);
      },
    },
    wine: {
      receive: ['STATUS_CONNECTION_RESET', 0, 10054],
      packet: [0, 64, 0],
      'next receive': [0, 0, 0],
      send: [-1, 10054, 0],
      'packets of these two': 1,
    },
    windows: { 'next receive': [-1, 10054, 0], 'packets of these two': 0 },
    differs: 'After a reset Wine lets the next receive succeed with 0 bytes, as if the peer had ended properly.',
  },
  {
    name: 'tcp-reset-before-receive',
    says: 'A receive that is issued after a reset has come fails at once under Windows; under Wine it completes with 0 bytes.',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        yield* reset(far);
        yield* onItsWay('until the reset has come');
        yield* fact('receive', yield* atReturn(yield* receive(near)));
      },
    },
    wine: { receive: [0, 0, 0] },
    windows: { receive: [-1, 10054, 0] },
    differs: 'Wine does not tell a reset from a proper end when nothing was in flight.',
  },
  {
    name: 'tcp-half-close',
    says: 'When the peer ends its direction, receives complete with 0 bytes, again and again; the other direction still works.',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const receiving = yield* receive(near);
        must(yield* winsock.shutdown({ s: far, how: SD_SEND }));
        yield* fact('receive in flight', yield* endOf(near, receiving));
        for (const name of ['next receive', 'the one after'])
          yield* fact(name, yield* endOf(near, yield* receive(near)));
        yield* deliver(near, 'hello');
        const other = yield* receive(far);
        yield* fact('the other direction', yield* endOf(far, other));
      },
    },
    wine: {
      'receive in flight': ['STATUS_SUCCESS', 0, 0],
      'next receive': ['STATUS_SUCCESS', 0, 0],
      'the one after': ['STATUS_SUCCESS', 0, 0],
      'the other direction': ['STATUS_SUCCESS', 5, 0],
    },
  },
  {
    name: 'tcp-peer-closes',
    says: 'When the peer closes its socket, every receive in flight completes with 0 bytes.',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const first = yield* receive(near);
        const second = yield* receive(near);
        must(yield* winsock.closesocket({ s: far }));
        yield* fact('first', yield* endOf(near, first));
        yield* fact('second', yield* endOf(near, second));
      },
    },
    wine: { first: ['STATUS_SUCCESS', 0, 0], second: ['STATUS_SUCCESS', 0, 0] },
  },
  {
    name: 'tcp-shutdown-with-receive-in-flight',
    says: 'Under Wine a receive in flight outlives SD_RECEIVE and SD_BOTH on its own socket, and even gets data; a new one fails with WSAESHUTDOWN.',
    page: 'api/winsock2/nf-winsock2-shutdown',
    actors: {
      *receiver() {
        for (const [name, how] of [
          ['SD_RECEIVE', SD_RECEIVE],
          ['SD_BOTH', SD_BOTH],
        ] as const) {
          const { near, far } = yield* connectedPair();
          const receiving = yield* receive(near);
          must(yield* winsock.shutdown({ s: near, how }));
          yield* onItsWay('until the shutdown has had its effect');
          yield* fact(`${name}, receive in flight`, yield* status(receiving.lpOverlapped));
          const next = yield* receive(near);
          yield* fact(`${name}, new receive`, [next.returned, next.error]);
          yield* deliver(far, 'hello');
          const { Internal, InternalHigh } = yield* look(receiving.lpOverlapped);
          yield* fact(`${name}, after data`, [statusName(Internal), InternalHigh]);
        }
      },
    },
    wine: {
      'SD_RECEIVE, receive in flight': 'STATUS_PENDING',
      'SD_RECEIVE, new receive': [-1, 10058],
      'SD_RECEIVE, after data': ['STATUS_SUCCESS', 5],
      'SD_BOTH, receive in flight': 'STATUS_PENDING',
      'SD_BOTH, new receive': [-1, 10058],
      'SD_BOTH, after data': ['STATUS_SUCCESS', 5],
    },
    wineOnly: [
      'SD_RECEIVE, receive in flight',
      'SD_RECEIVE, after data',
      'SD_BOTH, receive in flight',
      'SD_BOTH, after data',
    ],
    differs: 'What Windows does with the receive in flight is stated nowhere, and not verified.',
  },
];
