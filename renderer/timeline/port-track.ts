import { IndexList, type Trace } from '../../trace/index.ts';
import { isFailure, STATUS_CANCELLED } from '../../winsock/index.ts';
import { Peaks } from './peaks.ts';
import { QueuedPackets } from './queued-packets.ts';

/**
 * What went into one completion port and what was taken out, each sorted by time.
 *
 * That a completion has queued a packet is known when the packet is taken; before, it follows from the socket, its modes
 * and the WSAOVERLAPPED (packetPortAt).
 */
export class PortTrack {
  readonly queued: QueuedPackets;
  /** The packets that were taken, by their place in their table. */
  readonly taken = new IndexList();
  /** Those of both that tell of a misfortune, by how bad it is: the worse comes later. */
  readonly unfortunate = {
    cancelled: { queued: new QueuedPackets(), taken: new IndexList() },
    failed: { queued: new QueuedPackets(), taken: new IndexList() },
  } as const;
  /** How deep the queue was, by the rank of the look that saw it. */
  readonly depths = new Peaks();
  /** The greatest depth of all; 0 also where the system does not tell. */
  mostQueued = 0;
  private nextPost = 0;
  private nextDepth = 0;

  constructor(
    readonly id: number,
    private readonly trace: Trace,
  ) {
    // As many as the table of those that were taken has room for: of a file that is read, all.
    this.queued = new QueuedPackets(() => trace.tables.packets.columns.row.length);
  }

  /** An operation whose packet goes here has completed. */
  completed(place: number): void {
    const { id, completedAt, status } = this.trace.tables.operations.columns;
    const packet = { ns: completedAt.at(place), operation: id[place]!, call: 0 };
    this.queued.insert(packet);
    if (isFailure(status[place]!)) this.unfortunate[misfortuneOf(status[place]!)].queued.insert(packet);
  }

  take(place: number): void {
    this.taken.push(place);
    const status = this.trace.tables.packets.columns.status[place]!;
    if (isFailure(status)) this.unfortunate[misfortuneOf(status)].taken.push(place);
  }

  /** Takes the posts and looks that have come since. */
  update(): void {
    const { ports, tables } = this.trace;
    const posts = ports.postPlaces.of(this.id);
    for (; this.nextPost < posts.length; this.nextPost++) {
      const { time, call } = ports.post(posts.at(this.nextPost)!);
      this.queued.insert({ ns: time, operation: 0, call });
    }
    const depths = ports.depthPlaces.of(this.id);
    for (; this.nextDepth < depths.length; this.nextDepth++) {
      const depth = tables.depths.columns.depth[depths.at(this.nextDepth)!]!;
      this.depths.append(depth);
      this.mostQueued = Math.max(this.mostQueued, depth);
    }
  }
}

/** What a packet with a failure says of its operation. */
function misfortuneOf(status: number): 'cancelled' | 'failed' {
  return status === STATUS_CANCELLED ? 'cancelled' : 'failed';
}
