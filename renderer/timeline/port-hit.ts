import { hex, postOf, takenFrom, type DequeuedPacket, type IndexList, type Trace } from '../../trace/index.ts';
import { statusName } from '../../winsock/index.ts';
import { formatDuration, formatMoment } from '../format/format-duration.ts';
import { linesOr, type Hit } from './lane-kind.ts';
import type { PortTrack } from './port-track.ts';
import type { QueuedPacket } from './queued-packets.ts';
import { Moments, nearest } from './spans.ts';
import type { TraceIndex } from './trace-index.ts';

/** What a hover over a port says: a packet at one of its edges, or the depth between them. */
export function packetHit(
  index: TraceIndex,
  port: PortTrack,
  edge: 'queued' | 'taken' | 'depth',
  ns: number,
  toleranceNs: number,
): Hit | undefined {
  const { trace } = index;
  if (edge === 'depth') return depthHit(trace, port, ns);
  if (edge === 'queued') {
    const found = nearest(port.queued.moments, ns, toleranceNs);
    return found === undefined ? undefined : queuedHit(trace, port, port.queued.packet(found.rank), found.others);
  }
  const found = nearest(packetMoments(trace, port.taken), ns, toleranceNs);
  if (found === undefined) return undefined;
  return takenHit(trace, trace.ports.packet(port.taken.at(found.rank)!), found.others);
}

/** The times at which packets were taken. */
export function packetMoments({ tables }: Trace, { length, array }: IndexList): Moments {
  return new Moments(length, tables.packets.columns.time, array);
}

function queuedHit(trace: Trace, port: PortTrack, queued: QueuedPacket, others: number): Hit {
  const { operation: id, ns } = queued;
  const post = id === 0 ? trace.ports.postsTo(port.id).find(({ call }) => call === queued.call) : undefined;
  const taken = post === undefined ? trace.ports.packetOf(id) : takenFrom(trace, post);
  const operation = trace.operation(id);
  const earlier = ns - (operation?.completedSince ?? ns);
  return {
    selection: id === 0 ? { kind: 'call', id: queued.call } : { kind: 'operation', id },
    fromNs: ns,
    toNs: taken?.time ?? trace.endTime,
    lines: linesOr(
      () =>
        [
          `${packetName(trace, id)} · packet queued`,
          taken !== undefined
            ? `taken by ${threadName(trace, taken.thread)} ${formatDuration(Math.max(taken.time - ns, 0))} later`
            : 'nobody has taken it',
          taken === undefined ? statusLine(operation?.status, operation?.transferred) : contentLine(taken),
          ...(earlier > 0 ? [`up to ${formatDuration(earlier)} earlier than drawn`] : []),
          ...(taken === undefined && id !== 0 ? ['inferred from its completion: no packet has been seen'] : []),
          ...othersLine(others),
        ].filter((line) => line !== ''),
      [`${packetName(trace, id)} · packet queued`],
    ),
  };
}

function takenHit(trace: Trace, packet: DequeuedPacket, others: number): Hit {
  const { operation: id, time } = packet;
  const call = trace.calls.get(packet.call);
  const atOnce = trace.ports.packetsTakenBy(packet.call).length;
  const queuedAt = queuedSince(trace, packet);
  return {
    selection: id === 0 ? { kind: 'call', id: packet.call } : { kind: 'operation', id },
    fromNs: queuedAt ?? time,
    toNs: time,
    lines: linesOr(
      () =>
        [
          `${packetName(trace, id)} · packet taken`,
          `by ${threadName(trace, packet.thread)}, ${call?.api ?? 'a call whose row was lost'}${atOnce > 1 ? `, ${atOnce} at once` : ''}`,
          contentLine(packet),
          queuedAt === undefined ? '' : `waited ${formatDuration(Math.max(time - queuedAt, 0))} in the queue`,
          ...othersLine(others),
        ].filter((line) => line !== ''),
      [`${packetName(trace, id)} · packet taken`],
    ),
  };
}

/** When a packet came into the queue: with the completion, or with the post. */
export function queuedSince(trace: Trace, packet: DequeuedPacket): number | undefined {
  return packet.operation === 0 ? postOf(trace, packet)?.time : trace.operation(packet.operation)?.completedAt;
}

function depthHit(trace: Trace, port: PortTrack, ns: number): Hit | undefined {
  const places = trace.ports.depthPlaces.of(port.id);
  const rank = places.countUpTo(trace.tables.depths.columns.time, ns) - 1;
  const [place, following] = [places.at(rank), places.at(rank + 1)];
  if (rank < 0 || place === undefined) return undefined;
  const seen = trace.ports.depth(place);
  const next = following === undefined ? undefined : trace.ports.depth(following);
  const selection = undefined;
  if (next !== undefined && ns >= next.since) {
    return {
      selection,
      fromNs: next.since,
      toNs: next.time,
      lines: [
        `${seen.depth} packets queued, then ${next.depth}`,
        `nobody looked in between, for ${formatDuration(next.time - next.since)}`,
      ],
    };
  }
  return {
    selection,
    fromNs: seen.time,
    toNs: next?.since ?? trace.endTime,
    lines: [
      `${seen.depth} ${seen.depth === 1 ? 'packet' : 'packets'} queued`,
      next === undefined
        ? `the last change that a look has seen, at ${formatMoment(seen.time)}`
        : `at every look for ${formatDuration(next.since - seen.time)}`,
    ],
  };
}

function packetName(trace: Trace, operation: number): string {
  return operation === 0 ? 'posted packet' : `#${operation} ${trace.operation(operation)?.api ?? ''}`.trim();
}

function contentLine({ key, status, bytes }: DequeuedPacket): string {
  return `key ${hex(key)} · ${statusLine(status, bytes)}`;
}

function statusLine(status: number | undefined, bytes: number | undefined): string {
  return status === undefined ? '' : `${statusName(status)}, ${bytes ?? 0} bytes`;
}

function threadName(trace: Trace, id: number): string {
  const thread = trace.threads.get(id);
  return thread === undefined ? `thread ${id}` : `${thread.systemId} ${thread.name}`;
}

function othersLine(others: number): string[] {
  return others === 0 ? [] : [`and ${others} more at this point`];
}
