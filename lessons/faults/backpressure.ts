import { STATUS_PENDING, WSA_IO_PENDING, constants } from '../../winsock/index.ts';
import { chapter, fact, look, note, publish, read, sleep, until, winsock } from '../calls.ts';
import type { Lesson, Program } from '../program.ts';
import { acceptOne, connectOne, must } from '../sockets.ts';
import { ending, giveBack, isSignaled, receiveOnce, startSend, transfer } from './transfer.ts';

const { SD_SEND } = constants.shutdownHow;
const SENT_BYTES = 8 * 1024 * 1024;
/** A system may take one send whole, however long it is; then the next one finds no room. */
const MOST_SENDS = 3;
const RECEIVED_AT_ONCE = 1024 * 1024;

/** Every byte of a send follows from its place, so that a byte that is missing, or comes twice, is found. */
function fillPattern(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < bytes.length; i++) bytes[i] = patternAt(i);
  return bytes;
}

function patternAt(index: number): number {
  return (index * 7 + (index >>> 8)) & 0xff;
}

function* sender(): Program {
  const s = yield* connectOne();
  const sending = yield* transfer(s, fillPattern(new Uint8Array(SENT_BYTES)));

  yield* chapter('8 MiB in one WSASend, to a peer that does not read');
  let sent = 0;
  let call = yield* startSend(sending);
  for (let sends = 1; !call.failed && sends < MOST_SENDS; sends++) {
    sent += (yield* ending(sending)).bytes;
    call = yield* startSend(sending);
  }
  yield* fact('the last call', [call.returned, call.error]);
  if (call.error === WSA_IO_PENDING)
    yield* note('WSA_IO_PENDING: the connection takes no more for now. That is backpressure.');
  yield* isSignaled(sending.hEvent, 30);
  const meanwhile = yield* look(sending.lpOverlapped);
  yield* fact('meanwhile', [meanwhile.Internal, meanwhile.InternalHigh]);
  if (meanwhile.Internal === STATUS_PENDING)
    yield* note('Some of the bytes are on their way by now. How many, InternalHigh tells only at the end.');

  yield* chapter('The peer reads, and the send can end');
  yield* publish('read');
  const { error, bytes } = yield* ending(sending);
  yield* fact('last send', [error, bytes]);
  sent += bytes;
  yield* fact('sent', sent);
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  yield* giveBack(sending);
  must(yield* winsock.closesocket({ s }));
}

function* peer(): Program {
  const s = yield* acceptOne();
  const receiving = yield* transfer(s, RECEIVED_AT_ONCE);
  yield* until('read');
  yield* sleep(10, 'takes its time');
  let received = 0;
  let wrong = 0;
  for (;;) {
    const { error, bytes } = yield* receiveOnce(receiving);
    if (error !== 0 || bytes === 0) break;
    const content = yield* read(receiving.memory, bytes);
    for (let i = 0; i < bytes; i++) if (content[i] !== patternAt((received + i) % SENT_BYTES)) wrong++;
    received += bytes;
  }
  yield* fact('received', received);
  yield* fact('bytes that are wrong', wrong);
  yield* note(`${received} bytes were received, ${wrong} of them wrong.`);
  yield* giveBack(receiving);
  must(yield* winsock.closesocket({ s }));
}

export const backpressure: Lesson = { name: 'backpressure', actors: { sender, peer } };
