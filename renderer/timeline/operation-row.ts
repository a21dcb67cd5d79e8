import { IndexList, Phases, StatePyramid, mainWait, severities, type TraceTables } from '../../trace/index.ts';

const phases = new Phases();

/** Operations that do not overlap while they are busy, in the order of their issue: one row of a lane. */
export class OperationRow {
  readonly places = new IndexList();
  /** The wait in which each has spent most of its time (`mainWait`), and how bad it ended (`severities`). */
  readonly looks = new StatePyramid();

  constructor(private readonly tables: TraceTables) {}

  append(place: number): void {
    this.places.push(place);
    this.looks.append(...this.lookOf(place));
  }

  /** An operation of this row will not change any more, or has done so once more. */
  settle(place: number): void {
    const rank = this.places.rankOf(place);
    if (rank !== undefined) this.looks.change(rank, ...this.lookOf(place));
  }

  private lookOf(place: number): [look: number, worst: number] {
    const { columns } = this.tables.operations;
    phases.read(columns, place);
    return [mainWait(phases), severities[columns.end[place]!]!];
  }
}
