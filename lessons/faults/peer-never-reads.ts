import { errorName } from '../../winsock/index.ts';
import { chapter, fact, note, publish, until, winsock } from '../calls.ts';
import type { Lesson, Program } from '../program.ts';
import { acceptOne, connectOne, must } from '../sockets.ts';
import { cancel, ending, giveBack, isSignaled, receiveOnce, startSend, transfer } from './transfer.ts';

const MESSAGE_BYTES = 256 * 1024;
/** 64 MiB: more than any system takes for a peer that does not read. */
const MOST_MESSAGES = 256;
const PATIENCE_MS = 100;

function* sender(): Program {
  const s = yield* connectOne();
  const sending = yield* transfer(
    s,
    Uint8Array.from({ length: MESSAGE_BYTES }, (_, index) => index % 251),
  );
  yield* chapter('Messages to a peer that never reads');
  let completed = 0;
  let isStuck = false;
  while (!isStuck && completed < MOST_MESSAGES * MESSAGE_BYTES) {
    yield* startSend(sending);
    isStuck = !(yield* isSignaled(sending.hEvent, PATIENCE_MS));
    if (!isStuck) completed += (yield* ending(sending)).bytes;
  }
  yield* fact('stuck', isStuck);
  yield* note(
    `${completed / MESSAGE_BYTES} messages went into buffers on the way. The next one is pending, and would be for ever.`,
  );

  yield* chapter('A send that has waited long enough is cancelled');
  let taken = 0;
  if (isStuck) {
    yield* cancel(sending);
    const { error, bytes } = yield* ending(sending);
    taken = bytes;
    yield* fact('cancelled', error);
    yield* note(
      `${errorName(error)} (${error}). ${bytes} of its ${MESSAGE_BYTES} bytes had been taken before: they stay sent.`,
    );
  }
  yield* fact('completed', completed);
  yield* fact('taken of the cancelled one', taken);
  yield* note(
    'The peer’s stream now ends within a message. All that can be done with such a connection is to close it.',
  );
  yield* giveBack(sending);
  must(yield* winsock.closesocket({ s }));
  yield* publish('closed');
}

function* peer(): Program {
  const s = yield* acceptOne();
  yield* until('closed');
  yield* chapter('An examiner counts what lies in the buffers');
  const receiving = yield* transfer(s, MESSAGE_BYTES);
  let received = 0;
  for (;;) {
    const { error, bytes } = yield* receiveOnce(receiving);
    if (error !== 0 || bytes === 0) break;
    received += bytes;
  }
  yield* fact('received', received);
  yield* note(`${received} bytes: every completed message, and the beginning of the cancelled one.`);
  yield* giveBack(receiving);
  must(yield* winsock.closesocket({ s }));
}

export const peerNeverReads: Lesson = { name: 'peer-never-reads', actors: { sender, peer } };
