import { buffer, exitThread, fact, now, overlapped, publish, sleep, until, winsock } from '../calls.ts';
import type { OverlappedRef, PortRef, Program, SocketRef } from '../program.ts';
import { associate, createPort } from '../ports.ts';
import { must } from '../sockets.ts';
import type { Rule } from './rule.ts';
import { connectedPair, deliver, isSignaled, receive, result, status, takePacket, waitFor } from './steps.ts';

const PORTS_PAGE = 'FileIO/i-o-completion-ports';
/** Long enough for a thread to be asleep in its wait, also on a machine that has other work. */
const ASLEEP_MS = 100;
/** How long a thread computes after it has taken a packet: much longer than it takes to wake another thread. */
const COMPUTE_MS = 250;
const WAITERS = ['first', 'second', 'third'] as const;
/** The key of a packet that ends a waiter. */
const LAST_KEY = 0;

export function* post(port: PortRef, dwCompletionKey: number): Program {
  must(
    yield* winsock.PostQueuedCompletionStatus({ CompletionPort: port, dwNumberOfBytesTransferred: 0, dwCompletionKey }),
  );
}

/** Lets the waiters begin to wait one after the other, so that their order is known. */
function* letThemWait(names: readonly string[], port: PortRef): Program {
  yield* publish('port', port);
  for (const name of names) {
    yield* publish(`${name} may wait`);
    yield* until(`${name} waits`);
    yield* sleep(ASLEEP_MS, `until the ${name} thread is asleep in its wait`);
  }
}

function* myTurn(name: string): Program<PortRef> {
  const port = yield* until<PortRef>('port');
  yield* until(`${name} may wait`);
  yield* publish(`${name} waits`);
  return port;
}

/** Takes packets until the last one, and tells who took which. */
const waiter = (name: string) =>
  function* (): Program {
    const port = yield* myTurn(name);
    for (;;) {
      const { key } = yield* takePacket(port);
      if (key === LAST_KEY) return;
      yield* publish(`packet ${key}`, name);
    }
  };

/** Takes one packet, and computes for a while without waiting for anything. */
const computer = (name: string) =>
  function* (): Program {
    const port = yield* myTurn(name);
    yield* takePacket(port);
    const began = yield* now();
    while ((yield* now()) < began + COMPUTE_MS);
    yield* publish(`${name} began`, began);
  };

export const portThreads: readonly Rule[] = [
  {
    name: 'rule-33-thread-exit',
    says: 'A thread that ends takes its operations with it, except those of a socket that is associated with a port.',
    page: 'api/processthreadsapi/nf-processthreadsapi-exitthread',
    actors: {
      *leaver() {
        const { near } = yield* connectedPair();
        const withEvent = yield* receive(near);
        const port = yield* createPort();
        const { near: both } = yield* connectedPair();
        yield* associate(both, port, 1);
        const withBoth = yield* receive(both);
        const { near: associated, far } = yield* connectedPair();
        yield* associate(associated, port, 2);
        const lpOverlapped = yield* overlapped();
        const memory = yield* buffer(64);
        yield* winsock.WSARecv({ s: associated, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
        yield* publish('socket', near);
        yield* publish('event', withEvent.hEvent);
        yield* publish('with an event', withEvent.lpOverlapped);
        yield* publish('with both', withBoth.lpOverlapped);
        yield* publish('with a port', lpOverlapped);
        yield* publish('far', far);
        yield* publish('its port', port);
        yield* exitThread();
      },
      *stayer() {
        const s = yield* until<SocketRef>('socket');
        const withEvent = yield* until<OverlappedRef>('with an event');
        const withPort = yield* until<OverlappedRef>('with a port');
        yield* waitFor(yield* until('event'));
        yield* fact('with an event', yield* status(withEvent));
        yield* fact('its result', (yield* result(s, withEvent)).slice(0, 2));
        yield* sleep(ASLEEP_MS, 'until whatever ends with the thread has ended');
        yield* fact('with an event and a port', yield* status(yield* until('with both')));
        yield* fact('with a port', yield* status(withPort));
        yield* deliver(yield* until('far'), 'hello');
        const port = yield* until<PortRef>('its port');
        let packet = yield* takePacket(port);
        if (packet.key === 1) packet = yield* takePacket(port);
        yield* fact('its packet', [packet.returned, packet.bytes, packet.lpOverlapped?.slot === withPort.slot]);
      },
    },
    wine: {
      'with an event': 'STATUS_CANCELLED',
      'its result': [0, 995],
      'with an event and a port': 'STATUS_CANCELLED',
      'with a port': 'STATUS_PENDING',
      'its packet': [1, 5, true],
    },
    wineOnly: ['with an event and a port'],
    differs:
      'The page excepts every socket that is associated with a port; Wine only operations without an event. Windows is not verified.',
  },
  {
    name: 'rule-36-which-thread-is-woken',
    says: 'Of the threads that wait for a port, Windows wakes the one that came last; Wine wakes them in turn.',
    page: PORTS_PAGE,
    actors: {
      *poster() {
        const port = yield* createPort();
        yield* letThemWait(WAITERS, port);
        const woken: string[] = [];
        for (const key of [1, 2, 3]) {
          yield* post(port, key);
          woken.push(yield* until<string>(`packet ${key}`));
          yield* sleep(ASLEEP_MS, 'until that thread is asleep in its wait again');
        }
        yield* fact('woken by packets one at a time', woken);
        for (const _ of WAITERS) yield* post(port, LAST_KEY);
      },
      first: waiter('first'),
      second: waiter('second'),
      third: waiter('third'),
    },
    wine: { 'woken by packets one at a time': ['first', 'second', 'third'] },
    windows: { 'woken by packets one at a time': ['third', 'third', 'third'] },
    differs: 'Windows releases waiting threads last in, first out, so that few threads do the work.',
  },
  {
    name: 'rule-36-concurrent-threads',
    says: 'Windows lets only NumberOfConcurrentThreads of a port’s threads run at once; Wine lets all of them run.',
    page: PORTS_PAGE,
    actors: {
      *poster() {
        const port = yield* createPort(1);
        yield* letThemWait(['first', 'second'], port);
        yield* post(port, 1);
        yield* post(port, 2);
        const apart = (yield* until<number>('first began')) - (yield* until<number>('second began'));
        yield* fact('the second thread runs while the first one does', Math.abs(apart) < COMPUTE_MS);
      },
      first: computer('first'),
      second: computer('second'),
    },
    wine: { 'the second thread runs while the first one does': true },
    windows: { 'the second thread runs while the first one does': false },
    differs: 'Wine ignores NumberOfConcurrentThreads.',
  },
  {
    name: 'rule-37-port-closed-while-waiting',
    says: 'Closing a port ends the waits for it with ERROR_ABANDONED_WAIT_0 under Windows; under Wine they go on until their time is up.',
    page: 'api/ioapiset/nf-ioapiset-getqueuedcompletionstatus',
    actors: {
      *closer() {
        const port = yield* createPort();
        yield* letThemWait(['waiter'], port);
        must(yield* winsock.CloseHandle({ hObject: port }));
      },
      *waiter() {
        const { returned, error, lpOverlapped } = yield* takePacket(yield* myTurn('waiter'), 5 * ASLEEP_MS);
        yield* fact('the wait', [returned, error, lpOverlapped === undefined]);
      },
    },
    wine: { 'the wait': [0, 258, true] },
    windows: { 'the wait': [0, 735, true] },
    differs: 'Wine does not wake the threads that wait for a port that is closed.',
  },
  {
    name: 'rule-38-dequeued-by-another-thread',
    says: 'Any thread can take the packet of an operation, whichever thread has issued it.',
    page: PORTS_PAGE,
    actors: {
      *issuer() {
        const { near, far } = yield* connectedPair();
        const port = yield* createPort();
        yield* associate(near, port, 9);
        const { lpOverlapped, hEvent } = yield* receive(near);
        yield* publish('operation', lpOverlapped);
        yield* publish('port', port);
        yield* deliver(far, 'hello');
        yield* fact('the event is signaled as well', yield* isSignaled(hEvent, 1000));
      },
      *taker() {
        const issued = yield* until<OverlappedRef>('operation');
        const { returned, bytes, key, lpOverlapped } = yield* takePacket(yield* until<PortRef>('port'));
        yield* fact('packet', [returned, bytes, key, lpOverlapped?.slot === issued.slot]);
      },
    },
    wine: { packet: [1, 5, 9, true], 'the event is signaled as well': true },
  },
];
