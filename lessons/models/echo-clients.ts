import { constants } from '../../winsock/index.ts';
import { chapter, publish, until, winsock } from '../calls.ts';
import type { EndpointRef, Program, SocketRef } from '../program.ts';
import { must, tcpSocket } from '../sockets.ts';
import { closeTransfer, finish, openTransfer, readText, startReceive, startSend, type Transfer } from '../transfer.ts';

const { SD_SEND } = constants.shutdownHow;

interface Client {
  readonly s: SocketRef;
  readonly receiving: Transfer;
  readonly sending: Transfer;
  readonly text: string;
}

/** All clients of an echo server, on one thread, in the event model: each sends a message, and waits until it is back. */
export function echoClients(all: { readonly clients: number; readonly messages: number; readonly bytes: number }) {
  return function* (): Program {
    const name = yield* until<EndpointRef>('address');
    const clients: Client[] = [];
    for (let number = 1; number <= all.clients; number++) clients.push(yield* connectClient(name, number, all.bytes));
    yield* publish('connected');
    yield* until('the receives are in flight');
    for (let message = 1; message <= all.messages; message++) {
      for (const { s, receiving, sending } of clients) {
        yield* startReceive(s, receiving);
        yield* startSend(s, sending);
      }
      if (message === 1) yield* publish('the first messages are sent');
      for (const client of clients) yield* takeEcho(client);
    }
    yield* chapter('The clients end their connections');
    for (const { s } of clients) must(yield* winsock.shutdown({ s, how: SD_SEND }));
    for (const { s, receiving, sending } of clients) {
      yield* startReceive(s, receiving);
      const left = yield* finish(s, receiving);
      if (left !== 0) throw new Error(`${left} bytes came back after everything had been echoed.`);
      yield* closeTransfer(receiving);
      yield* closeTransfer(sending);
      must(yield* winsock.closesocket({ s }));
    }
  };
}

function* connectClient(name: EndpointRef, number: number, bytes: number): Program<Client> {
  const s = yield* tcpSocket();
  must(yield* winsock.connect({ s, name }));
  const text = `client ${number} `.padEnd(bytes, '.');
  const sending = yield* openTransfer(new TextEncoder().encode(text));
  return { s, receiving: yield* openTransfer(bytes), sending, text };
}

/** The message is back, whole: it may come in parts. */
function* takeEcho({ s, receiving, sending, text }: Client): Program {
  yield* finish(s, sending);
  let back = yield* readText(receiving.memory, yield* finish(s, receiving));
  while (back.length < text.length) {
    yield* startReceive(s, receiving);
    const more = yield* finish(s, receiving);
    if (more === 0) throw new Error('The server closed the connection before it had echoed everything.');
    back += yield* readText(receiving.memory, more);
  }
  if (back !== text) throw new Error(`The server echoed something else than it was sent: ${back}`);
}
