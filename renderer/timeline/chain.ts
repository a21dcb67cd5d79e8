import type { Operation, PeerBytes, Trace } from '../../trace/index.ts';
import type { Anchor } from './lane-kind.ts';

export interface ChainLink {
  readonly from: End;
  readonly to: End;
}
interface End {
  readonly anchor: Anchor;
  readonly ns: number;
}

/** Of an operation whose bytes went through more transfers of its peer, so many are shown. */
const MOST_PEERS = 32;

/** The transfers of the peer socket that are shown with an operation: they sent or received some of its bytes. */
export function shownPeers(trace: Trace, operation: Operation): PeerBytes | undefined {
  return trace.peers.of(operation.id, MOST_PEERS);
}

/**
 * The chain of one operation, as far as it was observed:
 *
 * ```
 *                                  ┌▶ event's edge ────────────▶ the wait that returned ─┐
 *  call ──▶ operation · completion ┼▶ packet queued ──▶ taken ─▶ the dequeue ────────────┼▶ fetch
 *                                  └▶ routine ────────────────▶ the alertable call ──────┘
 * ```
 *
 * A packet and a routine bring the result with them: there the fetch is at the same moment. Where both ends of the
 * connection are known, a send leads from its completion to that of each receive that took its bytes. By then they had
 * left it, even where its own completion was seen later.
 */
export function chainOf(trace: Trace, operation: Operation): ChainLink[] {
  const { id, call, event, issuedAt, completedAt, signaledAt, noticedAt, noticedBy, fetchedAt, fetchedBy } = operation;
  const bar: Anchor = { kind: 'operation', id };
  const links: ChainLink[] = [];
  const link = (from: Anchor, fromNs: number | undefined, to: Anchor, toNs: number | undefined) => {
    if (fromNs !== undefined && toNs !== undefined) {
      links.push({ from: { anchor: from, ns: fromNs }, to: { anchor: to, ns: toNs } });
    }
  };
  link({ kind: 'call', id: call }, issuedAt, bar, issuedAt);

  const packet = trace.ports.packetOf(id);
  const run = trace.routines.runOf(id);
  const signaled = event === 0 ? undefined : signaledAt;
  const edge: Anchor = { kind: 'event', id: event };
  link(bar, completedAt, edge, signaled);
  if (packet !== undefined) {
    const taken: Anchor = { kind: 'taken', id: packet.port };
    link(bar, completedAt, { kind: 'queued', id: packet.port }, completedAt);
    link({ kind: 'queued', id: packet.port }, completedAt, taken, packet.time);
    link(taken, packet.time, { kind: 'call', id: packet.call }, packet.time);
  }
  if (run !== undefined) {
    const routine: Anchor = { kind: 'routine', id };
    link(bar, completedAt, routine, run.enteredAt);
    link(routine, run.leftAt, { kind: 'call', id: run.call }, trace.calls.get(run.call)?.returnedAt);
  }
  const isTold = noticedBy !== undefined && noticedBy !== call && noticedBy !== packet?.call && noticedBy !== run?.call;
  if (isTold) {
    const told: Anchor = { kind: 'call', id: noticedBy };
    if (signaled !== undefined) link(edge, signaled, told, noticedAt);
    else link(bar, completedAt, told, noticedAt);
  }
  if (fetchedBy !== undefined && fetchedBy !== call) {
    const isRoutine = run !== undefined && fetchedBy === run.call;
    link(isRoutine ? { kind: 'routine', id } : { kind: 'call', id: fetchedBy }, fetchedAt, bar, fetchedAt);
  }
  const peers = shownPeers(trace, operation);
  for (const { operation: peer, call: byCall, completedAt: at } of peers?.parts ?? []) {
    const other: Anchor = peer === 0 ? { kind: 'call', id: byCall } : { kind: 'operation', id: peer };
    if (completedAt === undefined) continue;
    const [sent, received] = peers?.role === 'receives' ? [completedAt, at] : [at, completedAt];
    const [from, to] = peers?.role === 'receives' ? [bar, other] : [other, bar];
    link(from, Math.min(sent, received), to, received);
  }
  return links;
}
