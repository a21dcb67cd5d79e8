import { STATUS_PENDING, constants } from '../../winsock/index.ts';
import { buffer, fact, now, publish, read, sleep, until, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { createPort } from '../ports.ts';
import type { SocketRef } from '../program.ts';
import { createEvent, must } from '../sockets.ts';
import { connectedPair, receive, returnedBy, send, statusOf, textOf, untilFinal } from './probes.ts';
import type { Rule } from './rule.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_RCVTIMEO } = constants.socketOptions;
const { FIONBIO } = constants.ioControlCodes;
const TIMEOUT_MS = 30;

const capturedBuffers: Rule = {
  name: 'rule-35-wsabuf-is-captured',
  says: 'The array of WSABUF is captured by the call; the buffers that it names are written until the operation completes.',
  page: 'api/winsock2/nf-winsock2-wsarecv',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      // The array of each call lies where that of the call before lay.
      const first = yield* receive(near, {}, 5);
      const second = yield* receive(near, {}, 5);
      yield* send(far, {}, 'hello');
      yield* send(far, {}, 'world');
      yield* fact('Internal', [yield* untilFinal(first), yield* untilFinal(second)]);
      yield* fact('first buffer', textOf(yield* read(first.memory, 5)));
      yield* fact('second buffer', textOf(yield* read(second.memory, 5)));
    },
  },
  wine: { Internal: [0, 0], 'first buffer': 'hello', 'second buffer': 'world' },
};

const notOverlapped: Rule = {
  name: 'rule-40-socket-without-wsa-flag-overlapped',
  says: 'On a socket without WSA_FLAG_OVERLAPPED a WSARecv with a WSAOVERLAPPED blocks until there is data, and no port takes the socket.',
  page: 'api/winsock2/nf-winsock2-wsasocketw',
  actors: {
    *receiver() {
      const [near, far] = yield* connectedPair(0);
      yield* publish('far', far);
      const calledAt = yield* now();
      const received = yield* receive(near, { hEvent: yield* createEvent() });
      const returnedAt = yield* now();
      const sentAt = yield* until<number>('sent at');
      yield* fact('the call', received.returned);
      yield* fact('data came while it blocked', calledAt < sentAt && sentAt <= returnedAt);
      yield* fact('Internal', yield* statusOf(received));
      const association = {
        FileHandle: near,
        ExistingCompletionPort: yield* createPort(),
        CompletionKey: 0,
        NumberOfConcurrentThreads: 0,
      };
      yield* fact('association with a port', returnedBy(yield* winsock.CreateIoCompletionPort(association)));
    },
    *sender() {
      const far = yield* until<SocketRef>('far');
      yield* sleep(100, 'the other end blocks in WSARecv');
      yield* publish('sent at', yield* now());
      yield* send(far);
    },
  },
  wine: {
    'the call': [0, 0],
    'data came while it blocked': true,
    Internal: 0,
    'association with a port': [0, 87],
  },
  wineOnly: ['association with a port'],
  differs: 'What a port says to such a socket is not verified.',
};

const nonblocking: Rule = {
  name: 'rule-41-nonblocking-and-timeouts',
  says: 'Nonblocking mode and SO_RCVTIMEO do not concern overlapped operations: they stay pending.',
  page: 'api/winsock2/nf-winsock2-wsarecv',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      must(yield* winsock.WSAIoctl({ s: near, dwIoControlCode: FIONBIO, lpvInBuffer: 1, lpcbBytesReturned: out }));
      must(yield* winsock.setsockopt({ s: near, level: SOL_SOCKET, optname: SO_RCVTIMEO, optval: TIMEOUT_MS }));
      const lpBuffers = [yield* buffer(64)];
      const plain = yield* winsock.WSARecv({ s: near, lpBuffers, lpNumberOfBytesRecvd: out, lpFlags: 0 });
      yield* fact('without WSAOVERLAPPED', returnedBy(plain));
      const received = yield* receive(near);
      yield* fact('with WSAOVERLAPPED', received.returned);
      yield* sleep(3 * TIMEOUT_MS, 'SO_RCVTIMEO passes');
      yield* fact('Internal after the time', yield* statusOf(received));
      yield* send(far);
      yield* fact('Internal after data', yield* untilFinal(received));
    },
  },
  wine: {
    'without WSAOVERLAPPED': [-1, 10035],
    'with WSAOVERLAPPED': [-1, 997],
    'Internal after the time': STATUS_PENDING,
    'Internal after data': 0,
  },
};

export const sockets: readonly Rule[] = [capturedBuffers, notOverlapped, nonblocking];
