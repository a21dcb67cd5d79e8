/**
 * The columns of a row. This table is the format: the Arrow schema, the recorder's memory layout, the reader and
 * `overlook rows --json` are made from it. To add a column, add a line.
 *
 * Every column but `payload` is a number of fixed width; 0 in an id column means "none".
 */
export const columns = [
  { name: 'time', type: 'f64', means: 'nanoseconds since the session began' },
  {
    name: 'value',
    type: 'f64',
    means:
      'by kind: what the call returned, the bytes requested or transferred, a handle, an address, an event’s state',
  },
  {
    name: 'uncertainty',
    type: 'u32',
    means: 'nanoseconds by which what was seen at `time` may have happened earlier; 4294967295: that or more',
  },
  { name: 'call', type: 'u32', means: 'the API call; its two rows carry the same number' },
  { name: 'operation', type: 'u32', means: 'the operation: one issue of one WSAOVERLAPPED' },
  { name: 'object', type: 'u32', means: 'the socket or event; handle values are reused, these numbers never' },
  { name: 'slot', type: 'u32', means: 'the memory of a WSAOVERLAPPED' },
  { name: 'status', type: 'u32', means: 'WSAOVERLAPPED.Internal, an NTSTATUS, as read at `time`' },
  { name: 'error', type: 'u32', means: 'the last error after a call that failed' },
  { name: 'thread', type: 'u16', means: 'the thread that wrote the row' },
  { name: 'api', type: 'u16', means: 'the function, as an index into the names that the recording carries, from 1' },
  { name: 'kind', type: 'u8', means: 'what kind of row it is (row-kinds.ts)' },
  { name: 'payload', type: 'bytes', means: 'by kind: arguments, the 32 bytes of a WSAOVERLAPPED, or text' },
] as const satisfies readonly Column[];

export interface Column {
  readonly name: string;
  readonly type: 'f64' | 'u32' | 'u16' | 'u8' | 'bytes';
  readonly means: string;
}
export type ColumnName = (typeof columns)[number]['name'];
export type NumberColumn = Exclude<ColumnName, 'payload'>;
export const numberColumns = columns.filter((column) => column.type !== 'bytes') as unknown as readonly (Column & {
  readonly name: NumberColumn;
  readonly type: 'f64' | 'u32' | 'u16' | 'u8';
})[];

/** The widths in bytes of the number types. */
export const widths = { f64: 8, u32: 4, u16: 2, u8: 1 } as const;

/** One row, whole. */
export type Row = Record<NumberColumn, number> & { readonly payload: Uint8Array };

/** `uncertainty` when what it says is "4.29 seconds or more". */
export const UNCERTAINTY_MAX = 0xffffffff;
