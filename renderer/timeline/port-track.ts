import { packetPortOf, type DequeuedPacket, type Operation, type Trace } from '../../trace/index.ts';
import { isFailure, STATUS_CANCELLED } from '../../winsock/index.ts';
import type { Misfortune } from './operation-segments.ts';

/** A packet that came into a port's queue: with the completion of an operation, or posted by a call. */
export interface QueuedPacket {
  readonly ns: number;
  /** 0: a program has posted it. */
  readonly operation: number;
  /** The call that posted it; 0: none. */
  readonly call: number;
  readonly misfortune: Misfortune | undefined;
}

/**
 * What went into one completion port and what was taken out, each sorted by time.
 *
 * That a completion has queued a packet is known when the packet is taken; before, it follows from the socket, its modes
 * and the WSAOVERLAPPED (packetPortOf).
 */
export class PortTrack {
  readonly queued: QueuedPacket[] = [];
  /** Those of them that tell of a misfortune, and the taken ones that do. */
  readonly unfortunate: QueuedPacket[] = [];
  readonly unfortunateTaken: DequeuedPacket[] = [];
  /** The greatest depth that a look has seen; 0 also where the system does not tell. */
  mostQueued = 0;
  private readonly known = new Set<number>();
  private nextPost = 0;
  private nextTaken = 0;
  private nextDepth = 0;

  constructor(
    readonly id: number,
    private readonly trace: Trace,
  ) {}

  /** The packets that were taken. */
  get taken(): readonly DequeuedPacket[] {
    return this.trace.ports.packetsOf(this.id);
  }

  /** An operation whose packet goes here has completed. */
  completed(operation: Operation): void {
    const { id, completedAt, status } = operation;
    if (completedAt === undefined || this.known.has(id)) return;
    this.known.add(id);
    this.add({ ns: completedAt, operation: id, call: 0, misfortune: misfortuneOfPacket(status ?? 0) });
  }

  /** Takes what has come since. */
  update(): void {
    const { trace, id, taken } = this;
    const posts = trace.ports.postsTo(id);
    for (; this.nextPost < posts.length; this.nextPost++) {
      const post = posts[this.nextPost]!;
      this.add({ ns: post.time, operation: 0, call: post.call, misfortune: undefined });
    }
    for (; this.nextTaken < taken.length; this.nextTaken++) {
      const packet = taken[this.nextTaken]!;
      if (misfortuneOfPacket(packet.status) !== undefined) this.unfortunateTaken.push(packet);
      // It came although nobody expected it.
      const operation = trace.operation(packet.operation);
      if (operation !== undefined) this.completed(operation);
    }
    const depths = trace.ports.depthsOf(id);
    for (; this.nextDepth < depths.length; this.nextDepth++) {
      this.mostQueued = Math.max(this.mostQueued, depths[this.nextDepth]!.depth);
    }
  }

  private add(packet: QueuedPacket): void {
    insert(this.queued, packet);
    if (packet.misfortune !== undefined) insert(this.unfortunate, packet);
  }
}

/** The port whose queue a completed operation's packet went into; 0: none. */
export function queuedAt(trace: Trace, operation: Operation): number {
  return operation.completedAt === undefined ? 0 : packetPortOf(trace, operation);
}

/** What a packet says of its operation, when it did not go well. */
export function misfortuneOfPacket(status: number): Misfortune | undefined {
  if (!isFailure(status)) return undefined;
  return status === STATUS_CANCELLED ? 'cancelled' : 'failed';
}

/** Completions come nearly in the order of time: the right place is at the end, or close to it. */
function insert(list: QueuedPacket[], packet: QueuedPacket): void {
  let at = list.length;
  while (at > 0 && list[at - 1]!.ns > packet.ns) at--;
  list.splice(at, 0, packet);
}
