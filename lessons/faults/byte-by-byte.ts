import { constants } from '../../winsock/index.ts';
import { chapter, fact, note, publish, read, until, winsock, write } from '../calls.ts';
import type { Lesson, Program } from '../program.ts';
import { acceptOne, connectOne, must } from '../sockets.ts';
import { giveBack, receiveOnce, sendAll, transfer, type Transfer } from './transfer.ts';

const { IPPROTO_TCP } = constants.socketLevels;
const { TCP_NODELAY } = constants.tcpOptions;
/** A message is its length, in one byte, and its text. */
const SLOW = 'Patience';
const FAST = 'One by one, too';

function message(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return Uint8Array.of(bytes.length, ...bytes);
}

function* receiver(): Program {
  const s = yield* acceptOne();
  const receiving = yield* transfer(s, 256);

  yield* chapter('Each receive completes with what is there: one byte');
  const slow = yield* receiveMessage(receiving, 'slow');
  yield* fact('slow', [slow.text, slow.counts.length, Math.max(...slow.counts)]);
  yield* note(`“${slow.text}” needed ${slow.counts.length} receives. None waited for its buffer to be full.`);

  yield* chapter('The same sends, when nobody waits for them');
  yield* publish('send fast');
  yield* until('fast is sent');
  const fast = yield* receiveMessage(receiving, undefined);
  const sum = fast.counts.reduce((bytes, count) => bytes + count, 0);
  yield* fact('fast', fast.text);
  yield* fact('fast receives', fast.counts.length);
  yield* fact('fast bytes', sum);
  yield* note(
    `${sum} sends, ${fast.counts.length} ${fast.counts.length === 1 ? 'receive' : 'receives'}. TCP keeps the order of bytes, and knows no messages.`,
  );
  yield* giveBack(receiving);
  must(yield* winsock.closesocket({ s }));
}

/** Receives until a whole message is there. `acknowledge`: tells the sender of each receive, under this name. */
function* receiveMessage(receiving: Transfer, acknowledge: string | undefined) {
  const content: number[] = [];
  const counts: number[] = [];
  while (content.length < 1 + (content[0] ?? 0)) {
    const { bytes } = yield* receiveOnce(receiving);
    if (bytes === 0) throw new Error('The connection ended in the middle of a message.');
    content.push(...(yield* read(receiving.memory, bytes)));
    counts.push(bytes);
    if (acknowledge !== undefined) yield* publish(`${acknowledge} ${content.length}`);
  }
  return { text: new TextDecoder().decode(Uint8Array.from(content.slice(1))), counts };
}

function* peer(): Program {
  const s = yield* connectOne();
  // Small sends go out at once, instead of waiting for more to come.
  must(yield* winsock.setsockopt({ s, level: IPPROTO_TCP, optname: TCP_NODELAY, optval: 1 }));
  const byte = yield* transfer(s, 1);
  for (const [index, value] of message(SLOW).entries()) {
    yield* write(byte.memory, Uint8Array.of(value));
    yield* sendAll(byte);
    yield* until(`slow ${index + 1}`);
  }
  yield* until('send fast');
  for (const value of message(FAST)) {
    yield* write(byte.memory, Uint8Array.of(value));
    yield* sendAll(byte);
  }
  yield* publish('fast is sent');
  yield* giveBack(byte);
  must(yield* winsock.closesocket({ s }));
}

export const byteByByte: Lesson = { name: 'byte-by-byte', actors: { receiver, peer } };
