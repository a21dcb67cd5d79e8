import { STATUS_PENDING, errorName, statusName } from '../../winsock/index.ts';
import {
  buffer,
  chapter,
  exitThread,
  fact,
  look,
  note,
  overlapped,
  publish,
  release,
  until,
  winsock,
} from '../calls.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import type { BufferRef, Lesson, OverlappedRef, Packet, PortRef, Program, SocketRef } from '../program.ts';
import { must } from '../sockets.ts';
import { connectedPair, ending, giveBack, readText, sendAll, transfer } from './transfer.ts';

const MESSAGE = new TextEncoder().encode('for whoever takes the packet');

/** What another thread needs for issuing a receive. */
function* hand(name: string, s: SocketRef, lpOverlapped: OverlappedRef, memory: BufferRef): Program {
  yield* publish(`${name}: buffer`, memory);
  yield* publish(`${name}: structure`, lpOverlapped);
  yield* publish(`${name}: socket`, s);
}

function* issue(name: string): Program {
  const s = yield* until<SocketRef>(`${name}: socket`);
  const lpOverlapped = yield* until<OverlappedRef>(`${name}: structure`);
  const memory = yield* until<BufferRef>(`${name}: buffer`);
  yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
}

/** The thread that ends. */
function* issuer(): Program {
  yield* issue('event');
  yield* issue('port');
  yield* publish('both are in flight');
  yield* chapter('The thread ends with both in flight');
  yield* exitThread();
}

/** The thread that owns the sockets and the memory, and sees what becomes of the two. */
function* keeper(): Program {
  yield* chapter('Another thread issues two receives');
  const eventSide = yield* connectedPair();
  const portSide = yield* connectedPair();
  const port = yield* createPort();
  yield* associate(portSide.near, port, 1);
  const byEvent = yield* transfer(eventSide.near, 256);
  const byPort = yield* overlapped();
  const memory = yield* buffer(256);
  yield* hand('event', byEvent.s, byEvent.lpOverlapped, byEvent.memory);
  yield* hand('port', portSide.near, byPort, memory);
  yield* until('both are in flight');

  const cancelled = yield* ending(byEvent);
  yield* fact('event model', [cancelled.Internal, cancelled.error]);
  yield* note(
    `Nobody has cancelled it: its thread has ended, and ${statusName(cancelled.Internal)} came, ${errorName(cancelled.error)} (${cancelled.error}).`,
  );

  yield* chapter('The receive with the completion port has survived its thread');
  const { Internal } = yield* look(byPort);
  yield* fact('port model, afterwards', Internal);
  if (Internal === STATUS_PENDING) yield* note('The thread is gone, and this one is still in flight.');
  const sending = yield* transfer(portSide.far, MESSAGE);
  yield* sendAll(sending);
  const packet = yield* nextPacket(port);
  yield* fact('port model', [packet.Internal, packet.bytes]);
  yield* note(`Another thread takes its packet: ${yield* readText(memory, packet.bytes)}`);

  yield* giveBack(byEvent, sending);
  yield* release(byPort, memory);
  for (const s of [eventSide.near, eventSide.far, portSide.near, portSide.far]) must(yield* winsock.closesocket({ s }));
  must(yield* winsock.CloseHandle({ hObject: port }));
}

function* nextPacket(port: PortRef): Program<Packet> {
  for (;;) {
    const [packet] = yield* dequeue(port, 1);
    if (packet?.lpOverlapped !== undefined) return packet;
  }
}

export const threadExit: Lesson = { name: 'thread-exit', actors: { keeper, issuer } };
