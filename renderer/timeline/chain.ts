import type { Operation, Trace } from '../../trace/index.ts';
import type { Anchor } from './lane-kind.ts';

export interface ChainLink {
  readonly from: { readonly anchor: Anchor; readonly ns: number };
  readonly to: { readonly anchor: Anchor; readonly ns: number };
}

/**
 * The chain of one operation, as far as it was observed:
 *
 * ```
 *  call ──▶ operation · completion ──▶ event's edge ──▶ the wait that returned ──▶ fetch
 * ```
 */
export function chainOf(trace: Trace, operation: Operation): ChainLink[] {
  const bar: Anchor = { kind: 'operation', id: operation.id };
  const event: Anchor = { kind: 'event', id: operation.event };
  const links: ChainLink[] = [
    {
      from: { anchor: { kind: 'thread', id: operation.thread }, ns: operation.issuedAt },
      to: { anchor: bar, ns: operation.issuedAt },
    },
  ];
  const { completedAt, signaledAt, noticedAt, noticedBy, fetchedAt, fetchedBy } = operation;
  const noticing = trace.calls.get(noticedBy ?? 0);
  const fetching = trace.calls.get(fetchedBy ?? 0);
  const signaled = operation.event !== 0 ? signaledAt : undefined;
  if (completedAt !== undefined && signaled !== undefined) {
    links.push({ from: { anchor: bar, ns: completedAt }, to: { anchor: event, ns: signaled } });
  }
  if (noticing !== undefined && noticedAt !== undefined && noticing.id !== operation.call) {
    const told = { anchor: { kind: 'thread', id: noticing.thread } as const, ns: noticedAt };
    if (signaled !== undefined) links.push({ from: { anchor: event, ns: signaled }, to: told });
    else if (completedAt !== undefined) links.push({ from: { anchor: bar, ns: completedAt }, to: told });
  }
  if (fetching !== undefined && fetchedAt !== undefined && fetching.id !== operation.call) {
    links.push({
      from: { anchor: { kind: 'thread', id: fetching.thread }, ns: fetchedAt },
      to: { anchor: bar, ns: fetchedAt },
    });
  }
  return links;
}
