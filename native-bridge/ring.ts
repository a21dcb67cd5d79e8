import {
  numberColumns,
  rowKinds,
  widths,
  type Batch,
  type NumberColumn,
  type Row,
  type RowKind,
} from '../trace/index.ts';

/**
 * One thread's rows on their way to the collector: one writer, one reader, no locks.
 *
 * ```
 * header   i32 published · i32 next · u32 lost rows · u32 lost operations · f64 lost since · i32 restarts · … · i32 read
 * record   u32 length · u32 payload length · the number columns · payload · padding to 8
 * ```
 *
 * `published`, `next` and `read` are positions: bytes since the beginning, modulo 2^32. The records lie one behind the
 * other. One for which the rest of the memory is too short begins at its start; a length of 0 says so. And when the
 * reader has taken everything, the writer may begin at the start again, which it counts in `restarts`: so a ring whose
 * reader keeps up uses, and commits, only the beginning of its memory, which stays in the cache.
 *
 * Rows are written in groups. Up to `published` everything is whole; its lowest bit says that a group is open: the
 * writer has read the clock, or will, and writes rows with what it read. `next` is the writer's own: behind its last row.
 */
export const headerWords = { published: 0, next: 1, lostRows: 2, lostOperations: 3, restarts: 6, read: 16 } as const;
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

/**
 * Copies records into a batch: those that `starts` says, from the index `from` up to `to`, into the rows that `rows` says.
 *
 * Made from the table once, as one loop that keeps every array at hand: it runs for every row of a session.
 */
// oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- its text comes from the table alone
export const copyRecords = new Function(
  'ring',
  'to',
  'starts',
  'rows',
  'first',
  'end',
  `const { f64, u32, u16, u8, i32 } = ring;
   const { columns: { ${layout.places.map(({ name }) => name).join(', ')} }, offsets, i32: payloads, u8: payloadBytes } = to;
   for (let index = first; index < end; index++) {
     const at = starts[index];
     const row = rows[index];
     ${layout.places.map(({ name, view, index }) => `${name}[row] = ${view}[(at >> ${shifts[view]}) + ${index}];`).join('\n')}
     const length = u32[(at >> 2) + 1];
     const from = at + ${RECORD_BYTES};
     const into = offsets[row];
     if (((into | length) & 3) === 0) {
       for (let n = 0; n < length; n += 4) payloads[(into + n) >> 2] = i32[(from + n) >> 2];
     } else {
       for (let n = 0; n < length; n++) payloadBytes[into + n] = u8[from + n];
     }
   }`,
) as (ring: RingMemory, to: Batch, starts: Int32Array, rows: Int32Array, first: number, end: number) => void;
