import { constants } from '../../winsock/index.ts';
import { chapter, fact, note, sleep, winsock } from '../calls.ts';
import type { EventRef, Lesson, Program, RoutineCall } from '../program.ts';
import { createEvent, must, WAIT_MS } from '../sockets.ts';
import { issued, readText } from '../transfer.ts';
import { closeChannel, datagramSender, openChannel, untilComplete, type Channel } from './channels.ts';

const { WAIT_IO_COMPLETION } = constants.sleepResults;
const JOBS = 5;
const FIRST = 'a datagram is wanted';
const SECOND = 'another datagram is wanted';

const sender = datagramSender([
  { when: FIRST, to: [1], afterMs: 0 },
  { when: SECOND, to: [1], afterMs: 0 },
]);

/** A channel whose receive has a completion routine. */
class Inbox {
  texts: string[] = [];

  constructor(readonly channel: Channel) {}

  *receive(): Program {
    const { s, lpOverlapped, memory } = this.channel;
    issued(
      yield* winsock.WSARecv({
        s,
        lpBuffers: [memory],
        lpFlags: 0,
        lpOverlapped,
        lpCompletionRoutine: (call) => this.routine(call),
      }),
    );
  }

  private *routine({ cbTransferred }: RoutineCall): Program {
    this.texts.push(yield* readText(this.channel.memory, cbTransferred));
    yield* note(`The routine runs: ${this.texts.at(-1)}`);
  }
}

function* worker(): Program {
  yield* chapter('A receive with a completion routine, and an event that says that there is work');
  const hEvent = yield* createEvent();
  const inbox = new Inbox(yield* openChannel(1));
  yield* inbox.receive();

  yield* starving(hEvent, inbox);
  yield* cured(hEvent, inbox);

  yield* chapter('Giving everything back');
  yield* closeChannel(inbox.channel);
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

/** The thread’s own loop: waits alertably, and does the next job as long as the event says that there is one. */
function* nextJob(hEvent: EventRef): Program<number> {
  const { returned } = must(
    yield* winsock.WSAWaitForMultipleEvents({
      lphEvents: [hEvent],
      fWaitAll: false,
      dwTimeout: WAIT_MS,
      fAlertable: true,
    }),
  );
  if (returned === 0) yield* sleep(4, 'does a job; there are more, so the event stays signaled');
  return returned;
}

function* starving(hEvent: EventRef, inbox: Inbox): Program {
  yield* chapter('Every wait is alertable, and the routine does not run');
  must(yield* winsock.WSASetEvent({ hEvent }));
  yield* untilComplete(FIRST, inbox.channel.lpOverlapped);
  let starved = 0;
  for (let job = 1; job <= JOBS; job++) {
    if ((yield* nextJob(hEvent)) === 0 && inbox.texts.length === 0) starved++;
  }
  yield* fact('waits without the routine', starved);
  if (starved === JOBS) {
    yield* note(
      `${JOBS} alertable waits, and each found its event signaled and returned at once, without running anything.`,
    );
  }
  must(yield* winsock.WSAResetEvent({ hEvent }));
  yield* note(
    'There is no work left, so the event is reset. Only now a wait has to wait, and the routine gets its turn.',
  );
  while (inbox.texts.length === 0) yield* nextJob(hEvent);
}

function* cured(hEvent: EventRef, inbox: Inbox): Program {
  yield* chapter('SleepEx(0, TRUE) in every turn of the loop');
  yield* inbox.receive();
  must(yield* winsock.WSASetEvent({ hEvent }));
  yield* untilComplete(SECOND, inbox.channel.lpOverlapped);
  let jobsBefore = 0;
  for (let job = 1; job <= JOBS; job++) {
    const { returned } = yield* winsock.SleepEx({ dwMilliseconds: 0, bAlertable: true });
    if (returned === WAIT_IO_COMPLETION) jobsBefore = job - 1;
    yield* nextJob(hEvent);
  }
  yield* fact('jobs before the routine', jobsBefore);
  yield* note('It costs no time, and runs what is queued however much work there is.');
}

export const routineStarved: Lesson = { name: 'routine-starved', actors: { worker, sender } };
