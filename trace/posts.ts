import type { DequeuedPacket, PostedPacket } from './packet.ts';
import type { Trace } from './trace.ts';

/** The post that queued a packet; undefined for the packet of a completion, and where the post's rows were lost. */
export function postOf(trace: Trace, packet: DequeuedPacket): PostedPacket | undefined {
  if (packet.operation !== 0) return undefined;
  const alike = trace.ports.packetsOf(packet.port).filter((other) => isPosted(other, packet));
  return postsLike(trace, packet.port, packet)[alike.findIndex(({ row }) => row === packet.row)];
}

/** The packet that a post queued, once it was taken. */
export function takenFrom(trace: Trace, post: PostedPacket): DequeuedPacket | undefined {
  const told = toldBy(trace, post);
  const alike = trace.ports.packetsOf(post.port).filter((packet) => isPosted(packet, told));
  return alike[postsLike(trace, post.port, told).findIndex(({ call }) => call === post.call)];
}

/** What tells packets apart. A port is a queue: among equal ones the first in is the first out. */
type Told = Pick<DequeuedPacket, 'key' | 'lpOverlapped'>;

function postsLike(trace: Trace, port: number, told: Told): PostedPacket[] {
  return trace.ports.postsTo(port).filter((post) => isEqual(toldBy(trace, post), told));
}

function isPosted(packet: DequeuedPacket, told: Told): boolean {
  return packet.operation === 0 && isEqual(packet, told);
}

function isEqual(one: Told, other: Told): boolean {
  return one.key === other.key && one.lpOverlapped === other.lpOverlapped;
}

function toldBy(trace: Trace, { call: id }: PostedPacket): Told {
  const call = trace.calls.get(id);
  const [, , key = 0, lpOverlapped = 0] = call === undefined ? [] : trace.argumentsOf(call).words;
  return { key: BigInt(key), lpOverlapped: BigInt(lpOverlapped) };
}
