import type { RecordBatch } from 'apache-arrow';
import { numberColumns, type Column, type NumberColumn } from '../columns.ts';

const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
export type ColumnArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** The rows of one batch, as views on the memory of its message. */
export interface RowBatch {
  readonly length: number;
  readonly columns: Readonly<Record<NumberColumn, ColumnArray>>;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** The rows of a decoded batch; undefined when its columns are not those of a recording. */
export function batchRows(batch: RecordBatch): RowBatch | undefined {
  const children = new Map(batch.schema.fields.map((field, index) => [field.name, batch.data.children[index]!]));
  const length = batch.numRows;
  const columns = {} as Record<NumberColumn, ColumnArray>;
  for (const { name, type } of numberColumns) {
    const values: unknown = children.get(name)?.values;
    if (!isColumnArray(values, type) || values.length < length) return undefined;
    columns[name] = values;
  }
  const payload = children.get('payload');
  const offsets: unknown = payload?.valueOffsets;
  const bytes: unknown = payload?.values;
  if (!(offsets instanceof Int32Array) || !(bytes instanceof Uint8Array) || offsets.length <= length) return undefined;
  return { length, columns, offsets, bytes };
}

/** The payload of a row of a batch, a view. */
export function payloadOf({ offsets, bytes }: RowBatch, row: number): Uint8Array {
  return bytes.subarray(offsets[row], offsets[row + 1]);
}

function isColumnArray(values: unknown, type: Exclude<Column['type'], 'bytes'>): values is ColumnArray {
  return values instanceof arrays[type];
}
