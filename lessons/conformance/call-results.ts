import { constants } from '../../winsock/index.ts';
import { fact, look, overlapped, buffer, winsock, release, publish, until } from '../calls.ts';
import type { EventRef, OverlappedOptions, Program, SocketRef } from '../program.ts';
import { acceptOne, connectOne, createEvent, must, waitForAny } from '../sockets.ts';
import type { Rule } from './rule.ts';

const { SD_SEND } = constants.shutdownHow;
const TEXT = new TextEncoder().encode('hello');

/** Issues one receive; what the call returned and the error. */
export function* receive(s: SocketRef, options: OverlappedOptions = {}, bytes = 64) {
  const lpOverlapped = yield* overlapped(options);
  const memory = yield* buffer(bytes);
  const { returned, error, failed } = yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
  return { lpOverlapped, memory, returned, error: failed ? error : 0 };
}

/** Sends a few bytes at once, and gives everything back. */
export function* sendText(s: SocketRef, hEvent: EventRef): Program {
  const lpOverlapped = yield* overlapped({ hEvent });
  const memory = yield* buffer(TEXT);
  yield* winsock.WSASend({ s, lpBuffers: [memory], dwFlags: 0, lpOverlapped });
  yield* waitForAny([hEvent]);
  yield* release(lpOverlapped, memory);
}

/** A peer that sends when it is told to, and ends its direction. */
export function* sendingPeer(): Program {
  const s = yield* connectOne();
  const hEvent = yield* createEvent();
  yield* until('send');
  yield* sendText(s, hEvent);
  yield* publish('sent');
  yield* until('end');
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  must(yield* winsock.closesocket({ s }));
}

export const callResults: readonly Rule[] = [
  {
    name: 'rule-1-return-values',
    says: 'SOCKET_ERROR with WSA_IO_PENDING: it will complete later. 0: it has completed.',
    page: 'api/winsock2/nf-winsock2-wsarecv',
    actors: {
      *receiver() {
        const s = yield* acceptOne();
        const hEvent = yield* createEvent();
        const early = yield* receive(s, { hEvent });
        yield* fact('nothing there', [early.returned, early.error]);
        yield* fact('Internal after it', (yield* look(early.lpOverlapped)).Internal);
        yield* publish('send');
        yield* waitForAny([hEvent]);
        yield* fact('Internal after completion', (yield* look(early.lpOverlapped)).Internal);
        yield* publish('end');
      },
      sender: sendingPeer,
    },
    wine: { 'nothing there': [-1, 997], 'Internal after it': 0x103, 'Internal after completion': 0 },
  },
];
