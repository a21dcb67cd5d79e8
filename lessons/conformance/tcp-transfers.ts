import { constants } from '../../winsock/index.ts';
import { fact, overlapped, winsock } from '../calls.ts';
import { tcpSocket } from '../sockets.ts';
import type { Rule } from './rule.ts';
import {
  atReturn,
  connectedPair,
  deliver,
  endOf,
  isSignaled,
  onItsWay,
  receive,
  receiveText,
  send,
  status,
  textIn,
} from './steps.ts';

const { MSG_PEEK, MSG_WAITALL } = constants.messageFlags;
const RECEIVE_PAGE = 'api/winsock2/nf-winsock2-wsarecv';

/** Receives and sends on TCP that are special in some way. */
export const tcpTransfers: readonly Rule[] = [
  {
    name: 'tcp-receive-of-zero-bytes',
    says: 'A receive into a buffer of 0 bytes pends until there is data, and leaves it there; without any buffer it is refused by Windows.',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const empty = yield* receive(near, { length: 0 });
        yield* fact('nothing there', [empty.returned, empty.error]);
        yield* deliver(far, 'hello');
        yield* fact('when data has come', yield* endOf(near, empty));
        yield* fact('the data', yield* receiveText(near, 5));
        const lpOverlapped = yield* overlapped();
        const { returned, error } = yield* winsock.WSARecv({ s: near, lpBuffers: [], lpFlags: 0, lpOverlapped });
        yield* fact('no buffer', [returned, error]);
      },
    },
    wine: {
      'nothing there': [-1, 997],
      'when data has come': ['STATUS_SUCCESS', 0, 0],
      'the data': 'hello',
      'no buffer': [-1, 997],
    },
    windows: { 'no buffer': [-1, 10022] },
    differs: 'Wine takes no buffer at all for one of 0 bytes.',
  },
  {
    name: 'tcp-send-of-zero-bytes',
    says: 'A send of 0 bytes completes, and the peer sees nothing of it.',
    actors: {
      *sender() {
        const { near, far } = yield* connectedPair();
        const receiving = yield* receive(far);
        yield* fact('send', yield* endOf(near, yield* send(near, '')));
        yield* onItsWay('until something could have come');
        yield* fact('receive of the peer', yield* status(receiving.lpOverlapped));
      },
    },
    wine: { send: ['STATUS_SUCCESS', 0, 0], 'receive of the peer': 'STATUS_PENDING' },
    wineOnly: ['send', 'receive of the peer'],
    differs: 'Windows is not verified.',
  },
  {
    name: 'tcp-data-already-there',
    says: 'A receive for which data is there usually completes within its call, but that is not promised.',
    page: RECEIVE_PAGE,
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        yield* deliver(far, 'hello');
        const receiving = yield* receive(near);
        const { returned, error } = receiving;
        yield* fact('0, or WSA_IO_PENDING', returned === 0 || error === 997);
        yield* fact('returned', returned);
        yield* fact('receive', yield* endOf(near, receiving));
      },
    },
    wine: { '0, or WSA_IO_PENDING': true, returned: 0, receive: ['STATUS_SUCCESS', 5, 0] },
    wineOnly: ['returned'],
    differs: 'Wine always returns 0.',
  },
  {
    name: 'tcp-msg-waitall',
    says: 'With MSG_WAITALL a receive completes under Windows only when its buffer is full; under Wine also with less.',
    page: RECEIVE_PAGE,
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const receiving = yield* receive(near, { length: 10, flags: MSG_WAITALL });
        yield* deliver(far, 'hello');
        yield* fact('completes with half of it', yield* isSignaled(receiving.hEvent, 100));
        yield* deliver(far, 'again');
        yield* fact('in the end', (yield* endOf(near, receiving))[1]);
      },
    },
    wine: { 'completes with half of it': true, 'in the end': 5 },
    windows: { 'completes with half of it': false, 'in the end': 10 },
    differs: 'Wine completes it with what has come.',
  },
  {
    name: 'tcp-msg-peek',
    says: 'MSG_PEEK leaves the data where it is, also in a receive with a WSAOVERLAPPED.',
    page: RECEIVE_PAGE,
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const peeking = yield* receive(near, { flags: MSG_PEEK });
        yield* fact('nothing there', [peeking.returned, peeking.error]);
        yield* deliver(far, 'hello');
        yield* fact('peek', yield* endOf(near, peeking));
        yield* fact('text', yield* textIn(peeking));
        yield* fact('still there', yield* receiveText(near, 5));
      },
    },
    wine: { 'nothing there': [-1, 997], peek: ['STATUS_SUCCESS', 5, 0], text: 'hello', 'still there': 'hello' },
    wineOnly: ['nothing there', 'peek', 'text', 'still there'],
    differs: 'The page says that MSG_PEEK is valid only without a WSAOVERLAPPED. Windows is not verified.',
  },
  {
    name: 'tcp-send-unconnected',
    says: 'A send on a socket that is not connected fails: WSAENOTCONN under Windows, WSAECONNRESET under Wine.',
    page: 'api/winsock2/nf-winsock2-wsasend',
    actors: {
      *sender() {
        yield* fact('send', yield* atReturn(yield* send(yield* tcpSocket(), 'hello')));
        const receiving = yield* receive(yield* tcpSocket());
        yield* fact('receive', yield* atReturn(receiving));
        yield* fact('Internal of the failed call', yield* status(receiving.lpOverlapped));
      },
    },
    wine: { send: [-1, 10054, 0], receive: [-1, 10057, 0], 'Internal of the failed call': 'STATUS_PENDING' },
    windows: { send: [-1, 10057, 0] },
    differs: 'Wine takes the state of the socket for a broken connection.',
  },
];
