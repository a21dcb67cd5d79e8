import { STATUS_PENDING } from '../../winsock/index.ts';
import { buffer, fact, look, overlapped, read, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort } from '../ports.ts';
import type { BufferRef, Program } from '../program.ts';
import { bindLoopback, createEvent, must, tcpSocket, waitForAny } from '../sockets.ts';
import {
  badSocket,
  connectedPair,
  hasNoPacket,
  isSignaled,
  receive,
  resultOf,
  returnedBy,
  send,
  statusOf,
  udpPair,
} from './probes.ts';
import type { Rule } from './rule.ts';

const UNTOUCHED = 0xdeadbeef;

/** Four bytes that no call would write. */
function* untouched(): Program<BufferRef> {
  return yield* buffer(new Uint8Array(new Uint32Array([UNTOUCHED]).buffer));
}

function* numberIn(memory: BufferRef): Program<number> {
  return new DataView((yield* read(memory, 4)).buffer).getUint32(0, true);
}

const returnValues: Rule = {
  name: 'rule-1-return-values',
  says: 'WSA_IO_PENDING: it will complete later. 0: it has completed, and is indicated already. Any other error: nothing will come.',
  page: 'api/winsock2/nf-winsock2-wsarecv',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const hEvent = yield* createEvent();
      const early = yield* receive(near, { hEvent });
      yield* fact('nothing there', early.returned);
      yield* fact('Internal after it', yield* statusOf(early));
      const hEventOfSend = yield* createEvent();
      const sent = yield* send(far, { hEvent: hEventOfSend });
      yield* fact('room for it', sent.returned);
      yield* fact('0 is indicated at once', sent.returned[0] !== 0 || (yield* isSignaled(hEventOfSend)));
      yield* waitForAny([hEvent]);
      yield* fact('Internal after completion', yield* statusOf(early));

      const hEventOfFailed = yield* createEvent();
      const failed = yield* receive(yield* tcpSocket(), { hEvent: hEventOfFailed });
      yield* fact('not connected', failed.returned);
      yield* fact('an error is indicated', yield* isSignaled(hEventOfFailed));
    },
  },
  wine: {
    'nothing there': [-1, 997],
    'Internal after it': STATUS_PENDING,
    'room for it': [0, 0],
    '0 is indicated at once': true,
    'Internal after completion': 0,
    'not connected': [-1, 10057],
    'an error is indicated': false,
  },
  wineOnly: ['room for it'],
  differs: 'Windows may leave a send pending although there is room for it.',
};

const outParameters: Rule = {
  name: 'rule-2-out-parameters',
  says: 'lpNumberOfBytes is set when the call returns 0, and left alone when it returns WSA_IO_PENDING: WSAGetOverlappedResult tells bytes and flags then.',
  page: 'api/winsock2/nf-winsock2-wsarecv',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const hEvent = yield* createEvent();
      const lpOverlapped = yield* overlapped({ hEvent });
      const lpNumberOfBytesRecvd = yield* untouched();
      const lpFlags = yield* buffer(4);
      const lpBuffers = [yield* buffer(64)];
      yield* winsock.WSARecv({ s: near, lpBuffers, lpNumberOfBytesRecvd, lpFlags, lpOverlapped });
      yield* fact('bytes after WSA_IO_PENDING', yield* numberIn(lpNumberOfBytesRecvd));

      const lpNumberOfBytesSent = yield* untouched();
      const sending = { s: far, lpBuffers: [yield* buffer(5)], dwFlags: 0, lpOverlapped: yield* overlapped() };
      const { returned } = yield* winsock.WSASend({ ...sending, lpNumberOfBytesSent });
      yield* fact('bytes after 0', returned === 0 ? yield* numberIn(lpNumberOfBytesSent) : 5);
      yield* waitForAny([hEvent]);
      yield* fact('bytes after completion', yield* numberIn(lpNumberOfBytesRecvd));
      yield* fact('flags after completion', yield* numberIn(lpFlags));

      const [lpcbTransfer, lpdwFlags] = [yield* untouched(), yield* untouched()];
      yield* winsock.WSAGetOverlappedResult({ s: near, lpOverlapped, lpcbTransfer, fWait: false, lpdwFlags });
      yield* fact('told by WSAGetOverlappedResult', [yield* numberIn(lpcbTransfer), yield* numberIn(lpdwFlags)]);
    },
  },
  wine: {
    'bytes after WSA_IO_PENDING': UNTOUCHED,
    'bytes after 0': 5,
    'bytes after completion': UNTOUCHED,
    'flags after completion': 0,
    'told by WSAGetOverlappedResult': [5, 0],
  },
};

const failedCalls: Rule = {
  name: 'rule-5-internal-after-failure',
  says: 'A call that fails leaves STATUS_PENDING in Internal for ever, so that WSAGetOverlappedResult says WSA_IO_INCOMPLETE: never poll it.',
  actors: {
    *caller() {
      const s = yield* tcpSocket();
      const unconnected = yield* receive(s);
      yield* fact('not connected', unconnected.returned);
      yield* fact('its Internal', yield* statusOf(unconnected));
      yield* fact('its result', (yield* resultOf(s, unconnected)).slice(0, 2));
      const noSocket = yield* receive(badSocket);
      yield* fact('no socket', noSocket.returned);
      yield* fact('Internal without a socket', yield* statusOf(noSocket));

      const listener = yield* tcpSocket();
      const name = yield* bindLoopback(listener);
      must(yield* winsock.listen({ s: listener, backlog: 1 }));
      const lpOverlapped = yield* overlapped();
      yield* fact('ConnectEx, not bound', returnedBy(yield* winsock.ConnectEx({ s, name, lpOverlapped })));
      yield* fact('Internal after ConnectEx', (yield* look(lpOverlapped)).Internal);
    },
  },
  wine: {
    'not connected': [-1, 10057],
    'its Internal': STATUS_PENDING,
    'its result': [0, 996],
    'no socket': [-1, 10038],
    'Internal without a socket': STATUS_PENDING,
    'ConnectEx, not bound': [0, 10022],
    'Internal after ConnectEx': STATUS_PENDING,
  },
  wineOnly: ['its Internal', 'its result', 'Internal without a socket'],
  differs:
    'No page says what is in Internal after a failure. On Windows only ConnectEx is known to leave STATUS_PENDING.',
};

const failedCallsAtPorts: Rule = {
  name: 'rule-8-failure-queues-nothing',
  says: 'A call that fails queues no packet at the port of its socket.',
  page: 'FileIO/synchronous-and-asynchronous-i-o',
  actors: {
    *caller() {
      const port = yield* createPort();
      const s = yield* tcpSocket();
      yield* associate(s, port, 1);
      yield* fact('not connected', (yield* receive(s)).returned);
      yield* fact('nothing is queued', yield* hasNoPacket(port));
    },
  },
  wine: { 'not connected': [-1, 10057], 'nothing is queued': true },
};

const tooLong: Rule = {
  name: 'rule-9-immediate-wsaemsgsize',
  says: 'A receive that fails at once with WSAEMSGSIZE (10040) has completed all the same: the event is signaled, a packet is queued.',
  page: 'api/winsock2/nf-winsock2-wsarecvfrom',
  actors: {
    *caller() {
      const [sender, receiver] = yield* udpPair();
      const hEvent = yield* createEvent();
      yield* send(sender, {}, 'too long');
      const withEvent = yield* receive(receiver, { hEvent }, 2);
      yield* fact('with an event', withEvent.returned);
      yield* fact('the event is signaled', yield* isSignaled(hEvent));
      const { Internal, InternalHigh } = yield* look(withEvent.lpOverlapped);
      yield* fact('Internal and InternalHigh', [Internal, InternalHigh]);
      yield* fact('its result', yield* resultOf(receiver, withEvent));

      const port = yield* createPort();
      yield* associate(receiver, port, 9);
      yield* send(sender, {}, 'too long');
      yield* fact('with a port', (yield* receive(receiver, {}, 2)).returned);
      const {
        returned,
        error,
        out: told,
      } = yield* winsock.GetQueuedCompletionStatus({
        CompletionPort: port,
        lpNumberOfBytesTransferred: out,
        lpCompletionKey: out,
        lpOverlapped: out,
        dwMilliseconds: 20,
      });
      yield* fact('a packet is queued', told['lpOverlapped'] !== undefined);
      yield* fact('its error', [returned, error]);
    },
  },
  wine: {
    'with an event': [-1, 10040],
    'the event is signaled': true,
    'Internal and InternalHigh': [0x80000005, 2],
    'its result': [0, 10040, 2],
    'with a port': [-1, 10040],
    'a packet is queued': true,
    'its error': [0, 234],
  },
  windows: { 'the event is signaled': false, 'a packet is queued': false, 'its error': [0, 258] },
  wineOnly: ['Internal and InternalHigh', 'its result'],
  differs:
    'By the page no indication comes after any error but WSA_IO_PENDING. Not verified: STATUS_BUFFER_OVERFLOW is a warning, for which the kernel may well report a completion.',
};

const badPointer: Rule = {
  name: 'rule-42-bad-buffer-pointer',
  says: 'A buffer that is no memory of the process fails the call with WSAEFAULT (10014).',
  page: 'api/winsock2/nf-winsock2-wsarecv',
  actors: {
    *caller() {
      const [near] = yield* connectedPair();
      const nowhere: BufferRef = { type: 'buffer', id: 0, address: 0x10, length: 64 };
      const lpOverlapped = yield* overlapped();
      const result = yield* winsock.WSARecv({ s: near, lpBuffers: [nowhere], lpFlags: 0, lpOverlapped });
      yield* fact('the call', returnedBy(result));
      yield* fact('Internal', (yield* look(lpOverlapped)).Internal);
    },
  },
  wine: { 'the call': [-1, 10014], Internal: STATUS_PENDING },
  wineOnly: ['Internal'],
  differs: 'No page says what is in Internal after a failure.',
};

export const callResults: readonly Rule[] = [
  returnValues,
  outParameters,
  failedCalls,
  failedCallsAtPorts,
  tooLong,
  badPointer,
];
