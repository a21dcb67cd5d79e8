import { numberColumns, type NumberColumn, type Row } from './columns.ts';
import type { RowBatch } from './store/row-batch.ts';

/** The rows of a recording. They may lie elsewhere: then what is asked for throws RowsAreComing. */
export interface Rows {
  readonly length: number;
  get(column: NumberColumn, row: number): number;
  /** The payload of a row, a view. */
  payload(row: number): Uint8Array;
  append(batch: RowBatch): void;
  /** The first row that comes after a moment; `length` when none does. */
  firstAfter(ns: number): number;
}

/** One row as an object: for printing and tests, not for loops over millions. */
export function wholeRow(rows: Rows, index: number): Row {
  const row = Object.fromEntries(numberColumns.map(({ name }) => [name, rows.get(name, index)]));
  return { ...(row as Record<NumberColumn, number>), payload: rows.payload(index) };
}

/**
 * The rows that were asked for are being read; ask again when they are there. It can be waited for like a promise, which
 * is how React waits when a component throws it.
 */
export class RowsAreComing extends Error {
  constructor(private readonly read: Promise<void>) {
    super('The rows are being read.');
  }

  // oxlint-disable-next-line unicorn/no-thenable -- React waits for what a component throws, if that has a `then`
  then(arrived: () => void, failed?: (error: unknown) => void): Promise<void> {
    return this.read.then(arrived, failed);
  }
}

/** Does something with rows, as often as it takes until they all are there: at once, if they are. */
export function whenRowsAreHere<Result>(run: () => Result): Result | Promise<Result> {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RowsAreComing)) throw error;
    return Promise.resolve(error).then(() => whenRowsAreHere(run));
  }
}
