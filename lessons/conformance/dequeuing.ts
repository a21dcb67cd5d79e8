import { STATUS_PENDING } from '../../winsock/index.ts';
import { fact, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import type { PortRef, Program } from '../program.ts';
import { createEvent, must, WAIT_MS, waitForAny } from '../sockets.ts';
import { KEY, nextPacket, pairAtPort, receive, resultOf, returnedBy, send, untilFinal } from './probes.ts';
import type { Rule } from './rule.ts';

const UNTOUCHED = 0x5eadbeef;

const dequeueResults: Rule = {
  name: 'rule-18-gqcs-results',
  says: 'GetQueuedCompletionStatus: TRUE is a packet of success, FALSE with lpOverlapped one of an operation that failed, FALSE without it none.',
  page: 'api/ioapiset/nf-ioapiset-getqueuedcompletionstatus',
  actors: {
    *caller() {
      const [near, far, port] = yield* pairAtPort();
      const none = yield* dequeueOne(port, 0);
      yield* fact('no packet', none.slice(0, 2));
      yield* fact('lpOverlapped without a packet', none[4]);
      yield* fact('bytes without a packet', none[2]);
      must(yield* winsock.PostQueuedCompletionStatus(posted(port)));
      yield* fact('a posted packet', yield* dequeueOne(port));
      yield* fact('last error after success', (yield* winsock.WSAGetLastError({})).returned);

      const received = yield* receive(near);
      yield* send(far);
      yield* fact('success', yield* dequeueOne(port, WAIT_MS, received.lpOverlapped.slot));
      const cancelled = yield* receive(near);
      must(yield* winsock.CancelIoEx({ hFile: near, lpOverlapped: cancelled.lpOverlapped }));
      yield* fact('failure', yield* dequeueOne(port, WAIT_MS, cancelled.lpOverlapped.slot));
    },
  },
  wine: {
    'no packet': [0, 258],
    'lpOverlapped without a packet': 'none',
    'bytes without a packet': UNTOUCHED,
    'a posted packet': [1, 0, 3, 99, 'none'],
    'last error after success': 258,
    success: [1, 0, 5, KEY, 'its own'],
    failure: [0, 995, 0, KEY, 'its own'],
  },
  wineOnly: ['bytes without a packet'],
  differs: 'Without a packet the page promises lpOverlapped only.',
};

function posted(port: PortRef) {
  return { CompletionPort: port, dwNumberOfBytesTransferred: 3, dwCompletionKey: 99 };
}

/** GetQueuedCompletionStatus: what it returned, its error, bytes, key, and whose lpOverlapped it told. */
function* dequeueOne(
  port: PortRef,
  dwMilliseconds = WAIT_MS,
  slot = 0,
): Program<readonly [returned: number, error: number, bytes: number, key: number, lpOverlapped: string]> {
  const result = yield* winsock.GetQueuedCompletionStatus({
    CompletionPort: port,
    lpNumberOfBytesTransferred: UNTOUCHED,
    lpCompletionKey: out,
    lpOverlapped: out,
    dwMilliseconds,
  });
  const { lpNumberOfBytesTransferred, lpCompletionKey, lpOverlapped } = result.out;
  const whose =
    typeof lpOverlapped !== 'object' || !('slot' in lpOverlapped)
      ? 'none'
      : lpOverlapped.slot === slot
        ? 'its own'
        : 'another';
  return [...returnedBy(result), Number(lpNumberOfBytesTransferred), Number(lpCompletionKey), whose];
}

const statusBeforePacket: Rule = {
  name: 'rule-19-status-before-the-packet',
  says: 'Internal of an operation with a port is promised to be final only when its packet has been dequeued.',
  page: 'FileIO/i-o-completion-ports',
  actors: {
    *caller() {
      const [near, far, port] = yield* pairAtPort();
      const received = yield* receive(near);
      yield* send(far);
      yield* fact('Internal before the packet', yield* untilFinal(received, 200));
      yield* fact('the packet', yield* nextPacket(port));
      yield* fact('Internal after the packet', yield* untilFinal(received));

      const hEvent = yield* createEvent();
      const withEvent = yield* receive(near, { hEvent });
      yield* send(far);
      yield* waitForAny([hEvent]);
      yield* fact('result before the packet, with an event', yield* resultOf(near, withEvent));
      yield* fact('the packet of that', yield* nextPacket(port));
    },
  },
  wine: {
    'Internal before the packet': 0,
    'the packet': [KEY, 5, 0],
    'Internal after the packet': 0,
    'result before the packet, with an event': [1, 0, 5],
    'the packet of that': [KEY, 5, 0],
  },
  windows: { 'Internal before the packet': STATUS_PENDING },
  differs:
    'By the page the structure is not updated before the packet is removed from the port; Wine updates it at once.',
};

const resultAfterPacket: Rule = {
  name: 'rule-20-result-after-the-packet',
  says: 'WSAGetOverlappedResult tells the same after the packet was dequeued, as often as it is called.',
  page: 'api/winsock2/nf-winsock2-wsagetoverlappedresult',
  actors: {
    *caller() {
      const [near, far, port] = yield* pairAtPort();
      const received = yield* receive(near);
      yield* send(far);
      yield* fact('the packet', yield* nextPacket(port));
      for (const time of ['first', 'second', 'third']) yield* fact(`${time} result`, yield* resultOf(near, received));
    },
  },
  wine: {
    'the packet': [KEY, 5, 0],
    'first result': [1, 0, 5],
    'second result': [1, 0, 5],
    'third result': [1, 0, 5],
  },
};

export const dequeuing: readonly Rule[] = [dequeueResults, statusBeforePacket, resultAfterPacket];
