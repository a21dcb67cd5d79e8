import type { Integers } from '../store/column-table.ts';
import { IdIndex } from '../store/id-index.ts';
import { asBytes, type ReadBytes } from '../store/compact-column.ts';
import { emptyDensity, type DensityState } from '../store/density.ts';
import { edgeCauses, ends, indicationNames, outcomes, byTable, tableNames, type TraceTables } from '../store/tables.ts';
import type { Trace } from '../trace.ts';
import { TRAILER_BYTES, END_OF_ROWS, parseHead, type FooterHead, type Trailer } from './footer-format.ts';
import { onlyEnd, toldRecords, withoutEnd } from './kept-records.ts';

/** A footer cannot be what was written: the rows are read instead. */
export class FooterIsDamaged extends Error {
  constructor() {
    super('What stands behind the rows of this recording is damaged.');
  }
}

/**
 * Reads a footer into a trace that is empty, part by part. What it holds is checked: a number that leads out of a table, out
 * of the rows or out of a list is refused, so that nobody who reads the trace need expect one.
 */
export class FooterReader {
  /** How many parts have been read. */
  partsRead = 0;
  private readonly rows: number;
  /** How many changes of sockets' states have been taken. */
  private states = 0;
  /** By socket: how many rows of its lane are in use. */
  private readonly subRows = new IdIndex();

  /** `read` gives what comes behind the end marker of the rows. */
  private constructor(
    private readonly trace: Trace,
    private readonly head: FooterHead,
    private readonly read: ReadBytes,
  ) {
    this.rows = head.batches.reduce((rows, batch) => rows + batch.rows, 0);
  }

  /** Throws FooterIsDamaged. `fileBytes`: of the whole recording. */
  static begin(
    trace: Trace,
    headBytes: Uint8Array,
    trailer: Trailer,
    fileBytes: number,
    read: ReadBytes,
  ): FooterReader {
    const head = parseHead(headBytes);
    const tablesBytes = fileBytes - trailer.rowsEnd - END_OF_ROWS.length - trailer.headBytes - TRAILER_BYTES;
    if (head === undefined || !fits(head, trailer.rowsEnd, tablesBytes)) throw new FooterIsDamaged();
    return new FooterReader(trace, head, read);
  }

  get batches(): FooterHead['batches'] {
    return this.head.batches;
  }

  get parts(): number {
    return this.head.parts.length;
  }

  /** Comes before the first part. */
  async density(): Promise<DensityState> {
    const { bucketNs, open } = this.head.density;
    const { operations, settled, completed } = this.head.parts.at(-1)!.ends;
    const state: DensityState = { ...emptyDensity(open), bucketNs, known: [operations, settled, completed] };
    for (const array of [...state.values, state.worst, state.open]) await this.read(asBytes(array));
    if (state.open.some((place) => place >= operations)) throw new FooterIsDamaged();
    return state;
  }

  /** False: that was the last. Throws FooterIsDamaged. */
  async nextPart(): Promise<boolean> {
    const { trace, head } = this;
    const { tables } = trace;
    const whole = head.parts.at(-1)!;
    if (this.partsRead === 0) {
      for (const name of tableNames) {
        if (!tables[name].begin(whole.ends[name], head.widths[name])) throw new FooterIsDamaged();
      }
      trace.takeRecords({ ...toldRecords(withoutEnd(head.records)), socketStates: [] });
    }
    const { ends: to, endNs } = head.parts[this.partsRead]!;
    const from = byTable((name) => tables[name].length);
    for (const name of tableNames) if (!(await tables[name].fill(to[name], this.read))) throw new FooterIsDamaged();
    if (!this.isSound(from, to, whole.ends)) throw new FooterIsDamaged();
    const isLast = ++this.partsRead === head.parts.length;
    this.takeSocketStates(isLast ? Infinity : endNs);
    if (isLast) trace.takeRecords(toldRecords(onlyEnd(head.records)));
    trace.observe(endNs);
    return !isLast;
  }

  /** There are many: told at once, they would hold up the first look. */
  private takeSocketStates(untilNs: number): void {
    const { socketStates } = this.head.records;
    for (; this.states < socketStates.length && socketStates[this.states]!.change.time <= untilNs; this.states++) {
      this.trace.socketStates.take(socketStates[this.states]!);
    }
  }

  /** Whether all numbers lead to where something is. `all`: what there will be in the end. */
  private isSound(from: Counts, to: Counts, all: Counts): boolean {
    const { tables, info } = this.trace;
    const { operations, calls, edges, packets, buffers, settled, completed } = tables;
    const functions = info.functions.length;
    const areBelow = (values: Integers, name: keyof Counts, limit: number) =>
      from[name] === to[name] || largest(values, from[name], to[name]) < limit;
    const { columns } = operations;
    return (
      areBelow(columns.api, 'operations', functions + 1) &&
      areBelow(columns.outcome, 'operations', outcomes.length) &&
      areBelow(columns.end, 'operations', ends.length) &&
      areBelow(columns.noticedHow, 'operations', indicationNames.length) &&
      areBelow(columns.completedRow, 'operations', this.rows + 1) &&
      areBelow(columns.packet, 'operations', all.packets + 1) &&
      areBelow(columns.routine, 'operations', all.routines + 1) &&
      this.areRowsOfLanes(columns, from.operations, to.operations) &&
      areBelow(calls.columns.api, 'calls', functions + 1) &&
      areBelow(calls.columns.enteredRow, 'calls', this.rows) &&
      areBelow(calls.columns.returnedRow, 'calls', this.rows) &&
      areBelow(edges.columns.cause, 'edges', edgeCauses.length) &&
      areBelow(packets.columns.row, 'packets', this.rows) &&
      areBelow(buffers.columns.row, 'buffers', this.rows) &&
      areBelow(settled.columns.operation, 'settled', to.operations) &&
      areBelow(completed.columns.operation, 'completed', to.operations)
    );
  }

  /** The rows of a socket's lane are used from the first on, and none is left out. */
  private areRowsOfLanes({ object, subRow }: OperationColumns, from: number, to: number): boolean {
    for (let place = from; place < to; place++) {
      const used = this.subRows.get(object[place]!) ?? 0;
      if (subRow[place]! > used) return false;
      if (subRow[place] === used) this.subRows.set(object[place]!, used + 1);
    }
    return true;
  }
}

/** The largest of some numbers; 0 where there are none. A loop for each kind of array: one for all is ten times as slow. */
function largest(values: Integers, from: number, to: number): number {
  let most = 0;
  if (values instanceof Uint32Array) {
    for (let place = from; place < to; place++) if (values[place]! > most) most = values[place]!;
  } else if (values instanceof Uint16Array) {
    for (let place = from; place < to; place++) if (values[place]! > most) most = values[place]!;
  } else {
    for (let place = from; place < to; place++) if (values[place]! > most) most = values[place]!;
  }
  return most;
}

type Counts = FooterHead['parts'][number]['ends'];
type OperationColumns = Pick<TraceTables['operations']['columns'], 'object' | 'subRow'>;

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

/** Whether there can be as much as the head says. */
function fits({ parts, widths, batches, density }: FooterHead, rowsEnd: number, bytes: number): boolean {
  const { ends: all } = parts.at(-1)!;
  const needed = tableNames.reduce((most, name) => most + all[name] * sum(widths[name]), density.open * 4);
  const last = batches.at(-1);
  return (
    needed <= bytes && density.open <= all.operations && (last === undefined ? 0 : last.at + last.bytes) <= rowsEnd
  );
}
