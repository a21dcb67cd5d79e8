import { statusName } from '../../winsock/index.ts';
import { fact, note, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import { post } from './port-threads.ts';
import type { Rule } from './rule.ts';
import { connectedPair, deliver, prepare, receive, waitFor } from './steps.ts';

const PAGE = 'api/ioapiset/nf-ioapiset-getqueuedcompletionstatusex';

export const portBatches: readonly Rule[] = [
  {
    name: 'rule-39-several-packets-at-once',
    says: 'GetQueuedCompletionStatusEx returns TRUE whatever its packets say: each has its own status, and they come in the order in which they were queued.',
    page: PAGE,
    actors: {
      *receiver() {
        const { near, far } = yield* connectedPair();
        const port = yield* createPort();
        yield* associate(near, port, 1);
        const first = yield* receive(near);
        yield* winsock.CancelIoEx({ hFile: near, lpOverlapped: first.lpOverlapped });
        yield* waitFor(first.hEvent);
        const second = yield* receive(near);
        yield* deliver(far, 'hello');
        yield* waitFor(second.hEvent);
        yield* post(port, 2);

        const packets = yield* dequeue(port, 8);
        yield* fact(
          'keys',
          packets.map(({ key }) => key),
        );
        yield* fact(
          'statuses',
          packets.map(({ Internal }) => statusName(Internal)),
        );
        yield* fact(
          'bytes',
          packets.map(({ bytes }) => bytes),
        );
        const whose = packets.map(({ lpOverlapped }) => lpOverlapped?.slot);
        yield* fact('operations', whose[0] === first.lpOverlapped.slot && whose[1] === second.lpOverlapped.slot);
      },
    },
    wine: {
      keys: [1, 1, 2],
      statuses: ['STATUS_CANCELLED', 'STATUS_SUCCESS', 'STATUS_SUCCESS'],
      bytes: [0, 5, 0],
      operations: true,
    },
  },
  {
    name: 'rule-39-no-packet',
    says: 'Without a packet GetQueuedCompletionStatusEx returns FALSE: its time is up, or it waited alertably and completion routines ran.',
    page: PAGE,
    actors: {
      *waiter() {
        const port = yield* createPort();
        const wait = function* (fAlertable: boolean) {
          const args = { CompletionPort: port, lpCompletionPortEntries: 4, ulNumEntriesRemoved: out } as const;
          const { returned, error } = yield* winsock.GetQueuedCompletionStatusEx({
            ...args,
            dwMilliseconds: 30,
            fAlertable,
          });
          return [returned, error];
        };
        yield* fact('time is up', yield* wait(false));

        const { near, far } = yield* connectedPair();
        const { lpOverlapped, memory } = yield* prepare(64);
        let ran = 0;
        yield* winsock.WSARecv({
          s: near,
          lpBuffers: [memory],
          lpFlags: 0,
          lpOverlapped,
          *lpCompletionRoutine() {
            ran++;
            yield* note('the routine runs');
          },
        });
        yield* deliver(far, 'hello');
        yield* fact('a routine is queued, not alertable', yield* wait(false));
        yield* fact('routines that ran by then', ran);
        yield* fact('alertable', yield* wait(true));
        yield* fact('routines that ran', ran);
      },
    },
    wine: {
      'time is up': [0, 258],
      'a routine is queued, not alertable': [0, 258],
      'routines that ran by then': 0,
      alertable: [0, 192],
      'routines that ran': 1,
    },
  },
];
