import type { Trace } from '../trace.ts';
import { directionOf } from '../statistics/direction.ts';
import { Connections } from './connections.ts';
import { SocketStream } from './socket-stream.ts';

/** A transfer of the peer socket that moved some of the same bytes. */
export interface PeerPart {
  /** The operation; 0: a call without a WSAOVERLAPPED. */
  readonly operation: number;
  readonly call: number;
  /** Which bytes of the operation that was asked for, the second excluded. */
  readonly from: number;
  readonly to: number;
  /** When it was over, as far as was seen. */
  readonly completedAt: number;
}

/** What the peer socket did with the bytes of an operation. */
export interface PeerBytes {
  /** The peer socket, as an object number. */
  readonly socket: number;
  /** What the peer did: `receives` those of a send, `sends` those of a receive. */
  readonly role: 'sends' | 'receives';
  /** In the order of the bytes, the first ones of `count`. What is in no part has not been moved yet, or nobody knows by whom. */
  readonly parts: readonly PeerPart[];
  readonly count: number;
}

/**
 * The matching sends and receives of the two ends of a connection, where both are in the trace.
 *
 * Found by the positions of bytes in the stream (socket-stream.ts), so nothing is said of datagrams: one may be lost, or
 * overtake another. Behind the first loss of rows nothing is said either. Work is done only for sockets that are asked
 * about, and once.
 */
export class Peers {
  private readonly connections: Connections;
  private readonly streams = new Map<number, SocketStream>();
  private seenMarks = 0;
  /** From here on rows have been lost. */
  private lostSince = Infinity;

  constructor(private readonly trace: Trace) {
    this.connections = new Connections(trace);
  }

  /** The transfers of the peer that moved the bytes of an operation, at most so many; undefined: nothing is known. */
  of(id: number, most: number): PeerBytes | undefined {
    const { trace } = this;
    const operation = trace.operation(id);
    const direction = directionOf(operation?.api ?? '');
    if (operation === undefined || direction === 0) return undefined;
    const socket = operation.api === 'AcceptEx' ? this.connections.acceptedBy(id) : operation.object;
    const peer = socket === undefined ? undefined : this.connections.peerOf(socket);
    if (socket === undefined || peer === undefined) return undefined;
    this.lookForLoss();
    const own = this.stream(socket, direction);
    const other = this.stream(peer, direction === 1 ? -1 : 1);
    const rank = own.rankOf(trace.operations.placeOf(id)!);
    if (rank === undefined || own.issuedAt(rank) >= this.lostSince) return undefined;
    const [start, end] = [own.startOf(rank), own.endOf(rank)];
    const first = other.firstBehind(start);
    const last = Math.min(other.firstBehind(end - 1) + 1, other.length, other.firstFrom(this.lostSince));
    const parts: PeerPart[] = [];
    for (let at = first; at < last && parts.length < most; at++) {
      const sent = direction === 1 ? own.issuedAt(rank) : other.issuedAt(at);
      const received = direction === 1 ? other.completedAt(at) : own.completedAt(rank);
      // Bytes that came before they were sent: these are not all that the two sockets have done.
      if (received < sent) return undefined;
      parts.push(this.part(other, at, start, end));
    }
    const role = direction === 1 ? 'receives' : 'sends';
    return { socket: peer, role, parts, count: Math.max(last - first, 0) };
  }

  private part(stream: SocketStream, rank: number, start: number, end: number): PeerPart {
    const { operations, plainTransfers } = this.trace.tables;
    const { kind, place } = stream.moverAt(rank);
    return {
      operation: kind === 'operation' ? operations.columns.id[place]! : 0,
      call: kind === 'operation' ? operations.columns.call[place]! : plainTransfers.columns.call[place]!,
      from: Math.max(stream.startOf(rank) - start, 0),
      to: Math.min(stream.endOf(rank), end) - start,
      completedAt: stream.completedAt(rank),
    };
  }

  private stream(socket: number, direction: 1 | -1): SocketStream {
    const key = socket * direction;
    let stream = this.streams.get(key);
    if (stream === undefined) {
      const accepting = this.trace.objects.get(socket)?.acceptedBy ?? 0;
      this.streams.set(key, (stream = new SocketStream(this.trace, socket, direction, accepting)));
    }
    stream.update();
    return stream;
  }

  private lookForLoss(): void {
    const { marks } = this.trace;
    for (; this.seenMarks < marks.length; this.seenMarks++) {
      const { kind, time, since = time } = marks[this.seenMarks]!;
      if (kind === 'gap') this.lostSince = Math.min(this.lostSince, since);
    }
  }
}
