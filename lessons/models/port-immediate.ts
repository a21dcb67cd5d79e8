import { constants, errorName, WAIT_TIMEOUT, WSA_IO_PENDING } from '../../winsock/index.ts';
import { buffer, chapter, fact, note, overlapped, release, sleep, winsock } from '../calls.ts';
import { out, type CallResult } from '../call-types.ts';
import { connectedPair } from '../connected-pair.ts';
import { associate, createPort } from '../ports.ts';
import type { BufferRef, Lesson, OverlappedOptions, OverlappedRef, PortRef, Program, SocketRef } from '../program.ts';
import { createEvent, must, waitForAny } from '../sockets.ts';
import { issued, readText } from '../transfer.ts';

const { FILE_SKIP_COMPLETION_PORT_ON_SUCCESS } = constants.notificationModes;
const { SOL_SOCKET } = constants.socketLevels;
const { SO_LINGER } = constants.socketOptions;
const TEXT = new TextEncoder().encode('over and done');
/** A linger structure: on, for 0 seconds. Closing the socket then resets the connection. */
const RESET_ON_CLOSE = new Uint8Array([1, 0, 0, 0]);
const SOON_MS = 20;
const SLICE_MS = 1000;

/** The end of a connection that the port serves, and its peer, which this thread uses without overlapped I/O of its own. */
interface Connection {
  readonly server: SocketRef;
  readonly client: SocketRef;
  readonly key: number;
}

function* program(): Program {
  yield* chapter('A port, and two connections');
  const port = yield* createPort();
  const first: Connection = { ...(yield* connectedPair()), key: 1 };
  const second: Connection = { ...(yield* connectedPair()), key: 2 };
  for (const { server, key } of [first, second]) yield* associate(server, port, key);

  yield* packetAllTheSame(port, first);
  yield* eventAndPacket(port, first);
  yield* eventInsteadOfPacket(port, first);
  yield* withoutPacket(port, second);
  yield* failedPacket(port, first);

  yield* chapter('Giving everything back');
  for (const s of [first.server, second.server, second.client]) must(yield* winsock.closesocket({ s }));
  must(yield* winsock.CloseHandle({ hObject: port }));
}

interface Send {
  readonly lpOverlapped: OverlappedRef;
  readonly memory: BufferRef;
}

/** So few bytes fit into the socket’s buffer: the call returns 0, and the operation is complete. */
function* sendFew(s: SocketRef, options: OverlappedOptions = {}): Program<Send> {
  const lpOverlapped = yield* overlapped(options);
  const memory = yield* buffer(TEXT);
  const sent = issued(
    yield* winsock.WSASend({ s, lpBuffers: [memory], lpNumberOfBytesSent: out, dwFlags: 0, lpOverlapped }),
  );
  if (sent.error === WSA_IO_PENDING)
    yield* note('This send is still pending, which is rare: what follows holds all the same.');
  return { lpOverlapped, memory };
}

/** One packet, if there is one in time: then lpOverlapped is not NULL, whatever the call returns. */
function* takePacket(CompletionPort: PortRef, dwMilliseconds: number): Program<CallResult<undefined>> {
  return yield* winsock.GetQueuedCompletionStatus({
    CompletionPort,
    lpNumberOfBytesTransferred: out,
    lpCompletionKey: out,
    lpOverlapped: out,
    dwMilliseconds,
  });
}

/** A packet that is sure to come. */
function* waitForPacket(port: PortRef): Program<CallResult<undefined>> {
  for (;;) {
    const taken = yield* takePacket(port, SLICE_MS);
    if (taken.out['lpOverlapped'] !== undefined) return taken;
  }
}

/** Whether a packet comes although none should. */
function* noPacket(port: PortRef): Program<boolean> {
  const { failed, error, out: told } = yield* takePacket(port, SOON_MS);
  return failed && error === WAIT_TIMEOUT && told['lpOverlapped'] === undefined;
}

function* packetAllTheSame(port: PortRef, { server }: Connection): Program {
  yield* chapter('Complete at once, and a packet all the same');
  const { lpOverlapped, memory } = yield* sendFew(server);
  yield* note(
    'WSASend returned 0 and told the count. A program that gives the memory back now is wrong: a packet names it.',
  );
  const taken = yield* waitForPacket(port);
  yield* fact('packet after 0', [taken.returned, Number(taken.out['lpNumberOfBytesTransferred'])]);
  yield* release(lpOverlapped, memory);
}

function* eventAndPacket(port: PortRef, { server }: Connection): Program {
  yield* chapter('An event and a packet: both are given');
  const hEvent = yield* createEvent();
  const { lpOverlapped, memory } = yield* sendFew(server, { hEvent });
  yield* waitForAny([hEvent]);
  yield* waitForPacket(port);
  yield* note('The event was signaled, and the packet came: two threads could take this for two completions.');
  yield* release(lpOverlapped, memory);
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

function* eventInsteadOfPacket(port: PortRef, { server }: Connection): Program {
  yield* chapter('The low bit of hEvent: an event, and no packet');
  const hEvent = yield* createEvent();
  const { lpOverlapped, memory } = yield* sendFew(server, { hEvent, keepsOffPort: true });
  yield* waitForAny([hEvent]);
  const none = yield* noPacket(port);
  yield* fact('low bit: no packet', none);
  if (none) yield* note('hEvent holds the handle plus 1. Windows signals the event, and queues nothing.');
  yield* release(lpOverlapped, memory);
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

function* withoutPacket(port: PortRef, { server, client }: Connection): Program {
  yield* chapter('FILE_SKIP_COMPLETION_PORT_ON_SUCCESS: what completes at once needs no packet');
  must(
    yield* winsock.SetFileCompletionNotificationModes({
      FileHandle: server,
      Flags: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
    }),
  );
  const sent = yield* sendFew(server);
  const none = yield* noPacket(port);
  yield* fact('skip mode: no packet', none);
  if (none) yield* note('The return of 0 was all: a program that waits for the packet waits for ever.');
  yield* release(sent.lpOverlapped, sent.memory);

  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(64);
  issued(yield* winsock.WSARecv({ s: server, lpBuffers: [memory], lpFlags: 0, lpOverlapped }));
  yield* sleep(5, 'so that the receive can be seen in flight');
  const bytes = yield* buffer(TEXT);
  // Without a WSAOVERLAPPED it is an ordinary send, which returns when it is done.
  must(yield* winsock.WSASend({ s: client, lpBuffers: [bytes], lpNumberOfBytesSent: out, dwFlags: 0 }));
  const taken = yield* waitForPacket(port);
  const text = yield* readText(memory, Number(taken.out['lpNumberOfBytesTransferred']));
  yield* note(
    `This receive was pending, so its packet came: “${text}”. The mode is only about what completes at once.`,
  );
  yield* release(lpOverlapped, memory, bytes);
}

function* failedPacket(port: PortRef, { server, client }: Connection): Program {
  yield* chapter('FALSE, and yet a packet: the operation has failed');
  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(64);
  issued(yield* winsock.WSARecv({ s: server, lpBuffers: [memory], lpFlags: 0, lpOverlapped }));
  yield* noPacket(port);
  yield* note('FALSE, WAIT_TIMEOUT (258), lpOverlapped NULL: there was no packet.');
  must(yield* winsock.setsockopt({ s: client, level: SOL_SOCKET, optname: SO_LINGER, optval: RESET_ON_CLOSE }));
  must(yield* winsock.closesocket({ s: client }));
  const taken = yield* waitForPacket(port);
  const result = yield* winsock.WSAGetOverlappedResult({
    s: server,
    lpOverlapped,
    lpcbTransfer: out,
    fWait: false,
    lpdwFlags: out,
  });
  yield* fact('failed packet', [taken.returned, taken.error, result.error]);
  yield* note('FALSE again, but with an lpOverlapped: this is a packet, and whoever drops it leaks its memory.');
  yield* note(
    `The port says ${errorName(taken.error)} (${taken.error}), Winsock ${errorName(result.error)} (${result.error}): one end, two numbers.`,
  );
  yield* release(lpOverlapped, memory);
}

export const portImmediate: Lesson = { name: 'port-immediate', actors: { program } };
