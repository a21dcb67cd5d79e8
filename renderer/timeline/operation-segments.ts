import { phasesOf, type Operation, type OperationState } from '../../trace/index.ts';
import { statusName } from '../../winsock/index.ts';
import { stateTitles } from './pen.ts';

/**
 * One stretch of an operation as it is drawn.
 *
 * ```
 *  ┌ call ┬─ in flight ─┬─ unnoticed ─┬ unfetched ┬┐ cap: how it ended
 *  └──────┴─────────────┴─────────────┴───────────┴┘▂▂▂▂▂▂▂▂ tail: not released yet
 *                         ▂▂▂▂▂▂▂▂▂▂▂▂▂ strip: which wait, where the fill says "failed"
 * ```
 */
export interface Segment {
  readonly fromNs: number;
  readonly toNs: number;
  readonly state: OperationState;
  readonly shape: 'bar' | 'cap' | 'tail';
  /** The wait that a failure hides. */
  readonly strip?: OperationState;
  readonly label?: string;
}

/** Ends that are never hidden, however far away one looks. */
export type Misfortune = 'failed' | 'cancelled' | 'aborted' | 'leaked';

/** How and when an operation went wrong; undefined when it did not, or not yet. */
export function misfortuneOf(operation: Operation): { readonly state: Misfortune; readonly ns: number } | undefined {
  const { end, outcome, completedAt, returnedAt, issuedAt } = operation;
  if (end === undefined || end === 'completed') return undefined;
  const ns = (outcome === 'failed' || end === 'leaked' ? returnedAt : completedAt) ?? issuedAt;
  return { state: end, ns };
}

/** What is drawn of an operation, up to the newest observation and to the bar that covers its tail. */
export function segmentsOf(operation: Operation, observedNs: number, coveredFromNs = Infinity): Segment[] {
  const segments: Segment[] = [];
  const limit = Math.min(observedNs, coveredFromNs);
  const misfortune = misfortuneOf(operation);
  for (const { state, from, to } of phasesOf(operation)) {
    if (from > limit) break;
    const toNs = Math.max(from, Math.min(to ?? limit, limit));
    if (isEnd(state, operation)) {
      segments.push({ fromNs: from, toNs, state, shape: 'tail' });
      segments.push({ fromNs: from, toNs: from, state, shape: 'cap' });
      continue;
    }
    const failed = misfortune !== undefined && (state === 'unnoticed' || state === 'unfetched');
    segments.push({
      fromNs: from,
      toNs,
      state: failed ? misfortune.state : state,
      shape: 'bar',
      label: failed ? statusName(operation.status ?? 0) : labelOf(operation, state),
      ...(failed ? { strip: state } : {}),
    });
  }
  return segments;
}

function isEnd(state: OperationState, operation: Operation): boolean {
  return state === 'fetched' || (state === operation.end && state !== 'leaked');
}

function labelOf(operation: Operation, state: OperationState): string {
  return state === 'in-flight' || state === 'leaked' || state === 'call'
    ? `${operation.api} #${operation.id}`
    : stateTitles[state];
}
