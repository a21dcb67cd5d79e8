import type { NumberColumn } from '../columns.ts';
import { RowsAreComing, type Rows } from '../rows.ts';
import { firstFrom } from '../port-activity.ts';
import { ColumnTable } from './column-table.ts';
import { payloadOf, readBatch, type RowBatch } from './row-batch.ts';

/** Where the bytes of a recording are. */
export interface ByteSource {
  /** Rejects when they cannot be read any more: the file is gone, or has changed. */
  read(at: number, bytes: number): Promise<Uint8Array>;
}

/** Where a batch lies, how many rows it has, and the time of the last. */
export interface BatchPlace {
  readonly at: number;
  readonly bytes: number;
  readonly rows: number;
  readonly lastTime: number;
}

/** So many batches that were read last are kept. */
const KEPT = 24;

/**
 * Rows that stay where the recording is: a table only knows where each batch lies. Those that were asked for last are in
 * memory, all others are read again when somebody asks.
 */
export class StoredRows implements Rows {
  length = 0;
  private readonly batches = new ColumnTable({ firstRow: 'f64', at: 'f64', bytes: 'u32', lastTime: 'f64' });
  /** The batches in memory, the one that was used last at the end. */
  private readonly kept = new Map<number, RowBatch>();
  private readonly coming = new Map<number, RowsAreComing>();
  private next = { at: 0, bytes: 0 };

  /** `keepsNew`: a batch that is appended will be looked at soon. Without, its memory is needed no longer than the call. */
  constructor(
    private readonly source: ByteSource,
    private readonly keepsNew = true,
  ) {}

  /** Where the message of the batch lies that is appended next. */
  expect(at: number, bytes: number): void {
    this.next = { at, bytes };
  }

  append(batch: RowBatch): void {
    const lastTime = batch.columns.time[batch.length - 1] ?? 0;
    this.place({ ...this.next, rows: batch.length, lastTime }, this.keepsNew ? batch : undefined);
  }

  /** Where each batch lies, from one on. */
  placesFrom(first: number): BatchPlace[] {
    const { columns, length } = this.batches;
    return Array.from({ length: length - first }, (_, index) => ({
      at: columns.at[first + index]!,
      bytes: columns.bytes[first + index]!,
      lastTime: columns.lastTime[first + index]!,
      rows:
        (first + index + 1 < length ? columns.firstRow[first + index + 1]! : this.length) -
        columns.firstRow[first + index]!,
    }));
  }

  /** A batch lies there. With it, its rows are at hand. */
  place({ at, bytes, rows, lastTime }: BatchPlace, batch?: RowBatch): void {
    const place = this.batches.append();
    const { columns } = this.batches;
    columns.firstRow[place] = this.length;
    columns.at[place] = at;
    columns.bytes[place] = bytes;
    columns.lastTime[place] = Math.max(lastTime, columns.lastTime[place - 1] ?? 0);
    this.length += rows;
    if (batch !== undefined) this.keep(place, batch);
  }

  get(column: NumberColumn, row: number): number {
    const place = this.placeOf(row);
    return this.batch(place).columns[column][row - this.batches.columns.firstRow[place]!]!;
  }

  payload(row: number): Uint8Array {
    const place = this.placeOf(row);
    return payloadOf(this.batch(place), row - this.batches.columns.firstRow[place]!);
  }

  /** The first row that comes after a moment, or `length`. */
  firstAfter(ns: number): number {
    const place = firstFrom(this.batches.columns.lastTime, this.batches.length, ns);
    for (let at = place; at < this.batches.length; at++) {
      const { time } = this.batch(at).columns;
      const index = time.findIndex((value) => value > ns);
      if (index >= 0) return this.batches.columns.firstRow[at]! + index;
    }
    return this.length;
  }

  private placeOf(row: number): number {
    const { firstRow } = this.batches.columns;
    if (row < 0 || row >= this.length) throw new RangeError(`There is no row ${row}.`);
    const after = firstFrom(firstRow, this.batches.length, row);
    return after < this.batches.length && firstRow[after] === row ? after : after - 1;
  }

  private batch(place: number): RowBatch {
    const batch = this.kept.get(place);
    if (batch === undefined) throw this.fetch(place);
    this.kept.delete(place);
    this.kept.set(place, batch);
    return batch;
  }

  private keep(place: number, batch: RowBatch): void {
    this.kept.set(place, batch);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
  }

  private fetch(place: number): RowsAreComing {
    const known = this.coming.get(place);
    if (known !== undefined) return known;
    const { at, bytes } = this.batches.columns;
    const read = this.source.read(at[place]!, bytes[place]!).then((message) => {
      const batch = readBatch(message);
      if (batch === undefined) throw new Error('The file has changed since it was opened: open it again.');
      this.keep(place, batch);
    });
    const coming = new RowsAreComing(read.finally(() => this.coming.delete(place)));
    // Not everybody who asks waits.
    coming.then(
      () => undefined,
      () => undefined,
    );
    this.coming.set(place, coming);
    return coming;
  }
}
