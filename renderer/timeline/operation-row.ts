import {
  IndexList,
  Phases,
  StatePyramid,
  emptySummary,
  mainWait,
  severities,
  type Summary,
  type TraceTables,
} from '../../trace/index.ts';

import type { Hits } from './pen.ts';

const phases = new Phases();
const summary = emptySummary();

/** Operations that do not overlap while they are busy, in the order of their issue: one row of a lane. */
export class OperationRow {
  /**
   * The wait in which each has spent most of its time (`mainWait`), and how bad it ended (`severities`). Made when the
   * row is drawn for the first time from far away, or before, when there is time.
   */
  private looks: StatePyramid | undefined;
  /** What was looked for last, and where it was found. */
  private found: (Hits & { readonly looked: number; readonly ranks: IndexList }) | undefined;

  /** `places`: of its operations; whoever gives it, appends to it. */
  constructor(
    private readonly tables: TraceTables,
    readonly places = new IndexList(),
  ) {}

  /** An operation of this row has changed. */
  change(place: number): void {
    const { looks } = this;
    const rank = looks === undefined ? undefined : this.places.rankOf(place);
    if (looks === undefined || rank === undefined || rank >= looks.length) return;
    looks.change(rank, this.lookOf(place), this.worstOf(place));
  }

  /** What the operations from one rank up to another consist of. It is valid until the next sum. */
  sum(from: number, to: number): Summary {
    const looks = (this.looks ??= new StatePyramid());
    while (looks.length < this.places.length) {
      const place = this.places.at(looks.length)!;
      looks.append(this.lookOf(place), this.worstOf(place));
    }
    looks.sum(from, to, summary);
    return summary;
  }

  /** Makes what a sum needs of an operation. Nothing, if that is there already. */
  prepare(place: number): void {
    const looks = (this.looks ??= new StatePyramid());
    if (this.places.at(looks.length) === place) looks.append(this.lookOf(place), this.worstOf(place));
  }

  /** The ranks of the operations that are looked for, as they were found last; undefined: nothing is looked for. */
  ranksOf(hits: Hits | undefined): IndexList | undefined {
    if (hits === undefined) return undefined;
    const known = this.found;
    if (known?.places === hits.places && known.version === hits.version && known.looked === this.places.length) {
      return known.ranks;
    }
    const ranks = new IndexList();
    const { array, length } = this.places;
    for (let rank = 0; rank < length; rank++) if (hits.places.has(array[rank]!)) ranks.push(rank);
    this.found = { places: hits.places, version: hits.version, looked: length, ranks };
    return ranks;
  }

  private lookOf(place: number): number {
    phases.read(this.tables.operations.columns, place);
    return mainWait(phases);
  }

  private worstOf(place: number): number {
    return severities[this.tables.operations.columns.end[place]!]!;
  }
}
