import { errorName, statusName } from '../../winsock/index.ts';
import { chapter, fact, note, publish, sleep, until, winsock } from '../calls.ts';
import type { Lesson, Program } from '../program.ts';
import { acceptOne, connectOne, must } from '../sockets.ts';
import { ending, giveBack, receiveOnce, reset, sendOnce, startReceive, transfer } from './transfer.ts';

function* receiver(): Program {
  yield* chapter('A receive in flight');
  const s = yield* acceptOne();
  const receiving = yield* transfer(s, 512);
  const sending = yield* transfer(s, new TextEncoder().encode('Are you there?'));
  yield* startReceive(receiving);
  yield* publish('the receive is in flight');

  yield* chapter('The peer resets the connection, and the receive completes');
  const end = yield* ending(receiving);
  yield* fact('receive', [end.Internal, end.error, end.bytes]);
  const { returned } = yield* winsock.RtlNtStatusToDosError({ Status: end.Internal });
  yield* fact('number at a port', returned);
  yield* note(
    `One end, three names: Internal is ${statusName(end.Internal)}, WSAGetOverlappedResult says ${errorName(end.error)} (${end.error}), and a completion port would say ${returned}.`,
  );

  yield* chapter('What the socket says afterwards');
  const again = yield* receiveOnce(receiving);
  yield* fact('next receive', [again.error, again.bytes]);
  yield* note(
    again.error === 0
      ? 'The next receive looks like a regular end: 0 bytes. Who forgot the error before would be deceived.'
      : `The next receive fails with ${errorName(again.error)} (${again.error}).`,
  );
  const sent = yield* sendOnce(sending);
  yield* fact('next send', [sent.error, sent.bytes]);
  yield* note(`A send fails with ${errorName(sent.error)} (${sent.error}): of this connection nothing is left.`);

  yield* chapter('All that remains is to close the socket');
  yield* giveBack(receiving, sending);
  must(yield* winsock.closesocket({ s }));
}

function* peer(): Program {
  const s = yield* connectOne();
  yield* until('the receive is in flight');
  yield* sleep(15, 'is there, and says nothing');
  yield* note('SO_LINGER with 0 seconds: closesocket sends a reset, not an orderly end.');
  yield* reset(s);
}

export const peerReset: Lesson = { name: 'peer-reset', actors: { receiver, peer } };
