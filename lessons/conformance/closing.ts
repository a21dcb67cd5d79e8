import { fact, winsock } from '../calls.ts';
import { associate, createPort } from '../ports.ts';
import { must, tcpSocket } from '../sockets.ts';
import { acceptEx } from './accepting.ts';
import type { Rule } from './rule.ts';
import {
  connectedPair,
  drain,
  isSignaled,
  listening,
  prepare,
  receive,
  result,
  send,
  status,
  takePacket,
  waitFor,
} from './steps.ts';

const CLOSE_PAGE = 'api/winsock2/nf-winsock2-closesocket';
/** More than the kernel takes while the peer does not read. */
const LARGE = 8 * 1024 * 1024;

export const closing: readonly Rule[] = [
  {
    name: 'rule-29-close-with-a-receive-in-flight',
    says: 'A receive whose socket is closed completes all the same, as aborted; what it is called differs from system to system.',
    page: CLOSE_PAGE,
    actors: {
      *receiver() {
        const { near } = yield* connectedPair();
        const byEvent = yield* receive(near);
        must(yield* winsock.closesocket({ s: near }));
        yield* waitFor(byEvent.hEvent);
        yield* fact('Internal', yield* status(byEvent.lpOverlapped));
        const [, error] = yield* result(near, byEvent.lpOverlapped);
        yield* fact('WSAGetOverlappedResult on the closed socket', error);

        const { near: second } = yield* connectedPair();
        const port = yield* createPort();
        yield* associate(second, port, 1);
        yield* receive(second);
        must(yield* winsock.closesocket({ s: second }));
        const packet = yield* takePacket(port);
        yield* fact('packet', [packet.returned, packet.error, packet.bytes]);

        const { near: third } = yield* connectedPair();
        const { lpOverlapped, memory } = yield* prepare(64);
        yield* winsock.WSARecv({
          s: third,
          lpBuffers: [memory],
          lpFlags: 0,
          lpOverlapped,
          *lpCompletionRoutine({ dwError, cbTransferred }) {
            yield* fact('routine', [dwError, cbTransferred]);
          },
        });
        must(yield* winsock.closesocket({ s: third }));
        yield* winsock.SleepEx({ dwMilliseconds: 1000, bAlertable: true });
      },
    },
    wine: {
      Internal: 'STATUS_HANDLES_CLOSED',
      'WSAGetOverlappedResult on the closed socket': 10038,
      packet: [0, 676, 0],
      routine: [10022, 0],
    },
    windows: { Internal: 'STATUS_CONNECTION_ABORTED', packet: [0, 1236, 0], routine: [10053, 0] },
    differs:
      'The page says WSA_OPERATION_ABORTED (995); Windows gives STATUS_CONNECTION_ABORTED, and Wine a status of its own.',
  },
  {
    name: 'rule-30-close-with-a-send-in-flight',
    says: 'A send whose socket is closed is cancelled by Windows; under Wine it stays in flight until the peer has read what was left.',
    page: CLOSE_PAGE,
    actors: {
      *sender() {
        const { near, far } = yield* connectedPair();
        const sending = yield* send(near, new Uint8Array(LARGE));
        yield* fact('send', [sending.returned, sending.error]);
        must(yield* winsock.closesocket({ s: near }));
        yield* fact('has ended when nothing was read', yield* isSignaled(sending.hEvent, 100));
        yield* fact('the peer gets all of it', (yield* drain(far)) === LARGE);
        yield* waitFor(sending.hEvent);
        yield* fact('Internal in the end', yield* status(sending.lpOverlapped));
      },
    },
    wine: {
      send: [-1, 997],
      'has ended when nothing was read': false,
      'the peer gets all of it': false,
      'Internal in the end': 'STATUS_OBJECT_TYPE_MISMATCH',
    },
    windows: { 'has ended when nothing was read': true },
    wineOnly: ['Internal in the end'],
    differs: 'The page says that sends in flight are cancelled and reported; with which status is not verified.',
  },
  {
    name: 'rule-30-close-with-a-send-that-nobody-reads',
    says: 'Under Wine such a send does not end while nobody reads: it is counted as leaked, and its memory is never used again.',
    page: CLOSE_PAGE,
    actors: {
      *sender() {
        const { near } = yield* connectedPair();
        const sending = yield* send(near, new Uint8Array(LARGE));
        must(yield* winsock.closesocket({ s: near }));
        yield* fact('has ended', yield* isSignaled(sending.hEvent, 100));
      },
    },
    wine: { 'has ended': false },
    windows: { 'has ended': true },
    differs: 'Windows cancels it. So cancel first, wait for the completion, and close then: that works on both.',
  },
  {
    name: 'rule-31-close-with-an-accept-in-flight',
    says: 'AcceptEx is aborted when either of its two sockets is closed.',
    page: CLOSE_PAGE,
    actors: {
      *acceptor() {
        const port = yield* createPort();
        const { listener } = yield* listening();
        yield* associate(listener, port, 1);
        const first = yield* acceptEx(listener);
        yield* fact('AcceptEx', [first.returned, first.error]);
        must(yield* winsock.closesocket({ s: listener }));
        const listenerClosed = yield* takePacket(port);
        yield* fact('listening socket closed', [listenerClosed.returned, listenerClosed.error]);
        yield* fact('its Internal', yield* status(first.lpOverlapped));

        const { listener: other } = yield* listening();
        yield* associate(other, port, 2);
        const second = yield* acceptEx(other);
        must(yield* winsock.closesocket({ s: second.accepted }));
        const { returned, error } = yield* takePacket(port);
        yield* fact('accepting socket closed', returned);
        yield* fact('its error is 995, or 1236', error === 995 || error === 1236);
        yield* fact('its error', error);
      },
    },
    wine: {
      AcceptEx: [0, 997],
      'listening socket closed': [0, 995],
      'its Internal': 'STATUS_CANCELLED',
      'accepting socket closed': 0,
      'its error is 995, or 1236': true,
      'its error': 995,
    },
    wineOnly: ['its error'],
    differs: 'Windows gives either error when the accepting socket is closed.',
  },
  {
    name: 'rule-32-socket-numbers-are-reused',
    says: 'A socket’s number may soon be another socket’s: what is recorded needs a name of its own for each.',
    page: CLOSE_PAGE,
    actors: {
      *opener() {
        const seen = new Set<number>();
        let reused = false;
        // The next one has the same number, unless another thread has opened something in between.
        for (let tries = 0; tries < 20 && !reused; tries++) {
          const s = yield* tcpSocket();
          reused = seen.has(s.handle);
          seen.add(s.handle);
          must(yield* winsock.closesocket({ s }));
        }
        yield* fact('a number was used again', reused);
      },
    },
    wine: { 'a number was used again': true },
  },
];
