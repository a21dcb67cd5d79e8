import { fact, publish, read, until, winsock } from '../calls.ts';
import { associate, createPort } from '../ports.ts';
import type { Issued } from './probes.ts';
import type { BufferRef, OverlappedRef, Program, Routine, RoutineCall } from '../program.ts';
import { createEvent, must } from '../sockets.ts';
import { connectedPair, counting, hasNoPacket, isSignaled, receive, send, untilFinal, waitFor } from './probes.ts';
import type { Rule } from './rule.ts';

/** What SleepEx returned. */
function* sleepEx(dwMilliseconds: number, bAlertable: boolean): Program<number> {
  return must(yield* winsock.SleepEx({ dwMilliseconds, bAlertable })).returned;
}

/** hEvent as it is in the structure now. */
function* hEventIn({ lpOverlapped: { address } }: { readonly lpOverlapped: OverlappedRef }): Program<number> {
  const structure: BufferRef = { type: 'buffer', id: 0, address, length: 32 };
  return Number(new DataView((yield* read(structure, 32)).buffer).getBigUint64(24, true));
}

const noRoutineAtPort: Rule = {
  name: 'rule-12-no-routine-with-a-port',
  says: 'A completion routine is refused with WSAEINVAL (10022) where the socket is associated with a port, and nothing is queued.',
  page: 'api/ioapiset/nf-ioapiset-createiocompletionport',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const port = yield* createPort();
      yield* associate(near, port, 12);
      const calls: RoutineCall[] = [];
      yield* send(far);
      yield* fact('the call', (yield* receive(near, {}, 64, counting(calls))).returned);
      yield* fact('nothing is queued', yield* hasNoPacket(port));
      yield* fact('an alertable wait', yield* sleepEx(0, true));
      yield* fact('routines that ran', calls.length);
      yield* fact('without a routine', (yield* receive(near)).returned);
    },
  },
  wine: {
    'the call': [-1, 10022],
    'nothing is queued': true,
    'an alertable wait': 0,
    'routines that ran': 0,
    'without a routine': [0, 0],
  },
  wineOnly: ['the call', 'without a routine'],
  differs: 'The page says it of ReadFileEx and WriteFileEx; what Winsock answers is not stated.',
};

const eventIgnored: Rule = {
  name: 'rule-13-routine-ignores-hevent',
  says: 'With a completion routine hEvent is ignored; Internal is final before the routine runs.',
  page: 'api/winsock2/nf-winsock2-wsarecv',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const hEvent = yield* createEvent();
      const calls: RoutineCall[] = [];
      const received = yield* receive(near, { hEvent }, 64, counting(calls));
      yield* fact('the call', received.returned);
      yield* send(far);
      yield* fact('Internal', yield* untilFinal(received));
      yield* fact('routines that ran', calls.length);
      yield* fact('an alertable wait', yield* sleepEx(0, true));
      yield* fact(
        'the routine is told',
        calls.flatMap(({ dwError, cbTransferred, dwFlags }) => [dwError, cbTransferred, dwFlags]),
      );
      yield* fact('the event is signaled', yield* isSignaled(hEvent));
      yield* fact('hEvent is kept', (yield* hEventIn(received)) === hEvent.handle);
    },
  },
  wine: {
    'the call': [-1, 997],
    Internal: 0,
    'routines that ran': 0,
    'an alertable wait': 0xc0,
    'the routine is told': [0, 5, 0],
    'the event is signaled': false,
    'hEvent is kept': true,
  },
};

const whereRoutinesRun: Rule = {
  name: 'rule-14-where-routines-run',
  says: 'A routine runs only in the thread that issued its operation, and only in an alertable wait, which runs all that are queued.',
  page: 'api/winsock2/nc-winsock2-lpwsaoverlapped_completion_routine',
  actors: {
    *issuer() {
      const [near, far] = yield* connectedPair();
      const calls: RoutineCall[] = [];
      for (let i = 0; i < 2; i++) {
        const received = yield* receive(near, {}, 64, counting(calls));
        yield* send(far);
        yield* untilFinal(received);
      }
      yield* publish('completed');
      yield* fact('an alertable wait of another thread', yield* until<number>('waited'));
      yield* fact('SleepEx, not alertable', yield* sleepEx(5, false));
      yield* fact('a wait, not alertable', yield* waitFor([yield* createEvent()], 5));
      yield* fact('routines until here', calls.length);
      yield* fact('SleepEx, alertable', yield* sleepEx(0, true));
      yield* fact('routines now', calls.length);
      yield* fact('SleepEx again', yield* sleepEx(0, true));

      const sent = yield* send(near, {}, 'hello', counting(calls));
      yield* fact('completed at once', sent.returned);
      yield* fact('routines at its return', calls.length);
      yield* untilFinal(sent);
      yield* fact('a wait, alertable', yield* waitFor([yield* createEvent()], 100, true));
      yield* fact('routines after it', calls.length);
    },
    *bystander() {
      yield* until('completed');
      yield* publish('waited', yield* sleepEx(20, true));
    },
  },
  wine: {
    'an alertable wait of another thread': 0,
    'SleepEx, not alertable': 0,
    'a wait, not alertable': 258,
    'routines until here': 0,
    'SleepEx, alertable': 0xc0,
    'routines now': 2,
    'SleepEx again': 0,
    'completed at once': [0, 0],
    'routines at its return': 2,
    'a wait, alertable': 0xc0,
    'routines after it': 3,
  },
  wineOnly: ['completed at once'],
  differs: 'Windows may leave a send pending although there is room for it.',
};

/** The first of a chain of routines and the five that follow from it. */
const CHAIN = 6;
const MOST_WAITS = 100;

const orderOfRoutines: Rule = {
  name: 'rule-15-order-of-routines',
  says: 'Routines run one after the other, in any order, and never inside each other; each may issue the next operation.',
  page: 'api/winsock2/nc-winsock2-lpwsaoverlapped_completion_routine',
  actors: {
    *caller() {
      const [near, far] = yield* connectedPair();
      const order: number[] = [];
      const received: Issued[] = [];
      for (let i = 1; i <= 3; i++) {
        received.push(yield* receive(near, {}, 5, numbered(order, i)));
        yield* send(far);
      }
      for (const one of received) yield* untilFinal(one);
      yield* sleepEx(0, true);
      yield* fact('order', order);
      yield* fact(
        'each ran once',
        order.toSorted((a, b) => a - b),
      );

      // All the data is there: every receive that a routine issues completes at once, and its routine waits for its turn.
      for (let i = 0; i < CHAIN; i++) yield* send(far);
      const chain = { ran: 0, running: 0, most: 0 };
      function* next(): Program {
        chain.ran++;
        chain.most = Math.max(chain.most, ++chain.running);
        if (chain.ran < CHAIN) yield* receive(near, {}, 5, next);
        chain.running--;
      }
      yield* receive(near, {}, 5, next);
      let waits = 0;
      for (; chain.ran < CHAIN && waits < MOST_WAITS; waits++) yield* sleepEx(20, true);
      yield* fact('routines of a chain', chain.ran);
      yield* fact('running at once', chain.most);
      yield* fact('alertable waits for the chain', waits);
    },
  },
  wine: {
    order: [1, 2, 3],
    'each ran once': [1, 2, 3],
    'routines of a chain': CHAIN,
    'running at once': 1,
    'alertable waits for the chain': 1,
  },
  wineOnly: ['order', 'alertable waits for the chain'],
  differs: 'By the page the order is any; how much of a chain runs in one wait is not stated.',
};

function numbered(order: number[], number: number): Routine {
  return function* () {
    order.push(number);
    yield* publish(`routine ${number}`);
  };
}

const eventsBeforeRoutines: Rule = {
  name: 'rule-16-signaled-event-before-routines',
  says: 'An alertable wait for an event that is signaled already returns at once and runs no routine: routines can starve.',
  actors: {
    *caller() {
      const [near] = yield* connectedPair();
      const hEvent = yield* createEvent();
      must(yield* winsock.WSASetEvent({ hEvent }));
      const calls: RoutineCall[] = [];
      const sent = yield* send(near, {}, 'hello', counting(calls));
      yield* fact('Internal of the send', yield* untilFinal(sent));
      yield* fact('first wait', yield* waitFor([hEvent], 100, true));
      yield* fact('second wait', yield* waitFor([hEvent], 100, true));
      yield* fact('routines that ran', calls.length);
      yield* fact('SleepEx(0, TRUE)', yield* sleepEx(0, true));
      yield* fact('routines after it', calls.length);
    },
  },
  wine: {
    'Internal of the send': 0,
    'first wait': 0,
    'second wait': 0,
    'routines that ran': 0,
    'SleepEx(0, TRUE)': 0xc0,
    'routines after it': 1,
  },
  wineOnly: ['first wait', 'second wait', 'routines that ran', 'SleepEx(0, TRUE)'],
  differs: 'No page says which of the two wins.',
};

export const routines: readonly Rule[] = [
  noRoutineAtPort,
  eventIgnored,
  whereRoutinesRun,
  orderOfRoutines,
  eventsBeforeRoutines,
];
