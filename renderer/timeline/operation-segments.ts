import {
  Phases,
  endStates,
  misfortuneAt,
  operationStates,
  severities,
  type OperationState,
  type TraceTables,
} from '../../trace/index.ts';

type Columns = TraceTables['operations']['columns'];

/** Ends that are never hidden, however far away one looks, by how bad they are: from 1. */
export const misfortunes = [undefined, 'cancelled', 'aborted', 'leaked', 'failed'] as const;
export type Misfortune = NonNullable<(typeof misfortunes)[number]>;

const UNNOTICED = operationStates.indexOf('unnoticed');
const UNFETCHED = operationStates.indexOf('unfetched');
const FETCHED = operationStates.indexOf('fetched');
const LEAKED = operationStates.indexOf('leaked');

/**
 * The stretches of one operation as they are drawn, in memory that is used again and again:
 *
 * ```
 *  ┌ call ┬─ in flight ─┬─ unnoticed ─┬ unfetched ┬┐ cap: how it ended, where the tail begins
 *  └──────┴─────────────┴─────────────┴───────────┴┘▂▂▂▂▂▂▂▂ tail: not released yet
 *                         ▂▂▂▂▂▂▂▂▂▂▂▂▂ strip: which wait, where the fill says "failed"
 * ```
 */
export class Segments {
  count = 0;
  readonly states: OperationState[] = [];
  /** The wait that a failure hides. */
  readonly strips: (OperationState | undefined)[] = [];
  /** The last one may be a tail: all others are bars. */
  readonly isTail: boolean[] = [];
  readonly fromNs = new Float64Array(5);
  readonly toNs = new Float64Array(5);
  private readonly phases = new Phases();

  /** Reads what is drawn of an operation, up to the newest observation and to the bar that covers its tail. */
  read(columns: Columns, place: number, observedNs: number, coveredFromNs = Infinity): void {
    const { phases } = this;
    phases.read(columns, place);
    this.count = 0;
    const limit = Math.min(observedNs, coveredFromNs);
    const endState = endStates[columns.end[place]!]!;
    const misfortune = severities[columns.end[place]!] === 0 ? undefined : operationStates[endState];
    for (let i = 0; i < phases.count && phases.from[i]! <= limit; i++) {
      const state = phases.states[i]!;
      const failed = misfortune !== undefined && (state === UNNOTICED || state === UNFETCHED);
      const at = this.count++;
      this.states[at] = failed ? misfortune : operationStates[state]!;
      this.strips[at] = failed ? operationStates[state] : undefined;
      this.isTail[at] = state === FETCHED || (state === endState && state !== LEAKED);
      this.fromNs[at] = phases.from[i]!;
      this.toNs[at] = Math.max(phases.from[i]!, Math.min(phases.to[i]!, limit));
    }
  }
}

/** How and when an operation went wrong; undefined when it did not, or not yet. */
export function misfortuneOf(
  columns: Columns,
  place: number,
): { readonly state: Misfortune; readonly ns: number } | undefined {
  const ns = misfortuneAt(columns, place);
  const state = misfortunes[severities[columns.end[place]!]!];
  return Number.isNaN(ns) || state === undefined ? undefined : { state, ns };
}
