import { errorName, statusName } from '../../winsock/index.ts';
import { buffer, chapter, fact, note, overlapped, publish, release, until, winsock } from '../calls.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import type { EndpointRef, Lesson, Program, SocketRef } from '../program.ts';
import { bindLoopback, must, udpSocket } from '../sockets.ts';
import { ending, giveBack, isSignaled, isStarted, readText, transfer, type Transfer } from './transfer.ts';

const LONG = new TextEncoder().encode('This datagram is longer than the buffer that waits for it.');
const SHORT_BYTES = 16;
/** An IPv4 datagram has at most 65,535 bytes, of which 28 are headers: this is one too many. */
const TOO_LONG_BYTES = 65_508;
const PATIENCE_MS = 1000;

function* receiver(): Program {
  const s = yield* udpSocket();
  const address = yield* bindLoopback(s);
  const receiving = yield* transfer(s, SHORT_BYTES);

  yield* chapter('A receive in flight, and its buffer is too short');
  yield* startReceiveFrom(receiving);
  yield* publish('address', address);
  const end = yield* ending(receiving);
  yield* fact('in flight', [end.Internal, end.error, end.bytes]);
  yield* fact('kept', yield* readText(receiving.memory, end.bytes));
  yield* note(
    `${statusName(end.Internal)}, ${errorName(end.error)} (${end.error}). The first ${end.bytes} bytes were kept; the rest of the datagram is lost.`,
  );

  yield* chapter('The datagram is there already: the call itself fails, and the event comes all the same');
  yield* publish('second');
  yield* until('second sent');
  const call = yield* startReceiveFrom(receiving);
  yield* fact('at once', [call.returned, call.error]);
  const signaled = yield* isSignaled(receiving.hEvent, PATIENCE_MS);
  yield* fact('event after the failure', signaled);
  if (!isStarted(call) && signaled)
    yield* note('The call has failed, so nothing should come. Yet the event is signaled.');
  yield* giveBack(receiving);
  must(yield* winsock.closesocket({ s }));
  yield* failureAtPort();
}

function* startReceiveFrom({ s, lpOverlapped, memory }: Transfer) {
  return yield* winsock.WSARecvFrom({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
}

/** A structure whose call has failed with WSAEMSGSIZE is not reused before its packet was taken, or none has come. */
function* failureAtPort(): Program {
  yield* chapter('The same with a completion port: a packet, after a failure');
  const s = yield* udpSocket();
  yield* publish('address of the port', yield* bindLoopback(s));
  const port = yield* createPort();
  yield* associate(s, port, 1);
  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(SHORT_BYTES);
  yield* until('third sent');
  const call = yield* winsock.WSARecvFrom({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped });
  yield* fact('at once, at a port', [call.returned, call.error]);
  const [packet] = yield* dequeue(port, 1, PATIENCE_MS);
  if (packet === undefined) yield* note('No packet came, as the page of WSARecvFrom says.');
  else {
    yield* fact('packet after the failure', [packet.Internal, packet.bytes]);
    yield* note(
      `A packet came: ${statusName(packet.Internal)}, ${packet.bytes} bytes. Had the structure been issued again, it would have been taken for the new operation’s.`,
    );
  }
  yield* release(lpOverlapped, memory);
  must(yield* winsock.closesocket({ s }));
  must(yield* winsock.CloseHandle({ hObject: port }));
}

function* sender(): Program {
  const lpTo = yield* until<EndpointRef>('address');
  const s = yield* udpSocket();
  yield* sendLong(s, lpTo);
  yield* until('second');
  yield* sendLong(s, lpTo);
  yield* publish('second sent');
  const portSocket = yield* until<EndpointRef>('address of the port');
  yield* sendLong(s, portSocket);
  yield* publish('third sent');

  yield* chapter('A datagram that is too long for the network');
  const sending = yield* transfer(s, TOO_LONG_BYTES);
  const call = yield* startSendTo(sending, portSocket);
  yield* fact('too long to send', [call.returned, call.error]);
  const signaled = yield* isSignaled(sending.hEvent, 0);
  yield* note(
    `${TOO_LONG_BYTES} bytes: ${errorName(call.error)} (${call.error}). Nothing was sent, and the event is ${signaled ? 'signaled here, too' : 'not signaled'}.`,
  );
  yield* giveBack(sending);
  must(yield* winsock.closesocket({ s }));
}

function* startSendTo({ s, lpOverlapped, memory }: Transfer, lpTo: EndpointRef) {
  return yield* winsock.WSASendTo({ s, lpBuffers: [memory], dwFlags: 0, lpTo, lpOverlapped });
}

function* sendLong(s: SocketRef, lpTo: EndpointRef): Program {
  const sending = yield* transfer(s, LONG);
  if (isStarted(yield* startSendTo(sending, lpTo))) yield* ending(sending);
  yield* giveBack(sending);
}

export const messageTooLong: Lesson = { name: 'message-too-long', actors: { receiver, sender } };
