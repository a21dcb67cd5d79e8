import { Phases, misfortuneAt, severities } from './phases.ts';
import type { TraceTables } from './tables.ts';

const BUCKETS = 4096;
const FIRST_BUCKET_NS = 1000;
/** The clock is looked at once for so many entries. */
const LOOK_EVERY = 4096;
/** The waits that are measured, by their state: in flight, unnoticed, unfetched. A leaked operation is in flight. */
const WAITS = 3;
const FIRST_WAIT = 1;
const LEAKED = 8;

/** How full a session is, column by column: the mean number of operations in each wait, and the worst that happened. */
export interface Density {
  readonly columns: number;
  readonly endNs: number;
  /** By wait: in flight, unnoticed, unfetched. */
  readonly waits: readonly Float64Array[];
  /** Operations that were issued in the column. */
  readonly issued: Float64Array;
  /** 0: nothing went wrong; otherwise how bad (phases.ts: severities). */
  readonly worst: Uint8Array;
  /** The fullest column's sum. */
  readonly most: number;
}

/** What a DensityMeter knows of some operations, settled ones and completed ones. */
export interface DensityState {
  readonly bucketNs: number;
  readonly values: readonly Float64Array[];
  readonly worst: Uint8Array;
  /** Operations whose waits went on at the end. */
  readonly open: Uint32Array;
  readonly known: readonly [operations: number, settled: number, completed: number];
}

/** The state of a meter that knows nothing, with room for so many open operations. */
export function emptyDensity(open: number): DensityState {
  const lengths = Array.from({ length: WAITS }, () => [BUCKETS + 1, BUCKETS]).flat();
  const values = [...lengths, BUCKETS].map((length) => new Float64Array(length));
  return {
    bucketNs: FIRST_BUCKET_NS,
    values,
    worst: new Uint8Array(BUCKETS),
    open: new Uint32Array(open),
    known: [0, 0, 0],
  };
}

/**
 * Measures how full a session is while it grows, in O(1) an operation.
 *
 * Time is cut into equal buckets; when the session outgrows them, each two become one. A wait that covers many buckets
 * is written at its two ends only: `rises` says by how much the number of operations that fill a whole bucket changes
 * there, `parts` what the buckets at the ends hold besides.
 */
export class DensityMeter {
  private bucketNs = FIRST_BUCKET_NS;
  private readonly waits = Array.from({ length: WAITS }, () => new Wait());
  private readonly issued = new Float64Array(BUCKETS);
  private readonly worst = new Uint8Array(BUCKETS);
  private known = 0;
  private knownSettled = 0;
  private knownCompleted = 0;
  /** Operations that are not measured yet: their waits go on. */
  private readonly open = new Set<number>();
  private readonly phases = new Phases();

  constructor(private readonly tables: TraceTables) {}

  /**
   * Takes what has come into the tables since, as long as there is time; `endNs` is the newest moment. False: there is
   * more.
   */
  update(endNs: number, isTime: () => boolean = () => true): boolean {
    while (endNs >= this.bucketNs * BUCKETS) this.coarsen();
    const { operations, settled, completed } = this.tables;
    const { issuedAt } = operations.columns;
    for (; this.known < operations.length; this.known++) {
      if (this.known % LOOK_EVERY === 0 && !isTime()) return false;
      this.issued[this.bucketOf(issuedAt[this.known]!)]!++;
      // Of a recording most are over already.
      if (this.isOver(this.known, endNs)) this.measure(this.waits, endNs);
      else this.open.add(this.known);
    }
    for (; this.knownSettled < settled.length; this.knownSettled++) {
      if (this.knownSettled % LOOK_EVERY === 0 && !isTime()) return false;
      const place = settled.columns.operation[this.knownSettled]!;
      this.mark(place);
      // One that settles again has gained a misfortune; its waits were measured when it settled first.
      if (this.open.has(place) && this.isOver(place, endNs)) {
        this.open.delete(place);
        this.measure(this.waits, endNs);
      }
    }
    // What has failed is seen although nobody may ever fetch it.
    for (; this.knownCompleted < completed.length; this.knownCompleted++) {
      if (this.knownCompleted % LOOK_EVERY === 0 && !isTime()) return false;
      this.mark(completed.columns.operation[this.knownCompleted]!);
    }
    return true;
  }

  /** The whole session, up to its newest moment, in so many columns. */
  read(columns: number, newestNs: number): Density {
    const { bucketNs } = this;
    const endNs = Math.max(newestNs, 1);
    const waits = this.waits.map((wait) => wait.copy());
    for (const place of this.open) {
      this.phases.read(this.tables.operations.columns, place);
      this.measure(waits, endNs);
    }
    const columnNs = endNs / columns;
    const perColumn = waits.map((wait) => spread(wait.buckets(bucketNs), bucketNs, columns, columnNs));
    for (const values of perColumn) for (let i = 0; i < columns; i++) values[i] = values[i]! / columnNs;
    const worst = new Uint8Array(columns);
    const buckets = Math.min(Math.ceil(endNs / bucketNs) + 1, BUCKETS);
    for (let bucket = 0; bucket < buckets; bucket++) {
      const column = Math.min(Math.floor((bucket * bucketNs) / columnNs), columns - 1);
      worst[column] = Math.max(worst[column]!, this.worst[bucket]!);
    }
    let most = 1;
    for (let i = 0; i < columns; i++) {
      most = Math.max(
        most,
        perColumn.reduce((sum, values) => sum + values[i]!, 0),
      );
    }
    return { columns, endNs, waits: perColumn, issued: spread(this.issued, bucketNs, columns, columnNs), worst, most };
  }

  /** All that it knows, for a meter of the same operations. */
  get state(): DensityState {
    const values = [...this.waits.flatMap((wait) => [...wait.arrays]), this.issued];
    return {
      bucketNs: this.bucketNs,
      values: values.map((array) => array.slice()),
      worst: this.worst.slice(),
      open: Uint32Array.from(this.open),
      known: [this.known, this.knownSettled, this.knownCompleted],
    };
  }

  set state({ bucketNs, values, worst, open, known }: DensityState) {
    this.bucketNs = bucketNs;
    const own = [...this.waits.flatMap((wait) => [...wait.arrays]), this.issued];
    own.forEach((array, index) => array.set(values[index]!));
    this.worst.set(worst);
    this.open.clear();
    for (const place of open) this.open.add(place);
    [this.known, this.knownSettled, this.knownCompleted] = known;
  }

  /** Adds the operation whose phases were read last. */
  private measure(waits: readonly Wait[], endNs: number): void {
    const { phases } = this;
    for (let i = 0; i < phases.count; i++) {
      const state = phases.states[i] === LEAKED ? FIRST_WAIT : phases.states[i]!;
      const wait = waits[state - FIRST_WAIT];
      const to = Math.min(phases.to[i]!, endNs);
      if (wait !== undefined && to > phases.from[i]!) wait.add(phases.from[i]!, to, this.bucketNs);
    }
  }

  private mark(place: number): void {
    const { columns } = this.tables.operations;
    const ns = misfortuneAt(columns, place);
    if (Number.isNaN(ns)) return;
    const bucket = this.bucketOf(ns);
    this.worst[bucket] = Math.max(this.worst[bucket]!, severities[columns.end[place]!]!);
  }

  /**
   * Whether its waits had ended by a moment. Leaked ones never have: they are in flight to the end of the session. What
   * another thread builds may know of more already.
   */
  private isOver(place: number, endNs: number): boolean {
    const { phases } = this;
    phases.read(this.tables.operations.columns, place);
    for (let i = 0; i < phases.count; i++) {
      if (phases.to[i]! > endNs && (phases.states[i]! < 4 || phases.states[i] === LEAKED)) return false;
    }
    return true;
  }

  private bucketOf(ns: number): number {
    return Math.min(Math.max(Math.floor(ns / this.bucketNs), 0), BUCKETS - 1);
  }

  private coarsen(): void {
    for (const wait of this.waits) wait.coarsen(this.bucketNs);
    for (let i = 0; i < BUCKETS; i++) {
      const [one, other] = [2 * i, 2 * i + 1];
      this.issued[i] = one < BUCKETS ? this.issued[one]! + this.issued[other]! : 0;
      this.worst[i] = one < BUCKETS ? Math.max(this.worst[one]!, this.worst[other]!) : 0;
    }
    this.bucketNs *= 2;
  }
}

class Wait {
  get arrays(): readonly [Float64Array, Float64Array] {
    return [this.rises, this.parts];
  }

  constructor(
    private readonly rises = new Float64Array(BUCKETS + 1),
    private readonly parts = new Float64Array(BUCKETS),
  ) {}

  add(fromNs: number, toNs: number, bucketNs: number): void {
    const first = Math.max(Math.floor(fromNs / bucketNs), 0);
    const last = Math.min(Math.floor(toNs / bucketNs), BUCKETS - 1);
    if (first >= last) {
      this.parts[Math.min(first, BUCKETS - 1)]! += toNs - fromNs;
      return;
    }
    this.parts[first]! += (first + 1) * bucketNs - fromNs;
    this.parts[last]! += toNs - last * bucketNs;
    this.rises[first + 1]!++;
    this.rises[last]!--;
  }

  /** Nanoseconds of waiting in each bucket, summed over the operations. */
  buckets(bucketNs: number): Float64Array {
    const sums = new Float64Array(BUCKETS);
    for (let i = 0, full = 0; i < BUCKETS; i++) {
      full += this.rises[i]!;
      sums[i] = full * bucketNs + this.parts[i]!;
    }
    return sums;
  }

  /** Each two buckets become one, which is as full as its first; what the second has more goes into the parts. */
  coarsen(bucketNs: number): void {
    const { rises, parts } = this;
    for (let i = 0; i < BUCKETS; i++) {
      const [one, other] = [2 * i, 2 * i + 1];
      const isIn = one < BUCKETS;
      const more = isIn ? rises[other]! : 0;
      rises[i] = isIn ? rises[one]! + (one > 0 ? rises[one - 1]! : 0) : 0;
      parts[i] = isIn ? parts[one]! + parts[other]! + more * bucketNs : 0;
    }
    rises[BUCKETS] = 0;
  }

  copy(): Wait {
    return new Wait(this.rises.slice(), this.parts.slice());
  }
}

/** What lies in equal buckets, in equal columns: a bucket that two columns share is shared by length. */
function spread(buckets: Float64Array, bucketNs: number, columns: number, columnNs: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < buckets.length; i++) {
    if (buckets[i] === 0) continue;
    const from = (i * bucketNs) / columnNs;
    const to = ((i + 1) * bucketNs) / columnNs;
    for (let column = Math.floor(from); column < Math.min(to, columns); column++) {
      const part = (Math.min(to, column + 1) - Math.max(from, column)) / (to - from);
      sums[column]! += buckets[i]! * part;
    }
  }
  return sums;
}
