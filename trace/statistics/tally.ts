import { ends, outcomes } from '../store/tables.ts';
import { inFlightNs, unfetchedNs, unnoticedNs, type Measure, type OperationColumns } from '../waits.ts';
import { LogHistogram } from './log-histogram.ts';
import { TimeBins } from './time-bins.ts';

export const waitNames = ['inflight', 'unnoticed', 'unfetched'] as const;
export type WaitName = (typeof waitNames)[number];
const measures: Readonly<Record<WaitName, Measure>> = {
  inflight: inFlightNs,
  unnoticed: unnoticedNs,
  unfetched: unfetchedNs,
};

/** The operations whose issue lies from one moment up to another, without it, in nanoseconds. */
export interface TimeRange {
  readonly fromNs: number;
  readonly toNs: number;
}

/** How long operations have waited in one of the three waits (trace/waits.ts). */
export class WaitTally {
  /** The waits that are over. */
  readonly over = new LogHistogram();
  /** How many go on, or went on when the session ended: how long they would have lasted nobody knows. */
  goesOn = 0;

  merge(other: WaitTally): void {
    this.over.merge(other.over);
    this.goesOn += other.goesOn;
  }
}

export interface ApiTally {
  readonly count: number;
  /** Transferred, sent or received. */
  readonly bytes: number;
}

/**
 * What is counted of a set of operations. Of sets that have no operation in common the tallies add up.
 *
 * - `apis`: by the number of the function in the recording, 1 for the first.
 * - `outcomes`, `ends`: by the place of the name in its list in `store/tables.ts`; the first: not returned, not ended.
 * - `errors`: by Winsock error, of calls that failed and of completions.
 * - `sent`, `received`: bytes over time, at the moment of the completion. An AcceptEx receives, a ConnectEx sends.
 * - `waits`: each of the three waits of the operations that have it.
 */
export class Tally {
  operations = 0;
  readonly apis = new Map<number, ApiTally>();
  readonly outcomes = outcomes.map(() => 0);
  readonly ends = ends.map(() => 0);
  readonly errors = new Map<number, number>();
  readonly sent = new TimeBins();
  readonly received = new TimeBins();
  sentBytes = 0;
  receivedBytes = 0;
  readonly waits: Readonly<Record<WaitName, WaitTally>> = {
    inflight: new WaitTally(),
    unnoticed: new WaitTally(),
    unfetched: new WaitTally(),
  };

  /** Counts the operations of a set from one place of the table up to another. `directions`: by function (direction.ts). */
  take(
    columns: OperationColumns,
    [from, to]: readonly [from: number, to: number],
    isIn: Uint8Array,
    directions: readonly (1 | 0 | -1)[],
    range: TimeRange | undefined,
  ): void {
    const { api, issuedAt, completedAt, transferred, outcome, end, error } = columns;
    const { fromNs = -Infinity, toNs = Infinity } = range ?? {};
    // With NaN for "now", a wait that goes on has no length.
    const waits = waitNames.map((name) => ({
      tally: this.waits[name],
      over: measures[name](columns, NaN),
      begun: measures[name](columns, Infinity),
    }));
    const counts = new Uint32Array(directions.length);
    const sums = new Float64Array(directions.length);
    for (let place = from; place < to; place++) {
      if (isIn[place] !== 1 || issuedAt[place]! < fromNs || issuedAt[place]! >= toNs) continue;
      this.operations++;
      this.outcomes[outcome[place]!]!++;
      this.ends[end[place]!]!++;
      if (error[place] !== 0) this.errors.set(error[place]!, (this.errors.get(error[place]!) ?? 0) + 1);
      counts[api[place]!]!++;
      const bytes = transferred.at(place);
      if (bytes > 0) {
        sums[api[place]!]! += bytes;
        this.takeBytes(directions[api[place]!] ?? 0, completedAt.at(place), bytes);
      }
    }
    counts.forEach((count, number) => count > 0 && this.takeApi(number, { count, bytes: sums[number]! }));
    for (const { tally, over, begun } of waits) {
      for (let place = from; place < to; place++) {
        if (isIn[place] !== 1 || issuedAt[place]! < fromNs || issuedAt[place]! >= toNs) continue;
        const ns = over(place);
        if (ns >= 0) tally.over.add(ns);
        else if (begun(place) >= 0) tally.goesOn++;
      }
    }
  }

  merge(other: Tally): void {
    this.operations += other.operations;
    for (const [api, tally] of other.apis) this.takeApi(api, tally);
    other.outcomes.forEach((count, index) => (this.outcomes[index]! += count));
    other.ends.forEach((count, index) => (this.ends[index]! += count));
    for (const [error, count] of other.errors) this.errors.set(error, (this.errors.get(error) ?? 0) + count);
    this.sent.merge(other.sent);
    this.received.merge(other.received);
    this.sentBytes += other.sentBytes;
    this.receivedBytes += other.receivedBytes;
    for (const name of waitNames) this.waits[name].merge(other.waits[name]);
  }

  private takeBytes(direction: 1 | 0 | -1, at: number, bytes: number): void {
    if (direction > 0) {
      this.sent.add(at, bytes);
      this.sentBytes += bytes;
    } else if (direction < 0) {
      this.received.add(at, bytes);
      this.receivedBytes += bytes;
    }
  }

  private takeApi(api: number, { count, bytes }: ApiTally): void {
    const { count: before = 0, bytes: bytesBefore = 0 } = this.apis.get(api) ?? {};
    this.apis.set(api, { count: before + count, bytes: bytesBefore + bytes });
  }
}
