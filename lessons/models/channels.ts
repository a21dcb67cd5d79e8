import { STATUS_PENDING } from '../../winsock/index.ts';
import { buffer, look, overlapped, publish, release, sleep, until, winsock } from '../calls.ts';
import type { BufferRef, EndpointRef, EventRef, OverlappedRef, Program, SocketRef } from '../program.ts';
import { bindLoopback, createEvent, fetchResult, must, udpSocket, waitForAny } from '../sockets.ts';
import { issued } from '../transfer.ts';

const LONGEST_BYTES = 64;

/** A UDP socket with the WSAOVERLAPPED and the buffer of the one receive that it has in flight at a time. */
export interface Channel {
  readonly s: SocketRef;
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
}

/** Opens a channel and tells the sender its address. `number` counts from 1; `hEvent` goes into its WSAOVERLAPPED. */
export function* openChannel(number: number, hEvent?: EventRef): Program<Channel> {
  const s = yield* udpSocket();
  yield* publish(`address ${number}`, yield* bindLoopback(s));
  const lpOverlapped = yield* overlapped(hEvent === undefined ? {} : { hEvent });
  return { s, lpOverlapped, memory: yield* buffer(LONGEST_BYTES) };
}

export function* closeChannel({ s, lpOverlapped, memory }: Channel): Program {
  yield* release(lpOverlapped, memory);
  must(yield* winsock.closesocket({ s }));
}

/** What the sender does as soon as the receiver has published `when`: a datagram to each of these channels. */
export interface Cue {
  readonly when: string;
  readonly to: readonly number[];
  /** Time before each datagram, so that what is in flight can be seen. */
  readonly afterMs: number;
}

/** The actor that sends: cue by cue. After each it publishes `sent: ` and the cue's `when`. */
export function datagramSender(cues: readonly Cue[]): () => Program {
  return function* sender() {
    const addresses = new Map<number, EndpointRef>();
    for (const number of new Set(cues.flatMap(({ to }) => to))) {
      addresses.set(number, yield* until<EndpointRef>(`address ${number}`));
    }
    const s = yield* udpSocket();
    const hEvent = yield* createEvent();
    const lpOverlapped = yield* overlapped({ hEvent });
    let count = 0;
    for (const { when, to, afterMs } of cues) {
      yield* until(when);
      for (const number of to) {
        if (afterMs > 0) yield* sleep(afterMs, 'before the next datagram');
        const memory = yield* buffer(new TextEncoder().encode(`datagram ${++count}`));
        const lpTo = addresses.get(number)!;
        issued(yield* winsock.WSASendTo({ s, lpBuffers: [memory], dwFlags: 0, lpTo, lpOverlapped }));
        yield* waitForAny([hEvent]);
        yield* fetchResult(s, lpOverlapped);
        yield* release(memory);
      }
      yield* publish(`sent: ${when}`);
    }
    yield* release(lpOverlapped);
    must(yield* winsock.WSACloseEvent({ hEvent }));
    must(yield* winsock.closesocket({ s }));
  };
}

/** Lets the sender follow its cue, and looks until this receive is complete: without a call, so that nothing else learns of it. */
export function* untilComplete(when: string, lpOverlapped: OverlappedRef): Program {
  yield* publish(when);
  yield* until(`sent: ${when}`);
  do yield* sleep(5, 'lets what was sent arrive');
  while ((yield* look(lpOverlapped)).Internal === STATUS_PENDING);
}
