import { STATUS_PENDING, WSA_OPERATION_ABORTED, errorName, statusName } from '../../winsock/index.ts';
import { chapter, fact, look, note, publish, sleep, until, winsock } from '../calls.ts';
import type { Lesson, OverlappedRef, Program, SocketRef } from '../program.ts';
import { acceptOne, connectOne, must } from '../sockets.ts';
import { cancel, ending, giveBack, receiveOnce, sendAll, startReceive, transfer } from './transfer.ts';

const ROUNDS = 4;
const MESSAGE = new TextEncoder().encode('just in time');

function* owner(): Program {
  const s = yield* acceptOne();
  const receiving = yield* transfer(s, 256);

  yield* chapter('Before: there is nothing to cancel');
  yield* fact('before', yield* cancel(receiving));
  yield* note('ERROR_NOT_FOUND (1168): no such operation is in flight. It is an answer, and no failure.');

  yield* chapter('During: it is asked to end, and then it ends');
  yield* startReceive(receiving);
  yield* fact('during', yield* cancel(receiving));
  const cancelled = yield* ending(receiving);
  yield* fact('cancelled', [cancelled.Internal, cancelled.error, cancelled.bytes]);
  yield* note(
    `${statusName(cancelled.Internal)}, ${errorName(cancelled.error)} (${cancelled.error}). Only now are the structure and the buffer the program’s again.`,
  );

  yield* chapter('After: too late, and the bytes are there');
  yield* startReceive(receiving);
  yield* publish('send');
  const received = yield* ending(receiving);
  yield* fact('after', yield* cancel(receiving));
  yield* fact('received', [received.error, received.bytes]);

  yield* chapter('From another thread: CancelIo does nothing, CancelIoEx does');
  yield* startReceive(receiving);
  yield* publish('socket', s);
  yield* publish('receive', receiving.lpOverlapped);
  const byOther = yield* ending(receiving);
  yield* fact('by another thread', byOther.error);

  yield* chapter('At the same time: either may win, and the result tells');
  let bytes = 0;
  let cancelledRounds = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    yield* startReceive(receiving);
    yield* publish(`round ${round}`);
    // Odd rounds give the peer a moment.
    if (round % 2 === 1) yield* sleep(5, 'hesitates');
    yield* cancel(receiving);
    let end = yield* ending(receiving);
    if (end.error === WSA_OPERATION_ABORTED) {
      cancelledRounds++;
      end = yield* receiveOnce(receiving);
    }
    bytes += end.bytes;
  }
  yield* fact('bytes of the race', bytes);
  yield* note(
    `${cancelledRounds} of ${ROUNDS} receives were cancelled. Their bytes waited in the socket for the next one: none was lost.`,
  );
  yield* giveBack(receiving);
  must(yield* winsock.closesocket({ s }));
}

function* other(): Program {
  const s = yield* until<SocketRef>('socket');
  const lpOverlapped = yield* until<OverlappedRef>('receive');
  must(yield* winsock.CancelIo({ hFile: s }));
  yield* sleep(10, 'gives it time to end, if it were to end');
  const { Internal } = yield* look(lpOverlapped);
  yield* fact('after CancelIo', Internal);
  if (Internal === STATUS_PENDING)
    yield* note('CancelIo returned TRUE, and the receive is still in flight: another thread has issued it.');
  yield* fact('CancelIoEx', yield* cancel({ s, lpOverlapped }));
}

function* peer(): Program {
  const s = yield* connectOne();
  const message = yield* transfer(s, MESSAGE);
  const byte = yield* transfer(s, Uint8Array.of(1));
  yield* until('send');
  yield* sendAll(message);
  for (let round = 1; round <= ROUNDS; round++) {
    yield* until(`round ${round}`);
    yield* sendAll(byte);
  }
  yield* giveBack(message, byte);
  must(yield* winsock.closesocket({ s }));
}

export const cancelling: Lesson = { name: 'cancel', actors: { owner, other, peer } };
