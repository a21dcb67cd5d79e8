import type { WinsockObject } from '../objects.ts';
import { IndexLists } from '../store/index-list.ts';
import type { Trace } from '../trace.ts';

const WILDCARDS = ['0.0.0.0', '[::]'];

/**
 * Which two sockets of a trace are the ends of one TCP connection.
 *
 * One of them was accepted, the other has connected; the address that each has is the one that the other names as its
 * peer’s, and both were open at some moment. Where two would do, or an address was never told, there is no answer.
 */
export class Connections {
  /** By what the address of the end that has connected is numbered: the sockets that have been seen with it. */
  private readonly connected = new IndexLists();
  private readonly accepted = new IndexLists();
  private readonly numbers = new Map<string, number>();
  private readonly accepts = new Map<number, number>();
  private seen = 0;

  constructor(private readonly trace: Trace) {}

  /** The other end of a socket’s connection, as an object number; undefined: it is not known. */
  peerOf(id: number): number | undefined {
    this.update();
    const socket = this.trace.objects.get(id);
    const isAccepted = socket?.acceptedOn !== undefined;
    const address = isAccepted ? socket.peer : socket?.local;
    const number = address === undefined ? undefined : this.numbers.get(address);
    if (socket === undefined || number === undefined) return undefined;
    const found = new Set<number>();
    for (const other of (isAccepted ? this.connected : this.accepted).of(number)) {
      const object = this.trace.objects.get(other);
      if (object === undefined || other === id) continue;
      if (isAccepted ? this.areEnds(object, socket) : this.areEnds(socket, object)) found.add(other);
    }
    const [peer] = found;
    return found.size === 1 ? peer : undefined;
  }

  /** The socket that an AcceptEx has put its connection into. */
  acceptedBy(operation: number): number | undefined {
    this.update();
    return this.accepts.get(operation);
  }

  private update(): void {
    const { objects, changes } = this.trace;
    for (; this.seen < changes.objects.length; this.seen++) {
      const id = changes.objects.at(this.seen)!;
      const object = objects.get(id);
      if (object?.kind !== 'socket') continue;
      if (object.acceptedBy !== undefined) this.accepts.set(object.acceptedBy, id);
      const isAccepted = object.acceptedOn !== undefined;
      const address = isAccepted ? object.peer : object.local;
      if (address !== undefined) (isAccepted ? this.accepted : this.connected).add(this.numberOf(address), id);
    }
  }

  private areEnds(connected: WinsockObject, accepted: WinsockObject): boolean {
    if (connected.acceptedOn !== undefined || connected.hadOtherPeers || accepted.hadOtherPeers) return false;
    if (connected.local === undefined || connected.local !== accepted.peer) return false;
    const wereOpen =
      connected.openedAt <= (accepted.closedAt ?? Infinity) && accepted.openedAt <= (connected.closedAt ?? Infinity);
    const at = accepted.local ?? this.trace.objects.get(accepted.acceptedOn!)?.local;
    return wereOpen && at !== undefined && connected.peer !== undefined && isSameEnd(at, connected.peer);
  }

  private numberOf(address: string): number {
    let number = this.numbers.get(address);
    if (number === undefined) this.numbers.set(address, (number = this.numbers.size));
    return number;
  }
}

/** `at` may name every address of the machine, as a listening socket’s does. */
function isSameEnd(at: string, peer: string): boolean {
  const [host, port] = split(at);
  return at === peer || (WILDCARDS.includes(host) && port === split(peer)[1]);
}

function split(endpoint: string): [host: string, port: string] {
  const colon = endpoint.lastIndexOf(':');
  return [endpoint.slice(0, colon), endpoint.slice(colon + 1)];
}
