import { buffer, chapter, note, overlapped, publish, read, release, sleep, until, winsock } from './calls.ts';
import type { BufferRef, EndpointRef, EventRef, Lesson, OverlappedRef, Program, SocketRef } from './program.ts';
import { bindLoopback, createEvent, fetchResult, must, udpSocket, waitForAny } from './sockets.ts';

const IN_FLIGHT = 3;
const DATAGRAMS = 9;
const SOCKADDR_IN_BYTES = 16;

interface Receive {
  readonly hEvent: EventRef;
  readonly lpOverlapped: OverlappedRef;
  readonly bytes: BufferRef;
  readonly from: BufferRef;
}

function* prepare(): Program<Receive> {
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent });
  return { hEvent, lpOverlapped, bytes: yield* buffer(512), from: yield* buffer(SOCKADDR_IN_BYTES) };
}

function* start(s: SocketRef, { lpOverlapped, bytes, from }: Receive): Program {
  yield* winsock.WSARecvFrom({
    s,
    lpBuffers: [bytes],
    lpFlags: 0,
    lpFrom: from,
    lpFromlen: SOCKADDR_IN_BYTES,
    lpOverlapped,
  });
}

function* receiver(): Program {
  const s = yield* udpSocket();
  const address = yield* bindLoopback(s);
  const receives: Receive[] = [];
  for (let i = 0; i < IN_FLIGHT; i++) receives.push(yield* prepare());

  yield* chapter(`${IN_FLIGHT} receives in flight on one socket`);
  for (const receive of receives) yield* start(s, receive);
  yield* publish('address', address);
  for (let count = 0; count < DATAGRAMS; count++) {
    const receive = receives[yield* waitForAny(receives.map(({ hEvent }) => hEvent))];
    if (receive === undefined) throw new Error('The wait named an event that was not asked for.');
    const length = yield* fetchResult(s, receive.lpOverlapped);
    yield* note(`Datagram ${new TextDecoder().decode(yield* read(receive.bytes, length))}`);
    // The receive takes its place behind the ones that are still in flight.
    yield* start(s, receive);
  }

  yield* chapter('The receives that nobody will answer are cancelled, and still complete');
  for (const { hEvent, lpOverlapped } of receives) {
    yield* winsock.CancelIoEx({ hFile: s, lpOverlapped });
    yield* waitForAny([hEvent]);
    yield* winsock.WSAGetOverlappedResult({ s, lpOverlapped, lpcbTransfer: 'out', fWait: false, lpdwFlags: 'out' });
  }
  for (const { hEvent, lpOverlapped, bytes, from } of receives) {
    yield* release(lpOverlapped, bytes, from);
    must(yield* winsock.WSACloseEvent({ hEvent }));
  }
  must(yield* winsock.closesocket({ s }));
}

function* sender(): Program {
  const lpTo = yield* until<EndpointRef>('address');
  const s = yield* udpSocket();
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent });
  for (let number = 1; number <= DATAGRAMS; number++) {
    const bytes = yield* buffer(new TextEncoder().encode(`number ${number}`));
    yield* winsock.WSASendTo({ s, lpBuffers: [bytes], dwFlags: 0, lpTo, lpOverlapped });
    yield* waitForAny([hEvent]);
    yield* fetchResult(s, lpOverlapped);
    yield* release(bytes);
    // Two come close together, then there is a pause: receives overlap, and one waits.
    if (number % 2 === 0) yield* sleep(4, 'before the next two datagrams');
  }
  yield* release(lpOverlapped);
  must(yield* winsock.WSACloseEvent({ hEvent }));
  must(yield* winsock.closesocket({ s }));
}

export const datagram: Lesson = { name: 'datagram', actors: { receiver, sender } };
