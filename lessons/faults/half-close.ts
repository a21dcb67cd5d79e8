import { constants, errorName } from '../../winsock/index.ts';
import { chapter, fact, note, publish, until, winsock } from '../calls.ts';
import type { Lesson, Program } from '../program.ts';
import { acceptOne, connectOne, must } from '../sockets.ts';
import { ending, giveBack, readText, receiveOnce, sendAll, sendOnce, startReceive, transfer } from './transfer.ts';

const { SD_SEND } = constants.shutdownHow;
const REQUEST = 'What do you have?';
const ANSWERS = ['Bread. ', 'Butter. ', 'That is all.'];
const encoder = new TextEncoder();

function* server(): Program {
  const s = yield* acceptOne();
  const first = yield* transfer(s, 256);
  const second = yield* transfer(s, 256);
  const third = yield* transfer(s, 256);

  yield* chapter('Three receives in flight: the request answers the first');
  for (const receiving of [first, second, third]) yield* startReceive(receiving);
  yield* publish('the receives are in flight');
  const request = yield* ending(first);
  yield* note(`The request: ${yield* readText(first.memory, request.bytes)}`);
  yield* publish('the request has come');

  yield* chapter('The client’s direction has ended, and so do the others: 0 bytes');
  const ends = [yield* ending(second), yield* ending(third)];
  yield* fact(
    'receives at the end',
    ends.flatMap(({ error, bytes }) => [error, bytes]),
  );
  const later = yield* receiveOnce(first);
  yield* fact('a receive after the end', [later.error, later.bytes]);
  yield* note('0 bytes, without an error, is the end of that direction. Each further receive says so again.');

  yield* chapter('The other direction is still open');
  for (const text of ANSWERS) {
    const sending = yield* transfer(s, encoder.encode(text));
    yield* sendAll(sending);
    yield* giveBack(sending);
  }
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  yield* giveBack(first, second, third);
  must(yield* winsock.closesocket({ s }));
}

function* client(): Program {
  const s = yield* connectOne();
  const sending = yield* transfer(s, encoder.encode(REQUEST));
  const receiving = yield* transfer(s, 256);
  yield* until('the receives are in flight');
  yield* sendAll(sending);
  yield* until('the request has come');
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  const tooLate = yield* sendOnce(sending);
  yield* fact('a send after shutdown', tooLate.error);
  yield* note(`Who has ended a direction cannot send in it: ${errorName(tooLate.error)} (${tooLate.error}).`);

  let answer = '';
  for (;;) {
    const { error, bytes } = yield* receiveOnce(receiving);
    if (error !== 0 || bytes === 0) break;
    answer += yield* readText(receiving.memory, bytes);
  }
  yield* fact('answer', answer);
  yield* note(`The answer came after the end of the question: ${answer}`);
  yield* giveBack(sending, receiving);
  must(yield* winsock.closesocket({ s }));
}

export const halfClose: Lesson = { name: 'half-close', actors: { server, client } };
