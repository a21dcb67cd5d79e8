import { WSA_IO_INCOMPLETE } from '../winsock/index.ts';
import { buffer, chapter, note, overlapped, publish, read, release, sleep, until, winsock } from './calls.ts';
import { out } from './call-types.ts';
import type { Lesson, Program } from './program.ts';
import { acceptOne, connectOne, createEvent, fetchResult, must, waitForAny } from './sockets.ts';

const MESSAGE = 'Hello, overlapped I/O';

function* receiver(): Program {
  yield* chapter('A connection');
  const s = yield* acceptOne();
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent });
  const bytes = yield* buffer(4096);

  yield* chapter('One WSARecv, and nothing to receive');
  yield* winsock.WSARecv({ s, lpBuffers: [bytes], lpFlags: 0, lpOverlapped });
  const tooEarly = yield* winsock.WSAGetOverlappedResult({
    s,
    lpOverlapped,
    lpcbTransfer: out,
    fWait: false,
    lpdwFlags: out,
  });
  if (tooEarly.error === WSA_IO_INCOMPLETE)
    yield* note('Asked too early: WSA_IO_INCOMPLETE is an answer, not a failure.');
  yield* publish('the receive is in flight');

  yield* chapter('A wait that ends without it');
  yield* winsock.WSAWaitForMultipleEvents({ lphEvents: [hEvent], fWaitAll: false, dwTimeout: 10, fAlertable: false });
  yield* sleep(30, 'does other work; the bytes come meanwhile, and it does not know');
  // On a busy machine the sender may be late: the lesson is about bytes that are there before anybody looks.
  yield* until('the bytes are sent');

  yield* chapter('A wait that tells of it');
  yield* waitForAny([hEvent]);
  yield* sleep(5, 'knows that it is done, and has not fetched the result');
  const count = yield* fetchResult(s, lpOverlapped);
  const text = new TextDecoder().decode(yield* read(bytes, count));
  yield* note(`Received ${count} bytes: ${text}`);

  yield* chapter('Giving everything back');
  yield* release(lpOverlapped, bytes);
  must(yield* winsock.WSACloseEvent({ hEvent }));
  must(yield* winsock.closesocket({ s }));
}

function* sender(): Program {
  const s = yield* connectOne();
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent });
  const bytes = yield* buffer(new TextEncoder().encode(MESSAGE));

  yield* until('the receive is in flight');
  yield* sleep(25, 'sends nothing for a while, so that the receive can be seen in flight');
  yield* winsock.WSASend({ s, lpBuffers: [bytes], dwFlags: 0, lpOverlapped });
  yield* publish('the bytes are sent');
  yield* waitForAny([hEvent]);
  yield* fetchResult(s, lpOverlapped);

  yield* release(lpOverlapped, bytes);
  must(yield* winsock.WSACloseEvent({ hEvent }));
  must(yield* winsock.closesocket({ s }));
}

export const firstReceive: Lesson = { name: 'first-receive', actors: { receiver, sender } };
