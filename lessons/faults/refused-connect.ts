import { constants, errorName, statusName } from '../../winsock/index.ts';
import { chapter, fact, note, overlapped, publish, release, until, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import { associate, createPort } from '../ports.ts';
import type { EndpointRef, Lesson, OverlappedRef, Program, SocketRef } from '../program.ts';
import { bindLoopback, must, opened, tcpSocket, WAIT_MS } from '../sockets.ts';
import { addressWithoutListener, ending, giveBack, transfer } from './transfer.ts';

const { SOL_SOCKET } = constants.socketLevels;
const { SO_UPDATE_CONNECT_CONTEXT } = constants.socketOptions;
const KEY = 7;

/** ConnectEx takes only a socket that is bound. */
function* boundSocket(): Program<SocketRef> {
  const s = yield* tcpSocket();
  yield* bindLoopback(s);
  return s;
}

function* byEvent(): Program {
  yield* chapter('Nobody listens there: told by an event');
  const nobody = yield* addressWithoutListener();
  yield* publish('nobody', nobody.address);
  const s = yield* boundSocket();
  const connecting = yield* transfer(s, 0);
  const { lpOverlapped } = connecting;
  yield* winsock.ConnectEx({ s, name: nobody.address, dwSendDataLength: 0, lpOverlapped });
  const refused = yield* ending(connecting);
  yield* fact('by event', [refused.Internal, refused.error]);
  yield* note(
    `Internal: ${statusName(refused.Internal)}. WSAGetOverlappedResult: ${errorName(refused.error)} (${refused.error}).`,
  );
  must(yield* winsock.closesocket({ s }));
  yield* until('refused at the port');
  must(yield* winsock.closesocket({ s: nobody.s }));

  yield* chapter('The next attempt: a new socket, and somebody listens');
  const listener = yield* tcpSocket();
  const name = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  const anew: SocketRef = yield* boundSocket();
  yield* winsock.ConnectEx({ s: anew, name, dwSendDataLength: 0, lpOverlapped });
  const connected = yield* ending({ ...connecting, s: anew });
  yield* fact('a new socket', connected.error);
  must(yield* winsock.setsockopt({ s: anew, level: SOL_SOCKET, optname: SO_UPDATE_CONNECT_CONTEXT }));
  const accepted = opened(yield* winsock.accept({ s: listener, addr: out }));

  yield* giveBack(connecting);
  for (const each of [accepted, anew, listener]) must(yield* winsock.closesocket({ s: each }));
}

function* byPort(): Program {
  const name = yield* until<EndpointRef>('nobody');
  yield* chapter('Nobody listens there: told by a completion port');
  const s = yield* boundSocket();
  const port = yield* createPort();
  yield* associate(s, port, KEY);
  const lpOverlapped: OverlappedRef = yield* overlapped();
  yield* winsock.ConnectEx({ s, name, dwSendDataLength: 0, lpOverlapped });
  for (;;) {
    const packet = yield* winsock.GetQueuedCompletionStatus({
      CompletionPort: port,
      lpNumberOfBytesTransferred: out,
      lpCompletionKey: out,
      lpOverlapped: out,
      dwMilliseconds: WAIT_MS,
    });
    // Without lpOverlapped nothing was taken from the port: the time was up.
    if (packet.out['lpOverlapped'] === undefined) continue;
    yield* fact('by port', [packet.returned, packet.error, Number(packet.out['lpCompletionKey'])]);
    yield* note(
      `FALSE, with lpOverlapped set: a packet came, of an operation that failed. The error is the Windows one: ${errorName(packet.error)} (${packet.error}).`,
    );
    break;
  }
  yield* publish('refused at the port');
  yield* release(lpOverlapped);
  must(yield* winsock.closesocket({ s }));
  must(yield* winsock.CloseHandle({ hObject: port }));
}

export const refusedConnect: Lesson = { name: 'refused-connect', actors: { 'by event': byEvent, 'by port': byPort } };
