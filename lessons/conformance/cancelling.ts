import { constants } from '../../winsock/index.ts';
import { fact, overlapped, publish, until, winsock } from '../calls.ts';
import type { OverlappedRef, Program, SocketRef } from '../program.ts';
import { associate, createPort } from '../ports.ts';
import type { Rule } from './rule.ts';
import {
  connectedPair,
  deliver,
  drain,
  endOf,
  onItsWay,
  prepare,
  receive,
  result,
  send,
  status,
  takePacket,
  textIn,
  waitFor,
} from './steps.ts';

const { WAIT_IO_COMPLETION } = constants.sleepResults;
const CANCEL_PAGE = 'FileIO/canceling-pending-i-o-operations';
/** More than the kernel takes while the peer does not read. */
const LARGE = 8 * 1024 * 1024;
const LAST = 'sent after the cancelled one';

/** What CancelIoEx returned, and its error. */
function* cancel(hFile: SocketRef, lpOverlapped?: OverlappedRef): Program<readonly [number, number]> {
  const args = lpOverlapped === undefined ? { hFile } : { hFile, lpOverlapped };
  const { returned, error } = yield* winsock.CancelIoEx(args);
  return [returned, error];
}

function* cancelIo(hFile: SocketRef): Program<readonly [number, number]> {
  const { returned, error } = yield* winsock.CancelIo({ hFile });
  return [returned, error];
}

export const cancelling: readonly Rule[] = [
  {
    name: 'rule-25-cancel',
    says: 'CancelIoEx asks for the end of an operation, from any thread; its completion still comes, in the way that it would have come.',
    page: 'api/ioapiset/nf-ioapiset-cancelioex',
    actors: {
      *issuer() {
        const { near } = yield* connectedPair();
        const byEvent = yield* receive(near);
        yield* fact('CancelIoEx', yield* cancel(near, byEvent.lpOverlapped));
        yield* fact('Internal at its return', yield* status(byEvent.lpOverlapped));
        yield* fact('event', yield* endOf(near, byEvent));

        const { near: other } = yield* connectedPair();
        const port = yield* createPort();
        yield* associate(other, port, 7);
        const byPacket = yield* receive(other);
        yield* cancel(other, byPacket.lpOverlapped);
        const { returned, error, bytes, key } = yield* takePacket(port);
        yield* fact('packet', [returned, error, bytes, key]);

        const { lpOverlapped, memory } = yield* prepare(64);
        yield* winsock.WSARecv({
          s: near,
          lpBuffers: [memory],
          lpFlags: 0,
          lpOverlapped,
          *lpCompletionRoutine({ dwError, cbTransferred }) {
            yield* fact('routine', [dwError, cbTransferred]);
          },
        });
        yield* cancel(near, lpOverlapped);
        const { returned: woken } = yield* winsock.SleepEx({ dwMilliseconds: 1000, bAlertable: true });
        yield* fact('SleepEx', woken);

        const fromElsewhere = yield* receive(near);
        yield* publish('socket', near);
        yield* publish('operation', fromElsewhere.lpOverlapped);
        yield* fact('cancelled by another thread', yield* endOf(near, fromElsewhere));
      },
      *canceller() {
        const s = yield* until<SocketRef>('socket');
        yield* fact('CancelIoEx of another thread', yield* cancel(s, yield* until<OverlappedRef>('operation')));
      },
    },
    wine: {
      CancelIoEx: [1, 0],
      'Internal at its return': 'STATUS_CANCELLED',
      event: ['STATUS_CANCELLED', 0, 995],
      packet: [0, 995, 0, 7],
      routine: [995, 0],
      SleepEx: WAIT_IO_COMPLETION,
      'CancelIoEx of another thread': [1, 0],
      'cancelled by another thread': ['STATUS_CANCELLED', 0, 995],
    },
    wineOnly: ['Internal at its return'],
    differs: 'No page says that the operation has ended when CancelIoEx returns.',
  },
  {
    name: 'rule-26-nothing-to-cancel',
    says: 'CancelIoEx fails with ERROR_NOT_FOUND for an operation that has completed, or was never issued.',
    page: 'api/ioapiset/nf-ioapiset-cancelioex',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const { lpOverlapped, hEvent } = yield* receive(near);
        yield* deliver(far, 'hello');
        yield* waitFor(hEvent);
        yield* fact('has completed', yield* cancel(near, lpOverlapped));
        yield* fact('completed all the same', yield* result(near, lpOverlapped));
        yield* fact('never issued', yield* cancel(near, yield* overlapped()));
        yield* fact('nothing in flight, lpOverlapped NULL', yield* cancel(near));
      },
    },
    wine: {
      'has completed': [0, 1168],
      'completed all the same': [1, 0, 5],
      'never issued': [0, 1168],
      'nothing in flight, lpOverlapped NULL': [1, 0],
    },
    windows: { 'nothing in flight, lpOverlapped NULL': [0, 1168] },
    differs: 'Wine returns TRUE where there is nothing to cancel and no operation was named.',
  },
  {
    name: 'rule-27-cancelio-of-this-thread',
    says: 'CancelIo cancels what its own thread has issued, and nothing else; it returns TRUE also where there is nothing.',
    page: 'FileIO/cancelio',
    actors: {
      *issuer() {
        const { near } = yield* connectedPair();
        const receiving = yield* receive(near);
        yield* publish('socket', near);
        yield* until('cancelled');
        yield* fact('after CancelIo of the other thread', yield* status(receiving.lpOverlapped));
        yield* fact('CancelIo of the issuer', yield* cancelIo(near));
        yield* fact('after CancelIo of the issuer', yield* endOf(near, receiving));
        yield* fact('CancelIo with nothing in flight', yield* cancelIo(near));
      },
      *other() {
        const s = yield* until<SocketRef>('socket');
        const receiving = yield* receive(s);
        yield* fact('CancelIo of the other thread', yield* cancelIo(s));
        yield* fact('what the other thread had issued', yield* endOf(s, receiving));
        yield* publish('cancelled');
      },
    },
    wine: {
      'CancelIo of the other thread': [1, 0],
      'what the other thread had issued': ['STATUS_CANCELLED', 0, 995],
      'after CancelIo of the other thread': 'STATUS_PENDING',
      'CancelIo of the issuer': [1, 0],
      'after CancelIo of the issuer': ['STATUS_CANCELLED', 0, 995],
      'CancelIo with nothing in flight': [1, 0],
    },
  },
  {
    name: 'rule-28-after-a-cancelled-receive',
    says: 'A socket whose receive was cancelled receives the next data whole.',
    page: 'WinSock/overlapped-i-o-and-event-objects-2',
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const cancelled = yield* receive(near);
        yield* cancel(near, cancelled.lpOverlapped);
        yield* waitFor(cancelled.hEvent);
        yield* deliver(far, 'hello');
        const next = yield* receive(near);
        yield* fact('next receive', yield* endOf(near, next));
        yield* fact('its text', yield* textIn(next));
      },
    },
    wine: { 'next receive': ['STATUS_SUCCESS', 5, 0], 'its text': 'hello' },
    wineOnly: ['next receive', 'its text'],
    differs: 'The page calls the further use of such a socket undefined.',
  },
  {
    name: 'rule-28-after-a-cancelled-send',
    says: 'What a cancelled send had already given to the network stays sent, and the next send follows it: the stream has a hole.',
    page: CANCEL_PAGE,
    actors: {
      *sender() {
        const { near, far } = yield* connectedPair();
        const cancelled = yield* send(near, new Uint8Array(LARGE));
        yield* fact('send', [cancelled.returned, cancelled.error]);
        yield* onItsWay('until the kernel has taken what it has room for');
        yield* cancel(near, cancelled.lpOverlapped);
        const [ended, sent, error] = yield* endOf(near, cancelled);
        yield* fact('cancelled', [ended, error]);
        yield* fact('a part was sent', sent > 0 && sent < LARGE);
        const next = yield* send(near, LAST);
        yield* fact('the peer has that part', (yield* drain(far, sent)) === sent);
        yield* waitFor(next.hEvent);
        const last = yield* receive(far);
        yield* waitFor(last.hEvent);
        yield* fact('and then the next send', yield* textIn(last));
      },
    },
    wine: {
      send: [-1, 997],
      cancelled: ['STATUS_CANCELLED', 995],
      'a part was sent': true,
      'the peer has that part': true,
      'and then the next send': LAST,
    },
    wineOnly: ['send', 'cancelled', 'a part was sent', 'the peer has that part', 'and then the next send'],
    differs: 'How much of a cancelled send Windows reports, and whether it was sent, is not verified.',
  },
];
