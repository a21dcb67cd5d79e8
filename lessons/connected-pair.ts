import { winsock } from './calls.ts';
import { out } from './call-types.ts';
import type { Program, SocketRef } from './program.ts';
import { bindLoopback, localAddress, must, opened, tcpSocket } from './sockets.ts';

/** Both ends of a TCP connection. One thread can make them, because a listening socket takes connections by itself. */
export function* connectedPair(): Program<{ readonly server: SocketRef; readonly client: SocketRef }> {
  const listener = yield* tcpSocket();
  const name = yield* bindLoopback(listener);
  must(yield* winsock.listen({ s: listener, backlog: 1 }));
  const client = yield* tcpSocket();
  must(yield* winsock.connect({ s: client, name }));
  const server = opened(yield* winsock.accept({ s: listener, addr: out }));
  yield* localAddress(client);
  yield* localAddress(server);
  must(yield* winsock.closesocket({ s: listener }));
  return { server, client };
}
