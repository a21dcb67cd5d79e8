import { STATUS_PENDING, WSA_MAXIMUM_WAIT_EVENTS } from '../../winsock/index.ts';
import { fact, now, publish, sleep, until, winsock } from '../calls.ts';
import type { EventRef, Program, RoutineCall, SocketRef } from '../program.ts';
import { createEvent, must, opened, tcpSocket, WAIT_MS, waitForAny } from '../sockets.ts';
import {
  accepted,
  badEvent,
  badSocket,
  connectedPair,
  counting,
  isSignaled,
  receive,
  resultOf,
  returnedBy,
  send,
  statusOf,
  untilFinal,
  untilReadable,
  waitFor,
} from './probes.ts';
import type { Rule } from './rule.ts';

function* signaledEvent(): Program<EventRef> {
  const hEvent = yield* createEvent();
  must(yield* winsock.WSASetEvent({ hEvent }));
  return hEvent;
}

const resetOnIssue: Rule = {
  name: 'rule-3-issue-resets-the-event',
  says: 'The call that issues an operation makes its event nonsignaled, also one that was signaled before.',
  page: 'api/winsock2/nf-winsock2-wsagetoverlappedresult',
  actors: {
    *caller() {
      const [near] = yield* connectedPair();
      const pending = yield* signaledEvent();
      yield* fact('pending', (yield* receive(near, { hEvent: pending })).returned);
      yield* fact('signaled while pending', yield* isSignaled(pending));
      const noSocket = yield* signaledEvent();
      yield* fact('no socket', (yield* receive(badSocket, { hEvent: noSocket })).returned);
      yield* fact('signaled after it', yield* isSignaled(noSocket));
      const unconnected = yield* signaledEvent();
      yield* fact('not connected', (yield* receive(yield* tcpSocket(), { hEvent: unconnected })).returned);
      yield* fact('signaled after that', yield* isSignaled(unconnected));
    },
  },
  wine: {
    pending: [-1, 997],
    'signaled while pending': false,
    'no socket': [-1, 10038],
    'signaled after it': true,
    'not connected': [-1, 10057],
    'signaled after that': false,
  },
  wineOnly: ['signaled after it', 'signaled after that'],
  differs: 'No page says what a call that fails does to the event.',
};

const signaledAtReturn: Rule = {
  name: 'rule-4-event-of-immediate-success',
  says: 'When the call returns 0 the event is signaled already.',
  page: 'WinSock/overlapped-i-o-and-event-objects-2',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const hEventOfSend = yield* createEvent();
      const sent = yield* send(far, { hEvent: hEventOfSend });
      yield* fact('send', sent.returned);
      yield* fact('0 from a send is signaled', sent.returned[0] !== 0 || (yield* isSignaled(hEventOfSend)));
      yield* untilReadable(near);
      const hEvent = yield* createEvent();
      const received = yield* receive(near, { hEvent });
      yield* fact('receive, with data there', received.returned);
      yield* fact('it is accepted', accepted(received.returned));
      yield* fact('0 from a receive is signaled', received.returned[0] !== 0 || (yield* isSignaled(hEvent)));
      yield* waitForAny([hEvent]);
      yield* fact('its result', yield* resultOf(near, received));
    },
  },
  wine: {
    send: [0, 0],
    '0 from a send is signaled': true,
    'receive, with data there': [0, 0],
    'it is accepted': true,
    '0 from a receive is signaled': true,
    'its result': [1, 0, 5],
  },
  wineOnly: ['send', 'receive, with data there'],
  differs: 'Windows usually completes both calls at once, and promises it for neither.',
};

const waitLimits: Rule = {
  name: 'rule-17-wait-limits',
  says: 'WSAWaitForMultipleEvents takes 1 to 64 events; anything else fails the call.',
  page: 'api/winsock2/nf-winsock2-wsawaitformultipleevents',
  actors: {
    *waiter() {
      const events: EventRef[] = [];
      for (let i = 0; i <= WSA_MAXIMUM_WAIT_EVENTS; i++) events.push(yield* createEvent());
      const most = events.slice(0, WSA_MAXIMUM_WAIT_EVENTS);
      const last = yield* signaledEvent();
      yield* fact('64 events, the last one signaled', yield* wait([...most.slice(1), last]));
      yield* fact('64 events, none signaled', yield* wait(most));
      yield* fact('65 events', yield* wait(events));
      yield* fact('no event', yield* wait([]));
      yield* fact('no event’s handle', yield* wait([badEvent]));
      yield* fact('one event twice, any', yield* wait([last, last]));
      yield* fact('one event twice, all', yield* wait([last, last], true));
    },
  },
  wine: {
    '64 events, the last one signaled': [63, 0],
    '64 events, none signaled': [258, 0],
    '65 events': [0xffffffff, 87],
    'no event': [0xffffffff, 87],
    'no event’s handle': [0xffffffff, 6],
    'one event twice, any': [0, 0],
    'one event twice, all': [0, 0],
  },
  windows: { 'one event twice, all': [0xffffffff, 87] },
  differs: 'To wait for all of several events Windows wants them to be different ones.',
};

function* wait(lphEvents: readonly EventRef[], fWaitAll = false) {
  return returnedBy(yield* winsock.WSAWaitForMultipleEvents({ lphEvents, fWaitAll, dwTimeout: 0, fAlertable: false }));
}

const waitingFetch: Rule = {
  name: 'rule-21-fwait-waits-for-the-event',
  says: 'WSAGetOverlappedResult with fWait waits for hEvent and not for the operation, and runs no completion routine.',
  page: 'api/winsock2/nf-winsock2-wsagetoverlappedresult',
  actors: {
    *waiter() {
      const [near, far] = yield* connectedPair();
      yield* publish('far', far);
      const routines: RoutineCall[] = [];
      yield* send(near, {}, 'x', counting(routines));

      const withEvent = yield* receive(near, { hEvent: yield* createEvent() });
      yield* publish('send');
      yield* fact('result with an event', yield* resultOf(near, withEvent, true));
      yield* fact('it waited for the data', (yield* now()) >= (yield* until<number>('sent at')));
      yield* fact('routines that it ran', routines.length);
      must(yield* winsock.SleepEx({ dwMilliseconds: 0, bAlertable: true }));
      yield* fact('routines after an alertable wait', routines.length);

      const withoutEvent = yield* receive(near);
      yield* publish('send again');
      yield* fact('result without an event', yield* resultOf(near, withoutEvent, true));
      yield* fact('it waited for the data too', (yield* now()) >= (yield* until<number>('sent again at')));

      const hEvent = yield* createEvent();
      const pending = yield* receive(near, { hEvent });
      must(yield* winsock.WSASetEvent({ hEvent }));
      yield* fact('result when somebody else sets the event', yield* resultOf(near, pending, true));
      yield* fact('Internal after it', yield* statusOf(pending));
      yield* send(far);
      yield* untilFinal(pending);
      yield* fact('result after completion', yield* resultOf(near, pending));
    },
    *sender() {
      const far = yield* until<SocketRef>('far');
      yield* until('send');
      yield* sendLater(far, 'sent at');
      yield* until('send again');
      yield* sendLater(far, 'sent again at');
    },
  },
  wine: {
    'result with an event': [1, 0, 5],
    'it waited for the data': true,
    'routines that it ran': 0,
    'routines after an alertable wait': 1,
    'result without an event': [1, 0, 5],
    'it waited for the data too': true,
    'result when somebody else sets the event': [1, 0, 0],
    'Internal after it': STATUS_PENDING,
    'result after completion': [1, 0, 5],
  },
  wineOnly: ['result without an event', 'it waited for the data too'],
  differs: 'Only an operation with an event may be waited for by the page.',
};

const WAITERS = ['first', 'second', 'third'] as const;

function* autoResetEvent(): Program<EventRef> {
  return opened(yield* winsock.CreateEventW({ bManualReset: false, bInitialState: false }));
}

/** Waits for the event of the caller, which is signaled already, and tells what the wait returned. */
function* waiter(name: string): Program {
  const hEvent = yield* until<EventRef>('signaled event');
  yield* publish(name, yield* waitFor([hEvent], 200));
}

const autoReset: Rule = {
  name: 'rule-22-auto-reset-events',
  says: 'The first wait takes the signal of an auto-reset event, so that whoever waits again waits for ever: use manual-reset events.',
  page: 'api/minwinbase/ns-minwinbase-overlapped',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const manual = yield* createEvent();
      yield* receive(near, { hEvent: manual });
      yield* send(far);
      yield* fact('manual reset: two waits', [yield* waitFor([manual], WAIT_MS), yield* waitFor([manual], 0)]);

      const auto = yield* autoResetEvent();
      const received = yield* receive(near, { hEvent: auto });
      yield* send(far);
      yield* fact('auto reset: two waits', [yield* waitFor([auto], WAIT_MS), yield* waitFor([auto], 0)]);
      yield* fact('WSAGetOverlappedResult with fWait after them', yield* resultOf(near, received, true));

      const shared = yield* autoResetEvent();
      const last = yield* receive(near, { hEvent: shared });
      yield* send(far);
      yield* untilFinal(last);
      yield* publish('signaled event', shared);
      const results: number[] = [];
      for (const name of WAITERS) results.push(yield* until<number>(name));
      yield* fact(
        'three threads wait',
        results.toSorted((a, b) => a - b),
      );
    },
    ...Object.fromEntries(WAITERS.map((name) => [name, () => waiter(name)])),
  },
  wine: {
    'manual reset: two waits': [0, 0],
    'auto reset: two waits': [0, 258],
    'WSAGetOverlappedResult with fWait after them': [1, 0, 5],
    'three threads wait': [0, 258, 258],
  },
  wineOnly: ['WSAGetOverlappedResult with fWait after them'],
  differs:
    'By the page the wait in WSAGetOverlappedResult may hang when another wait took the signal; Wine looks at Internal first.',
};

function* sendLater(s: SocketRef, name: string): Program {
  yield* sleep(50, 'the other end waits in WSAGetOverlappedResult');
  yield* publish(name, yield* now());
  yield* send(s);
}

export const events: readonly Rule[] = [resetOnIssue, signaledAtReturn, waitLimits, waitingFetch, autoReset];
