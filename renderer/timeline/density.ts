import { phasesOf } from '../../trace/index.ts';
import { misfortuneOf, type Misfortune } from './operation-segments.ts';
import type { TraceIndex } from './trace-index.ts';

/** How full a session is, column by column: the mean number of operations in each wait, and the worst that happened. */
export interface Density {
  readonly columns: number;
  readonly endNs: number;
  readonly inFlight: Float64Array;
  readonly unnoticed: Float64Array;
  readonly unfetched: Float64Array;
  /** 0: nothing at all, 1: something, however short. */
  readonly touched: Uint8Array;
  readonly worst: readonly (Misfortune | undefined)[];
  /** The fullest column's sum. */
  readonly most: number;
}

const severity: Readonly<Record<Misfortune, number>> = { cancelled: 1, aborted: 2, leaked: 3, failed: 4 };

/** Measures a whole session. Costs as much as there are operations: not for every frame. */
export function measureDensity(index: TraceIndex, columns: number): Density {
  const { trace } = index;
  const endNs = Math.max(trace.endTime, 1);
  const columnNs = endNs / columns;
  const waits = {
    'in-flight': new Float64Array(columns),
    unnoticed: new Float64Array(columns),
    unfetched: new Float64Array(columns),
  };
  const touched = new Uint8Array(columns);
  const worst: (Misfortune | undefined)[] = Array.from({ length: columns }, () => undefined);
  const columnOf = (ns: number) => Math.min(Math.floor(ns / columnNs), columns - 1);
  for (const operation of trace.operations) {
    touched[columnOf(operation.issuedAt)] = 1;
    for (const { state, from, to } of phasesOf(operation)) {
      const sums =
        state === 'leaked' ? waits['in-flight'] : state in waits ? waits[state as keyof typeof waits] : undefined;
      if (sums !== undefined) spread(sums, from / columnNs, Math.min(to ?? endNs, endNs) / columnNs);
    }
    const misfortune = misfortuneOf(operation);
    if (misfortune === undefined) continue;
    const column = columnOf(misfortune.ns);
    const known = worst[column];
    if (known === undefined || severity[known] < severity[misfortune.state]) worst[column] = misfortune.state;
  }
  let most = 1;
  for (let i = 0; i < columns; i++) {
    most = Math.max(most, (waits['in-flight'][i] ?? 0) + (waits.unnoticed[i] ?? 0) + (waits.unfetched[i] ?? 0));
  }
  return {
    columns,
    endNs,
    inFlight: waits['in-flight'],
    unnoticed: waits.unnoticed,
    unfetched: waits.unfetched,
    touched,
    worst,
    most,
  };
}

/** Adds 1 to every column that a stretch covers, and a part of 1 to those that it covers in part. */
function spread(sums: Float64Array, from: number, to: number): void {
  const last = Math.min(Math.floor(to), sums.length - 1);
  for (let i = Math.max(Math.floor(from), 0); i <= last; i++) {
    const part = Math.min(to, i + 1) - Math.max(from, i);
    if (part > 0) sums[i] = (sums[i] ?? 0) + part;
  }
}
