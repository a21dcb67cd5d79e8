import { chapter, fact, look, note, publish, until, winsock } from '../calls.ts';
import type { Lesson, Program, RoutineCall } from '../program.ts';
import { createEvent, must } from '../sockets.ts';
import { issued } from '../transfer.ts';
import { closeChannel, datagramSender, openChannel, untilComplete } from './channels.ts';

const DATAGRAM = 'a datagram is wanted';
const OTHER = 'the other thread is to wait alertably';

function* receiver(): Program {
  let runs = 0;
  function* routine({ cbTransferred }: RoutineCall): Program {
    runs++;
    yield* note(`The routine runs at last, and is told of ${cbTransferred} bytes.`);
  }
  yield* chapter('A receive with a completion routine, and with an event that nobody will signal');
  const hEvent = yield* createEvent();
  const channel = yield* openChannel(1, hEvent);
  const { s, lpOverlapped, memory } = channel;
  issued(yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped, lpCompletionRoutine: routine }));

  yield* chapter('Complete, and the thread waits in every way but the right one');
  yield* untilComplete(DATAGRAM, lpOverlapped);
  yield* winsock.SleepEx({ dwMilliseconds: 20, bAlertable: false });
  yield* winsock.WSAWaitForMultipleEvents({ lphEvents: [hEvent], fWaitAll: false, dwTimeout: 20, fAlertable: false });
  yield* note('With a routine Windows takes no notice of hEvent: the event will never be signaled.');
  const { Internal, InternalHigh } = yield* look(lpOverlapped);
  yield* note(
    `Internal is ${Internal}, InternalHigh ${InternalHigh}: it is complete. The routine is queued for this thread.`,
  );
  yield* publish(OTHER);
  yield* until('the other thread has waited');
  yield* fact('runs before', runs);
  yield* note(
    'No error anywhere. The routine runs only on the thread that issued the receive, and only while it waits alertably.',
  );

  yield* chapter('One alertable wait, even of no time');
  const { returned } = yield* winsock.SleepEx({ dwMilliseconds: 0, bAlertable: true });
  yield* fact('SleepEx(0, TRUE)', returned);
  yield* fact('runs after', runs);
  const again = yield* winsock.SleepEx({ dwMilliseconds: 0, bAlertable: true });
  if (again.returned === 0) yield* note('Now there is nothing queued any more, and SleepEx returns 0.');

  yield* chapter('Giving everything back');
  yield* closeChannel(channel);
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

/** A thread that waits alertably, and has issued nothing. */
function* otherThread(): Program {
  yield* until(OTHER);
  const { returned } = yield* winsock.SleepEx({ dwMilliseconds: 10, bAlertable: true });
  if (returned === 0) yield* note('This thread waited alertably, but no routine is queued for it.');
  yield* publish('the other thread has waited');
}

export const routineNeverRuns: Lesson = {
  name: 'routine-never-runs',
  actors: { receiver, 'other thread': otherThread, sender: datagramSender([{ when: DATAGRAM, to: [1], afterMs: 5 }]) },
};
