import { errorName, statusName } from '../../winsock/index.ts';
import { buffer, chapter, fact, look, note, overlapped, release, sleep, winsock } from '../calls.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import type { Lesson, Packet, PortRef, Program } from '../program.ts';
import { must, waitForAny } from '../sockets.ts';
import { cancel, connectedPair, ending, giveBack, startReceive, transfer } from './transfer.ts';

function* closer(): Program {
  yield* chapter('Closed while two receives are in flight');
  yield* closeFirst();
  yield* chapter('The same with a completion port: the packet still comes');
  yield* closeFirstAtPort();
  yield* chapter('The safe order: cancel, wait for the completion, close');
  yield* cancelFirst();
}

function* closeFirst(): Program {
  const { near: s, far } = yield* connectedPair();
  const receives = [yield* transfer(s, 256), yield* transfer(s, 256)];
  for (const receiving of receives) yield* startReceive(receiving);
  yield* sleep(15, 'and nothing comes');
  must(yield* winsock.closesocket({ s }));
  yield* note('The SOCKET is gone. Structures and buffers belong to Windows until the operations have completed.');
  for (const { hEvent, lpOverlapped } of receives) {
    yield* waitForAny([hEvent]);
    const { Internal } = yield* look(lpOverlapped);
    yield* fact('closed first', Internal);
    yield* note(`The event says that it has ended, and Internal how: ${statusName(Internal)}.`);
  }
  yield* note('WSAGetOverlappedResult would need the SOCKET, whose number may be another’s by now: nobody can fetch.');
  yield* giveBack(...receives);
  must(yield* winsock.closesocket({ s: far }));
}

function* closeFirstAtPort(): Program {
  const { near: s, far } = yield* connectedPair();
  const port = yield* createPort();
  yield* associate(s, port, 1);
  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(256);
  yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
  must(yield* winsock.closesocket({ s }));
  const { Internal } = yield* nextPacket(port);
  yield* fact('closed first, at a port', Internal);
  yield* note(`The packet says ${statusName(Internal)}. Only after it may the memory be used again.`);
  yield* release(lpOverlapped, memory);
  must(yield* winsock.closesocket({ s: far }));
  must(yield* winsock.CloseHandle({ hObject: port }));
}

function* cancelFirst(): Program {
  const { near: s, far } = yield* connectedPair();
  const receiving = yield* transfer(s, 256);
  yield* startReceive(receiving);
  yield* cancel(receiving);
  const { error, Internal } = yield* ending(receiving);
  yield* fact('cancelled first', [Internal, error]);
  yield* note(`${errorName(error)} (${error}), on every system, and fetched while the SOCKET is still ours.`);
  yield* giveBack(receiving);
  for (const each of [s, far]) must(yield* winsock.closesocket({ s: each }));
}

function* nextPacket(port: PortRef): Program<Packet> {
  for (;;) {
    const [packet] = yield* dequeue(port, 1);
    if (packet?.lpOverlapped !== undefined) return packet;
  }
}

export const closeWithPending: Lesson = { name: 'close-with-pending', actors: { closer } };
