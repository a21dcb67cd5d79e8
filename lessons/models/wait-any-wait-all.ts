import { WSA_IO_INCOMPLETE, WSA_MAXIMUM_WAIT_EVENTS, WSA_WAIT_TIMEOUT, errorName } from '../../winsock/index.ts';
import { chapter, fact, note, publish, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import type { EventRef, Lesson, Program } from '../program.ts';
import { createEvent, fetchResult, must, waitForAll, waitForAny } from '../sockets.ts';
import { readText, startReceive } from '../transfer.ts';
import { closeChannel, datagramSender, openChannel, untilComplete, type Channel } from './channels.ts';

const CHANNELS = 4;
const ONE = 'one datagram is wanted, at the third socket';
const TWO = 'two datagrams are wanted, at the fourth socket and at the second';
const SOME = 'two more are wanted, at the first socket and at the second';
const OTHERS = 'and at the third and fourth';
const LAST = 'one more is wanted, at the first socket';

interface Receive extends Channel {
  readonly hEvent: EventRef;
}

const sender = datagramSender([
  { when: ONE, to: [3], afterMs: 10 },
  { when: TWO, to: [4, 2], afterMs: 0 },
  { when: SOME, to: [1, 2], afterMs: 0 },
  { when: OTHERS, to: [3, 4], afterMs: 15 },
  { when: LAST, to: [1], afterMs: 40 },
]);

function* receiver(): Program {
  yield* chapter('Four sockets, and on each a receive with an event of its own');
  const receives: Receive[] = [];
  for (let number = 1; number <= CHANNELS; number++) {
    const hEvent = yield* createEvent();
    receives.push({ hEvent, ...(yield* openChannel(number, hEvent)) });
  }
  for (const receive of receives) yield* startReceive(receive.s, receive);

  yield* anyOfFour(receives);
  yield* twoAtOnce(receives);
  yield* allOfFour(receives);
  yield* waitAndFetch(receives[0]!);
  yield* sixtyFour();

  yield* chapter('Giving everything back');
  for (const receive of receives) {
    yield* closeChannel(receive);
    must(yield* winsock.WSACloseEvent({ hEvent: receive.hEvent }));
  }
}

function eventsOf(receives: readonly Receive[]): EventRef[] {
  return receives.map(({ hEvent }) => hEvent);
}

function* takeText({ s, lpOverlapped, memory }: Receive): Program<string> {
  return yield* readText(memory, yield* fetchResult(s, lpOverlapped));
}

function* anyOfFour(receives: readonly Receive[]): Program {
  yield* chapter('Wait for any: the index says which');
  yield* publish(ONE);
  const index = yield* waitForAny(eventsOf(receives));
  yield* fact('first index', index);
  yield* note(`The wait returned ${index}: the place in the array of an event that is signaled.`);
  const { s, lpOverlapped } = receives[0]!;
  const other = yield* winsock.WSAGetOverlappedResult({
    s,
    lpOverlapped,
    lpcbTransfer: out,
    fWait: false,
    lpdwFlags: out,
  });
  if (other.error === WSA_IO_INCOMPLETE)
    yield* note('Another operation, asked: WSA_IO_INCOMPLETE (996). It is in flight, and nothing is wrong.');
  const receive = receives[index]!;
  yield* note(`Fetched from the operation of that event: ${yield* takeText(receive)}`);
  yield* startReceive(receive.s, receive);
}

function* twoAtOnce(receives: readonly Receive[]): Program {
  yield* chapter('Two are signaled, and the wait names the lower index');
  yield* untilComplete(TWO, receives[1]!.lpOverlapped);
  yield* note('The datagram for the fourth socket came first. Both receives are complete.');
  const events = eventsOf(receives);
  const first = yield* waitForAny(events);
  const again = yield* waitForAny(events);
  yield* note(`Again ${again}: waiting does not reset the event. Issuing the next operation does.`);
  const receive = receives[first]!;
  yield* takeText(receive);
  yield* startReceive(receive.s, receive);
  const then = yield* waitForAny(events);
  yield* fact('indexes of two', [first, again, then]);
  yield* note(
    'Whoever stands late in the array is served last, and starves where those before it are always signaled.',
  );
  const late = receives[then]!;
  yield* takeText(late);
  yield* startReceive(late.s, late);
}

function* allOfFour(receives: readonly Receive[]): Program {
  yield* chapter('Wait for all: not before the last one');
  const events = eventsOf(receives);
  yield* untilComplete(SOME, receives[1]!.lpOverlapped);
  must(
    yield* winsock.WSAWaitForMultipleEvents({ lphEvents: events, fWaitAll: true, dwTimeout: 10, fAlertable: false }),
  );
  yield* note(
    'WSA_WAIT_TIMEOUT, although two are complete: with fWaitAll some are not enough, and it does not tell which.',
  );
  yield* publish(OTHERS);
  yield* waitForAll(events);
  yield* note('Now all four are complete. The index that such a wait returns says nothing.');
  for (const receive of receives) yield* takeText(receive);
}

function* waitAndFetch(receive: Receive): Program {
  yield* chapter('WSAGetOverlappedResult with fWait TRUE waits and fetches');
  yield* startReceive(receive.s, receive);
  yield* publish(LAST);
  const { s, lpOverlapped } = receive;
  // This wait has no timeout. The sender answers, and a session that is stopped cancels the receive.
  const result = must(
    yield* winsock.WSAGetOverlappedResult({ s, lpOverlapped, lpcbTransfer: out, fWait: true, lpdwFlags: out }),
  );
  yield* note(
    `One call, and ${Number(result.out['lpcbTransfer'])} bytes. It waits for one operation only, and has no timeout.`,
  );
}

function* sixtyFour(): Program {
  yield* chapter(`${WSA_MAXIMUM_WAIT_EVENTS} events, and not one more`);
  const events: EventRef[] = [];
  for (let i = 0; i <= WSA_MAXIMUM_WAIT_EVENTS; i++) events.push(yield* createEvent());
  must(yield* winsock.WSASetEvent({ hEvent: events[WSA_MAXIMUM_WAIT_EVENTS]! }));
  const wait = (lphEvents: readonly EventRef[]) =>
    winsock.WSAWaitForMultipleEvents({ lphEvents, fWaitAll: false, dwTimeout: 0, fAlertable: false });
  const most = yield* wait(events.slice(0, WSA_MAXIMUM_WAIT_EVENTS));
  if (most.returned === WSA_WAIT_TIMEOUT)
    yield* note(
      'The event behind the last one is signaled. A program that leaves it out of the wait never learns of it.',
    );
  const tooMany = yield* wait(events);
  yield* note(`With all ${events.length} the wait fails at once: ${errorName(tooMany.error)} (${tooMany.error}).`);
  const others = yield* wait(events.slice(1));
  yield* fact('returned by 64, 65 and the last 64', [most.returned, tooMany.returned, others.returned]);
  yield* note('Whoever has more operations needs more threads, or completion routines, or a completion port.');
  for (const hEvent of events) must(yield* winsock.WSACloseEvent({ hEvent }));
}

export const waitAnyWaitAll: Lesson = { name: 'wait-any-wait-all', actors: { receiver, sender } };
