import { numberColumns, widths, type NumberColumn, type Row } from '../trace/index.ts';

/**
 * One thread's rows on their way to the collector: one writer, one reader, no locks.
 *
 * ```
 * header   u32 written · u32 read · u32 busy · u32 lost        (bytes; the first two only grow, modulo 2^32)
 * record   u32 length · the number columns · u32 payload length · payload · padding to 8
 * ```
 *
 * A record that does not fit before the end of the memory begins at its start; a length of 0 says so. When the reader is
 * behind and a record does not fit at all, it is lost and counted: a thread that makes calls never waits for its rows.
 */
const header = { written: 0, read: 1, busy: 2, lost: 3 } as const;
const HEADER_BYTES = 64;

const columns = layOut();
const RECORD_BYTES = Math.ceil(columns.end / 4) * 4;
const NOTHING = new Uint8Array(0);

/** What every row has. Apart from the rest, so that writing a row allocates nothing. */
export interface RowHead {
  readonly time: number;
  readonly kind?: number;
  readonly thread?: number;
}
export type Columns = Partial<Omit<Row, keyof RowHead>>;
const NO_COLUMNS: Columns = {};
const isHead = (name: string) => name === 'time' || name === 'kind' || name === 'thread';

/** The same memory, once for each width: plain typed arrays are many times faster here than a DataView. */
interface Views {
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
}
type ViewName = keyof Views;

interface PlacedColumn {
  readonly name: NumberColumn;
  readonly view: ViewName;
  /** From the record's beginning, in elements of the view. */
  readonly index: number;
}

/** The number columns behind the length, each aligned to its width; the table puts the widest first. */
function layOut(): { readonly places: readonly PlacedColumn[]; readonly end: number } {
  let end = 8;
  const places = numberColumns.map(({ name, type }) => {
    const offset = Math.ceil(end / widths[type]) * widths[type];
    end = offset + widths[type];
    return { name, view: type, index: offset / widths[type] };
  });
  return { places, end };
}

/**
 * Stores the columns of a row into a record that begins at a byte.
 *
 * Made from the table once, as a function without a loop: this runs for every row, between two calls of a program, and
 * what it takes the program's timing pays.
 */
// oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- its text comes from the table alone
const store = new Function(
  'views',
  'at',
  'head',
  'row',
  columns.places
    .map(
      ({ name, view, index }) =>
        `views.${view}[at / ${widths[view]} + ${index}] = ${isHead(name) ? 'head' : 'row'}.${name} ?? 0;`,
    )
    .join('\n'),
) as (views: Views, at: number, head: RowHead, row: Columns) => void;

export class Ring {
  private readonly header: Uint32Array;
  private readonly views: Views;
  private readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.header = new Uint32Array(memory, 0, HEADER_BYTES / 4);
    this.views = {
      f64: new Float64Array(memory, HEADER_BYTES),
      u32: new Uint32Array(memory, HEADER_BYTES),
      u16: new Uint16Array(memory, HEADER_BYTES),
      u8: new Uint8Array(memory, HEADER_BYTES),
    };
    this.capacity = memory.byteLength - HEADER_BYTES;
  }

  /** The writer says that it is about to read the clock and write rows with what it read. */
  begin(): void {
    Atomics.store(this.header, header.busy, 1);
  }

  end(): void {
    Atomics.store(this.header, header.busy, 0);
  }

  /** Columns that are left out are 0. Only between `begin` and `end`. */
  write(head: RowHead, row: Columns = NO_COLUMNS): void {
    const payload = row.payload ?? NOTHING;
    const length = Math.ceil((RECORD_BYTES + 4 + payload.length) / 8) * 8;
    const written = Atomics.load(this.header, header.written);
    const used = (written - Atomics.load(this.header, header.read)) >>> 0;
    const at = written % this.capacity;
    const skip = at + length > this.capacity ? this.capacity - at : 0;
    if (used + skip + length > this.capacity) {
      Atomics.add(this.header, header.lost, 1);
      return;
    }
    const { u32, u8 } = this.views;
    if (skip > 0) u32[at / 4] = 0;
    const start = skip > 0 ? 0 : at;
    u32[start / 4] = length;
    store(this.views, start, head, row);
    u32[(start + RECORD_BYTES) / 4] = payload.length;
    if (payload.length > 0) u8.set(payload, start + RECORD_BYTES + 4);
    Atomics.store(this.header, header.written, (written + skip + length) >>> 0);
  }

  /**
   * Everything that is there, for the reader. `quietSince`: no row with an earlier time will be written any more.
   * `now` must have been read from the clock before the call.
   */
  read(now: number): { readonly rows: Row[]; readonly lost: number; readonly quietSince: number | undefined } {
    const busy = Atomics.load(this.header, header.busy) !== 0;
    const written = Atomics.load(this.header, header.written);
    const lost = Atomics.exchange(this.header, header.lost, 0);
    const rows: Row[] = [];
    let position = Atomics.load(this.header, header.read);
    while (position !== written) {
      const at = position % this.capacity;
      const length = this.views.u32[at / 4]!;
      if (length === 0) {
        position = (position + this.capacity - at) >>> 0;
        continue;
      }
      rows.push(this.row(at));
      position = (position + length) >>> 0;
    }
    Atomics.store(this.header, header.read, position);
    // A busy writer has read the clock, or will, after its last row here; how long ago nobody can tell.
    return { rows, lost, quietSince: busy ? rows.at(-1)?.time : now };
  }

  private row(at: number): Row {
    const row = {} as Record<NumberColumn, number> & { payload: Uint8Array };
    for (const { name, view, index } of columns.places) row[name] = this.views[view][at / widths[view] + index]!;
    const start = at + RECORD_BYTES + 4;
    row.payload = this.views.u8.slice(start, start + this.views.u32[(at + RECORD_BYTES) / 4]!);
    return row;
  }
}
