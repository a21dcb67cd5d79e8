import { numberColumns, rowKinds, widths, type NumberColumn, type Row, type RowKind } from '../trace/index.ts';

/**
 * One thread's rows on their way to the collector: one writer, one reader, no locks.
 *
 * ```
 * header   i32 published · i32 next · u32 lost rows · u32 lost operations · f64 lost since · … · i32 read
 * record   u32 length · u32 payload length · the number columns · payload · padding to 8
 * ```
 *
 * `published`, `next` and `read` are positions in bytes that only grow, modulo 2^32; where a position lies in the memory
 * are its lowest bits, so the memory for records is a power of two. A record that does not fit before the end of the
 * memory begins at its start; a length of 0 says so.
 *
 * Rows are written in groups. Up to `published` everything is whole; its lowest bit says that a group is open: the
 * writer has read the clock, or will, and writes rows with what it read. `next` is the writer's own: behind its last row.
 */
export const headerWords = { published: 0, next: 1, lostRows: 2, lostOperations: 3, read: 16 } as const;
/** In units of 8 bytes. */
export const LOST_SINCE = 2;
/** What the reader writes stands in a cache line of its own. */
const HEADER_BYTES = 128;
export const OPEN = 1;

/** How much memory a ring with room for so many bytes of records takes. */
export function ringBytes(capacity: number): number {
  return HEADER_BYTES + capacity;
}

/** The memory of a ring, once for each width: plain typed arrays are many times faster here than a DataView. */
export class RingMemory {
  readonly header: Int32Array;
  readonly lostSince: Float64Array;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
  /** The same as u32; for copying memory: no number of it is too large for a machine word that is signed. */
  readonly i32: Int32Array;
  readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.capacity = memory.byteLength - HEADER_BYTES;
    if (this.capacity < 8 || (this.capacity & (this.capacity - 1)) !== 0) {
      throw new Error(`A ring of ${this.capacity} bytes is no power of two`);
    }
    this.header = new Int32Array(memory, 0, HEADER_BYTES / 4);
    this.lostSince = new Float64Array(memory, LOST_SINCE * 8, 1);
    this.f64 = new Float64Array(memory, HEADER_BYTES);
    this.u32 = new Uint32Array(memory, HEADER_BYTES);
    this.u16 = new Uint16Array(memory, HEADER_BYTES);
    this.u8 = new Uint8Array(memory, HEADER_BYTES);
    this.i32 = new Int32Array(memory, HEADER_BYTES);
  }
}

const shifts = { f64: 3, u32: 2, u16: 1, u8: 0 } as const;

interface PlacedColumn {
  readonly name: NumberColumn;
  readonly view: keyof typeof shifts;
  /** In units of the view, from the record's beginning. */
  readonly index: number;
}

const layout = layOut();
/** A record without its payload. The payload begins behind it, at a multiple of 8. */
export const RECORD_BYTES = Math.ceil(layout.end / 8) * 8;
export const TIME_INDEX = layout.places.find(({ name }) => name === 'time')!.index;

/** How many bytes a row with so much payload takes. */
export function recordBytes(payloadBytes: number): number {
  return (RECORD_BYTES + payloadBytes + 7) & ~7;
}

/** The number columns behind the two lengths, each aligned to its width; the table puts the widest first. */
function layOut(): { readonly places: readonly PlacedColumn[]; readonly end: number } {
  let end = 8;
  const places = numberColumns.map(({ name, type }) => {
    const offset = Math.ceil(end / widths[type]) * widths[type];
    end = offset + widths[type];
    return { name, view: type, index: offset / widths[type] };
  });
  return { places, end };
}

const place = ({ view, index }: PlacedColumn) => `ring.${view}[(at >> ${shifts[view]}) + ${index}]`;

/** The columns that a writer of rows gives; those that are left out are 0. */
export type Columns = Partial<Omit<Row, 'time' | 'kind' | 'thread'>>;
type Store = (ring: RingMemory, at: number, time: number, thread: number, row: Columns) => void;

/**
 * Stores the columns of a row into the record that begins at a byte.
 *
 * Made from the table once, without a loop, and once for each kind: each of these functions sees the few shapes of
 * objects that its kind is written with, which makes reading them several times faster. This runs for every row, between
 * two calls of a program, and what it takes the program's timing pays.
 */
export const stores = Object.fromEntries(rowKinds.map(({ name }, kind) => [name, makeStore(kind)])) as Record<
  RowKind,
  Store
>;

function makeStore(kind: number): Store {
  const given: Partial<Record<NumberColumn, string>> = { time: 'time', thread: 'thread', kind: String(kind) };
  const lines = layout.places.map((column) => `${place(column)} = ${given[column.name] ?? `row.${column.name} ?? 0`};`);
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- its text comes from the table alone
  return new Function('ring', 'at', 'time', 'thread', 'row', lines.join('\n')) as Store;
}

/** Copies the columns of the record that begins at a byte into row `index` of a batch. */
// oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- its text comes from the table alone
export const load = new Function(
  'ring',
  'at',
  'columns',
  'index',
  layout.places.map((column) => `columns.${column.name}[index] = ${place(column)};`).join('\n'),
) as (
  ring: RingMemory,
  at: number,
  columns: Readonly<Record<NumberColumn, { [index: number]: number }>>,
  index: number,
) => void;
