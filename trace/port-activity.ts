import { packetPayload, type DequeuedPacket, type PortDepth, type PostedPacket } from './packet.ts';
import type { Call } from './objects.ts';
import type { Trace } from './trace.ts';

/** What happened at the completion ports of a session, in the order of time. */
export class PortActivity {
  private readonly packets = new Map<number, DequeuedPacket[]>();
  private readonly byCall = new Map<number, DequeuedPacket[]>();
  private readonly byOperation = new Map<number, DequeuedPacket>();
  private readonly posts = new Map<number, PostedPacket[]>();
  private readonly depths = new Map<number, PortDepth[]>();

  constructor(private readonly trace: Trace) {}

  /** The packets that were taken from a port. */
  packetsOf(port: number): readonly DequeuedPacket[] {
    return this.packets.get(port) ?? [];
  }

  /** The packets that one call took. */
  packetsTakenBy(call: number): readonly DequeuedPacket[] {
    return this.byCall.get(call) ?? [];
  }

  /** The packet that told of an operation's completion. */
  packetOf(operation: number): DequeuedPacket | undefined {
    return this.byOperation.get(operation);
  }

  /** The packets that programs have posted to a port. */
  postsTo(port: number): readonly PostedPacket[] {
    return this.posts.get(port) ?? [];
  }

  /** How many packets were queued at a port, wherever a look saw a change. Empty where the system does not tell. */
  depthsOf(port: number): readonly PortDepth[] {
    return this.depths.get(port) ?? [];
  }

  dequeued(row: number, time: number): DequeuedPacket {
    const { trace } = this;
    const packet = {
      row,
      time,
      port: trace.get('object', row),
      thread: trace.get('thread', row),
      call: trace.get('call', row),
      operation: trace.get('operation', row),
      bytes: trace.get('value', row),
      status: trace.get('status', row),
      ...packetPayload(trace.rows.payload(row)),
    };
    push(this.packets, packet.port, packet);
    push(this.byCall, packet.call, packet);
    if (packet.operation !== 0) this.byOperation.set(packet.operation, packet);
    return packet;
  }

  posted(call: Call, time: number): void {
    push(this.posts, call.object, { time, port: call.object, thread: call.thread, call: call.id });
  }

  looked(row: number, time: number): void {
    const since = time - this.trace.get('uncertainty', row);
    push(this.depths, this.trace.get('object', row), { time, since, depth: this.trace.get('value', row) });
  }
}

function push<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
