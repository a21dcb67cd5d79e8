import { constants, STATUS_PENDING } from '../../winsock/index.ts';
import { buffer, chapter, fact, look, note, overlapped, publish, release, sleep, until, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import type { BufferRef, Lesson, OverlappedRef, Packet, PortRef, Program, SocketRef } from '../program.ts';
import { associate, createPort, dequeue } from '../ports.ts';
import { bindLoopback, must, opened, tcpSocket } from '../sockets.ts';
import { startReceive, startSend } from '../transfer.ts';
import { echoClients } from './echo-clients.ts';

const { SD_SEND } = constants.shutdownHow;
const CLIENTS = 4;
const MESSAGES = 3;
const WORKERS = 3;
/** Under Windows at most so many of the workers run at the same time. */
const CONCURRENT = 2;
const AT_ONCE = 4;
const MESSAGE_BYTES = 64;

/** What a worker has to know of a connection. Its key at the port is its number. */
type Connection = readonly [s: SocketRef, receive: OverlappedRef, send: OverlappedRef, memory: BufferRef];

function* acceptor(): Program {
  yield* chapter('A port, a listening socket, and a connection for each client');
  const port = yield* createPort(CONCURRENT);
  yield* publish('port', port);
  const connections = yield* acceptAll(port);
  for (const [s, lpOverlapped, , memory] of connections) yield* startReceive(s, { lpOverlapped, memory });

  yield* chapter('Packets queue up at the port while nobody takes them');
  yield* publish('the receives are in flight');
  yield* until('the first messages are sent');
  if (yield* areComplete(connections.map(([, receive]) => receive))) {
    yield* note('Every receive is complete, and its packet is queued at the port. The program knows of none of them.');
  }

  yield* chapter('One worker takes them all at once');
  yield* publish('worker 1 may begin');
  yield* until('the others may begin');
  yield* chapter(`${WORKERS} workers, one port`);
  for (let key = 1; key <= CLIENTS; key++) yield* until(`connection ${key} is closed`);

  yield* chapter('The last packet is the program’s own');
  yield* note('It is posted with the number of workers that are to leave, and each worker passes it on to the next.');
  must(
    yield* winsock.PostQueuedCompletionStatus({
      CompletionPort: port,
      dwNumberOfBytesTransferred: WORKERS,
      dwCompletionKey: 0,
    }),
  );
  for (let number = 1; number <= WORKERS; number++) yield* until(`worker ${number} has left`);
  for (const [, receive, send, memory] of connections) yield* release(receive, send, memory);
  must(yield* winsock.CloseHandle({ hObject: port }));
}

function* acceptAll(port: PortRef): Program<Connection[]> {
  const listener = yield* tcpSocket();
  yield* publish('address', yield* bindLoopbackAndListen(listener));
  yield* until('connected');
  const connections: Connection[] = [];
  for (let key = 1; key <= CLIENTS; key++) {
    const s = opened(yield* winsock.accept({ s: listener, addr: out }));
    yield* associate(s, port, key);
    const connection = [s, yield* overlapped(), yield* overlapped(), yield* buffer(MESSAGE_BYTES)] as const;
    yield* publish(`connection ${key}`, connection);
    connections.push(connection);
  }
  must(yield* winsock.closesocket({ s: listener }));
  return connections;
}

/**
 * Looks for a while, without a call. Microsoft says that a structure may stay as it is until its packet has been taken, so
 * that this can be in vain.
 */
function* areComplete(receives: readonly OverlappedRef[]): Program<boolean> {
  for (let looks = 0; looks < 20; looks++) {
    yield* sleep(5, 'keeps the workers back');
    let pending = 0;
    for (const lpOverlapped of receives) if ((yield* look(lpOverlapped)).Internal === STATUS_PENDING) pending++;
    if (pending === 0) return true;
  }
  return false;
}

function* bindLoopbackAndListen(listener: SocketRef) {
  const address = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: CLIENTS }));
  return address;
}

function worker(number: number): () => Program {
  return function* () {
    const port = yield* until<PortRef>('port');
    const connections: Connection[] = [];
    for (let key = 1; key <= CLIENTS; key++) connections.push(yield* until<Connection>(`connection ${key}`));
    yield* until(number === 1 ? 'worker 1 may begin' : 'the others may begin');
    let taken = 0;
    let largest = 0;
    for (let stays = true; stays;) {
      const packets = yield* dequeue(port, AT_ONCE);
      if (number === 1 && taken === 0) yield* publish('the others may begin');
      taken += packets.length;
      if (packets.length > Math.max(1, largest)) {
        yield* note(`One GetQueuedCompletionStatusEx took ${packets.length} packets. Each has a status of its own.`);
      }
      largest = Math.max(largest, packets.length);
      for (const packet of packets) {
        const connection = connections[packet.key - 1];
        if (connection === undefined) stays = yield* passOn(port, packet);
        else yield* serve(connection, packet);
      }
    }
    yield* fact(`packets taken by worker ${number}`, taken);
    yield* fact(`largest batch of worker ${number}`, largest);
    yield* publish(`worker ${number} has left`);
  };
}

/** The key says which connection, lpOverlapped which of its operations. */
function* serve([s, receive, send, memory]: Connection, { key, lpOverlapped, bytes }: Packet): Program {
  if (lpOverlapped?.slot === send.slot) return void (yield* startReceive(s, { lpOverlapped: receive, memory }));
  if (bytes > 0) {
    yield* sleep(3, 'works on the message; another worker takes the next packet');
    return void (yield* startSend(s, { lpOverlapped: send, memory: { ...memory, length: bytes } }));
  }
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  must(yield* winsock.closesocket({ s }));
  return yield* publish(`connection ${key} is closed`);
}

/** Posts the last packet again for the next worker. False: this one leaves. */
function* passOn(port: PortRef, { bytes: toLeave }: Packet): Program<false> {
  if (toLeave > 1) {
    must(
      yield* winsock.PostQueuedCompletionStatus({
        CompletionPort: port,
        dwNumberOfBytesTransferred: toLeave - 1,
        dwCompletionKey: 0,
      }),
    );
  }
  return false;
}

export const portEcho: Lesson = {
  name: 'port-echo',
  actors: {
    acceptor,
    ...Object.fromEntries(
      Array.from({ length: WORKERS }, (_, index) => [`worker ${index + 1}`, worker(index + 1)] as const),
    ),
    clients: echoClients({ clients: CLIENTS, messages: MESSAGES, bytes: MESSAGE_BYTES }),
  },
};
