import { numberColumns, type NumberColumn } from './columns.ts';
import type { Rows } from './rows.ts';
import type { ColumnArray, RowBatch } from './store/row-batch.ts';

const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
const NOTHING = new Uint8Array(0);

/**
 * All rows so far, one growing typed array a column. Appending is amortised O(1) a row; rows are never changed.
 *
 * Payloads stay where the batch had them: a row knows its batch, and the batch its bytes.
 */
export class RowTable implements Rows {
  length = 0;
  private capacity = 0;
  private readonly data = {} as Record<NumberColumn, ColumnArray>;
  private readonly payloads: { readonly firstRow: number; readonly offsets: Int32Array; readonly bytes: Uint8Array }[] =
    [];

  constructor() {
    this.grow(1024);
  }

  append({ length, columns, offsets, bytes }: RowBatch): void {
    if (this.length + length > this.capacity) this.grow(this.length + length);
    for (const { name } of numberColumns) this.data[name].set(columns[name].subarray(0, length), this.length);
    this.payloads.push({ firstRow: this.length, offsets, bytes });
    this.length += length;
  }

  get(name: NumberColumn, row: number): number {
    return this.data[name][row]!;
  }

  /** The payload of a row, a view on the batch's memory. */
  payload(row: number): Uint8Array {
    let low = 0;
    let high = this.payloads.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.payloads[middle]!.firstRow <= row) low = middle;
      else high = middle - 1;
    }
    const batch = this.payloads[low];
    if (batch === undefined || row < 0 || row >= this.length) return NOTHING;
    const index = row - batch.firstRow;
    return batch.bytes.subarray(batch.offsets[index], batch.offsets[index + 1]);
  }

  firstAfter(ns: number): number {
    const { time } = this.data;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (time[middle]! <= ns) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(needed: number): void {
    this.capacity = Math.max(needed, this.capacity * 2);
    for (const { name, type } of numberColumns) {
      const larger = new arrays[type](this.capacity);
      if (this.length > 0) larger.set(this.data[name].subarray(0, this.length));
      this.data[name] = larger;
    }
  }
}
