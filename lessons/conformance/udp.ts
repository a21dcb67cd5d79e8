import { constants } from '../../winsock/index.ts';
import { fact, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort } from '../ports.ts';
import { must, udpSocket } from '../sockets.ts';
import { boundSocket, deliverTo, receiveFrom, sendTo } from './datagrams.ts';
import type { Rule } from './rule.ts';
import { atReturn, endOf, onItsWay, status, takePacket, textIn, waitFor } from './steps.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_MAX_MSG_SIZE } = constants.socketOptions;
const FROM_PAGE = 'api/winsock2/nf-winsock2-wsarecvfrom';

export const udp: readonly Rule[] = [
  {
    name: 'udp-too-long-for-the-buffer',
    says: 'A datagram that is longer than the buffer of a receive in flight fills it; the rest is lost, and the operation has failed.',
    page: FROM_PAGE,
    actors: {
      *receiver() {
        const { s, address } = yield* boundSocket();
        const port = yield* createPort();
        yield* associate(s, port, 1);
        const receiving = yield* receiveFrom(s, { length: 8 });
        yield* deliverTo(address, 'one two three');
        yield* fact('receive', yield* endOf(s, receiving));
        yield* fact('text', yield* textIn(receiving));
        const { returned, error, bytes } = yield* takePacket(port);
        yield* fact('packet', [returned, error, bytes]);
        const next = yield* receiveFrom(s);
        yield* deliverTo(address, 'four');
        yield* fact('next receive', yield* endOf(s, next));
      },
    },
    wine: {
      receive: ['STATUS_BUFFER_OVERFLOW', 8, 10040],
      text: 'one two ',
      packet: [0, 234, 8],
      'next receive': ['STATUS_SUCCESS', 4, 0],
    },
  },
  {
    name: 'udp-too-long-to-send',
    says: 'A datagram that is longer than SO_MAX_MSG_SIZE is not sent.',
    page: 'api/winsock2/nf-winsock2-wsasendto',
    actors: {
      *sender() {
        const { address } = yield* boundSocket();
        const s = yield* udpSocket();
        const option = { s, level: SOL_SOCKET, optname: SO_MAX_MSG_SIZE, optval: out, optlen: 4 } as const;
        const most = Number(must(yield* winsock.getsockopt(option)).out['optval']);
        yield* fact('SO_MAX_MSG_SIZE', most);
        const tooLong = yield* sendTo(s, address, new Uint8Array(most + 1));
        yield* fact('one byte more', [tooLong.returned, tooLong.error]);
      },
    },
    wine: { SO_MAX_MSG_SIZE: 65507, 'one byte more': [-1, 10040] },
  },
  {
    name: 'udp-to-a-closed-port',
    says: 'A datagram to a closed port makes a later receive fail with WSAECONNRESET under Windows; under Wine nobody hears of it.',
    page: FROM_PAGE,
    actors: {
      *sender() {
        const { s: closed, address } = yield* boundSocket();
        must(yield* winsock.closesocket({ s: closed }));
        const { s } = yield* boundSocket();
        const receiving = yield* receiveFrom(s);
        yield* waitFor((yield* sendTo(s, address, 'hello')).hEvent);
        yield* onItsWay('until the answer “port unreachable” has come');
        yield* fact('receive in flight', yield* status(receiving.lpOverlapped));
      },
    },
    wine: { 'receive in flight': 'STATUS_PENDING' },
    windows: { 'receive in flight': 'STATUS_PORT_UNREACHABLE' },
    differs: 'Wine does not report it. The page names WSAECONNRESET; that this is the status of it is not verified.',
  },
  {
    name: 'udp-receive-unbound',
    says: 'WSARecvFrom on a socket that is not bound fails with WSAEINVAL under Windows; Wine accepts it.',
    page: FROM_PAGE,
    actors: {
      *receiver() {
        yield* fact('receive', yield* atReturn(yield* receiveFrom(yield* udpSocket())));
      },
    },
    wine: { receive: [-1, 997, 0] },
    windows: { receive: [-1, 10022, 0] },
    differs: 'Wine binds the socket by itself.',
  },
];
