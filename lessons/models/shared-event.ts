import { STATUS_PENDING, WSA_IO_INCOMPLETE, WSA_WAIT_TIMEOUT } from '../../winsock/index.ts';
import { chapter, fact, look, note, overlapped, publish, release, winsock } from '../calls.ts';
import { out, type CallResult } from '../call-types.ts';
import type { EventRef, Lesson, Program } from '../program.ts';
import { createEvent, fetchResult, must, waitForAny } from '../sockets.ts';
import { startReceive } from '../transfer.ts';
import { closeChannel, datagramSender, openChannel, untilComplete, type Channel } from './channels.ts';

const SECOND = 'a datagram is wanted, at the second socket';
const BOTH = 'a datagram is wanted at both sockets';
const OWN = 'a datagram is wanted at both sockets, the second one first';

const sender = datagramSender([
  { when: SECOND, to: [2], afterMs: 10 },
  { when: BOTH, to: [1, 2], afterMs: 0 },
  { when: OWN, to: [2, 1], afterMs: 10 },
]);

function* receiver(): Program {
  yield* chapter('One event in two WSAOVERLAPPED structures');
  const hEvent = yield* createEvent();
  const first = yield* openChannel(1, hEvent);
  const second = yield* openChannel(2, hEvent);
  yield* startReceive(first.s, first);
  yield* startReceive(second.s, second);

  yield* whichOne(hEvent, first);
  yield* waitForTheWrongOne(first, second);
  yield* oneSignalForTwo(hEvent, first, second);
  yield* release(first.lpOverlapped, second.lpOverlapped);
  must(yield* winsock.WSACloseEvent({ hEvent }));
  yield* anEventEach(first, second);
}

function* ask({ s, lpOverlapped }: Channel, fWait: boolean): Program<CallResult<undefined>> {
  return yield* winsock.WSAGetOverlappedResult({ s, lpOverlapped, lpcbTransfer: out, fWait, lpdwFlags: out });
}

function* whichOne(hEvent: EventRef, first: Channel): Program {
  yield* chapter('The event says that one is complete, and not which');
  yield* publish(SECOND);
  yield* waitForAny([hEvent]);
  const { error } = yield* ask(first, false);
  if (error === WSA_IO_INCOMPLETE)
    yield* note('It was not the first: WSA_IO_INCOMPLETE (996). With one event for many, all have to be asked.');
}

function* waitForTheWrongOne(first: Channel, second: Channel): Program {
  yield* chapter('fWait TRUE waits for the event, and not for the operation');
  const { returned, out: told } = yield* ask(first, true);
  const { Internal } = yield* look(first.lpOverlapped);
  yield* fact('told of the first', [returned, Number(told['lpcbTransfer'])]);
  yield* fact('Internal of the first', Internal);
  if (Internal === STATUS_PENDING) {
    yield* note(
      'TRUE, and 0 bytes, because the event is signaled. But Internal is 0x103: Windows still owns the buffer.',
    );
    yield* note(
      'On a TCP socket 0 bytes would mean that the peer has ended. A program that believes it closes a good connection.',
    );
  }
  yield* fetchResult(second.s, second.lpOverlapped);
}

function* oneSignalForTwo(hEvent: EventRef, first: Channel, second: Channel): Program {
  yield* chapter('Two completions, one signal');
  yield* startReceive(second.s, second);
  yield* note(
    'Issuing the second receive has reset the event: had the first one been complete, nobody would learn of it.',
  );
  yield* untilComplete(BOTH, second.lpOverlapped);
  yield* waitForAny([hEvent]);
  yield* fetchResult(first.s, first.lpOverlapped);
  must(yield* winsock.WSAResetEvent({ hEvent }));
  const { returned } = must(
    yield* winsock.WSAWaitForMultipleEvents({ lphEvents: [hEvent], fWaitAll: false, dwTimeout: 20, fAlertable: false }),
  );
  yield* fact('wait for the other', returned);
  if (returned === WSA_WAIT_TIMEOUT)
    yield* note('It handled one, reset the event and waited in vain: the second is complete all the time.');
  yield* fetchResult(second.s, second.lpOverlapped);
}

function* anEventEach(one: Channel, two: Channel): Program {
  yield* chapter('An event each: the index says which, and nothing is lost');
  const own: { readonly channel: Channel; readonly hEvent: EventRef }[] = [];
  for (const channel of [one, two]) {
    const hEvent = yield* createEvent();
    own.push({ hEvent, channel: { ...channel, lpOverlapped: yield* overlapped({ hEvent }) } });
  }
  for (const { channel } of own) yield* startReceive(channel.s, channel);
  yield* publish(OWN);
  const waiting = [...own];
  const indexes: number[] = [];
  while (waiting.length > 0) {
    const index = yield* waitForAny(waiting.map(({ hEvent }) => hEvent));
    indexes.push(index);
    const { channel } = waiting[index]!;
    yield* fetchResult(channel.s, channel.lpOverlapped);
    waiting.splice(index, 1);
  }
  yield* fact('indexes with an event each', indexes);
  for (const { channel, hEvent } of own) {
    yield* closeChannel(channel);
    must(yield* winsock.WSACloseEvent({ hEvent }));
  }
}

export const sharedEvent: Lesson = { name: 'shared-event', actors: { receiver, sender } };
