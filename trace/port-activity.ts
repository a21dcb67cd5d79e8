import { packetPayload, type DequeuedPacket, type PortDepth, type PostedPacket } from './packet.ts';
import { IndexLists } from './store/index-list.ts';
import type { TraceTables } from './store/tables.ts';
import type { Trace } from './trace.ts';

/** What happened at the completion ports of a session, in the order of time. */
export class PortActivity {
  private readonly packets = new IndexLists();
  private readonly posts = new IndexLists();
  private readonly depths = new IndexLists();
  private known = { packets: 0, posts: 0, depths: 0 };

  constructor(
    private readonly trace: Trace,
    private readonly tables: TraceTables,
  ) {}

  /** By port: the places of its packets in their table. A list goes on as soon as somebody asks for any. */
  get packetPlaces(): IndexLists {
    return this.goOn('packets');
  }

  /** Of the packets that programs have posted to it. */
  get postPlaces(): IndexLists {
    return this.goOn('posts');
  }

  /** Of the looks at it. */
  get depthPlaces(): IndexLists {
    return this.goOn('depths');
  }

  private goOn(name: 'packets' | 'posts' | 'depths'): IndexLists {
    const { known } = this;
    const { columns, length } = this.tables[name];
    for (; known[name] < length; known[name]++) this[name].add(columns.port[known[name]]!, known[name]);
    return this[name];
  }

  /** The packets that were taken from a port. */
  packetsOf(port: number): readonly DequeuedPacket[] {
    return [...this.packetPlaces.of(port)].map((place) => this.packet(place));
  }

  /** The packets that one call took: at its return. */
  packetsTakenBy(id: number): readonly DequeuedPacket[] {
    const call = this.trace.calls.get(id);
    if (call === undefined) return [];
    const { columns, length } = this.tables.packets;
    const taken: DequeuedPacket[] = [];
    for (let place = firstFrom(columns.time, length, call.enteredAt); place < length; place++) {
      if (columns.time[place]! > (call.returnedAt ?? Infinity)) break;
      if (columns.call[place] === id) taken.push(this.packet(place));
    }
    return taken;
  }

  /** The packet that told of an operation's completion. */
  packetOf(operation: number): DequeuedPacket | undefined {
    const at = this.trace.operations.placeOf(operation);
    const place = at === undefined ? 0 : this.tables.operations.columns.packet[at]!;
    return place === 0 ? undefined : this.packet(place - 1);
  }

  /** The packets that programs have posted to a port. */
  postsTo(port: number): readonly PostedPacket[] {
    return [...this.postPlaces.of(port)].map((place) => this.post(place));
  }

  /** How many packets were queued at a port, wherever a look saw a change. Empty where the system does not tell. */
  depthsOf(port: number): readonly PortDepth[] {
    return [...this.depthPlaces.of(port)].map((place) => this.depth(place));
  }

  packet(place: number): DequeuedPacket {
    const { trace } = this;
    const { columns } = this.tables.packets;
    const row = columns.row[place]!;
    const call = columns.call[place]!;
    return {
      row,
      time: columns.time[place]!,
      port: columns.port[place]!,
      call,
      operation: columns.operation[place]!,
      status: columns.status[place]!,
      thread: trace.calls.get(call)?.thread ?? trace.get('thread', row),
      // What only the row knows is read when somebody asks.
      get bytes() {
        return trace.get('value', row);
      },
      get key() {
        return packetPayload(trace.rows.payload(row)).key;
      },
      get lpOverlapped() {
        return packetPayload(trace.rows.payload(row)).lpOverlapped;
      },
    };
  }

  post(place: number): PostedPacket {
    const { columns } = this.tables.posts;
    return {
      time: columns.time[place]!,
      port: columns.port[place]!,
      thread: columns.thread[place]!,
      call: columns.call[place]!,
    };
  }

  depth(place: number): PortDepth {
    const { columns } = this.tables.depths;
    return { time: columns.time[place]!, since: columns.since[place]!, depth: columns.depth[place]! };
  }
}

/** The first place whose time is not before a moment. */
export function firstFrom(times: ArrayLike<number>, length: number, from: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
