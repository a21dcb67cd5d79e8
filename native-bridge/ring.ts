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

const places = layOut();
const RECORD_BYTES = places.end;
const NOTHING = new Uint8Array(0);

/** The number columns behind the length, each aligned to its width. */
function layOut(): {
  readonly columns: readonly { name: NumberColumn; type: keyof typeof widths; offset: number }[];
  end: number;
} {
  let end = 8;
  const columns = numberColumns.map(({ name, type }) => {
    const offset = Math.ceil(end / widths[type]) * widths[type];
    end = offset + widths[type];
    return { name, type, offset };
  });
  return { columns, end: Math.ceil(end / 4) * 4 };
}

export class Ring {
  private readonly header: Uint32Array;
  private readonly data: DataView;
  private readonly bytes: Uint8Array;
  private readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.header = new Uint32Array(memory, 0, HEADER_BYTES / 4);
    this.data = new DataView(memory, HEADER_BYTES);
    this.bytes = new Uint8Array(memory, HEADER_BYTES);
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
  write(row: Partial<Row>): void {
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
    if (skip > 0) this.data.setUint32(at, 0, true);
    const start = skip > 0 ? 0 : at;
    this.data.setUint32(start, length, true);
    for (const { name, type, offset } of places.columns) this.set(type, start + offset, row[name] ?? 0);
    this.data.setUint32(start + RECORD_BYTES, payload.length, true);
    this.bytes.set(payload, start + RECORD_BYTES + 4);
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
      const length = this.data.getUint32(at, true);
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
    for (const { name, type, offset } of places.columns) row[name] = this.get(type, at + offset);
    const start = at + RECORD_BYTES + 4;
    row.payload = this.bytes.slice(start, start + this.data.getUint32(at + RECORD_BYTES, true));
    return row;
  }

  private set(type: keyof typeof widths, at: number, value: number): void {
    if (type === 'f64') this.data.setFloat64(at, value, true);
    else if (type === 'u32') this.data.setUint32(at, value, true);
    else if (type === 'u16') this.data.setUint16(at, value, true);
    else this.data.setUint8(at, value);
  }

  private get(type: keyof typeof widths, at: number): number {
    if (type === 'f64') return this.data.getFloat64(at, true);
    if (type === 'u32') return this.data.getUint32(at, true);
    return type === 'u16' ? this.data.getUint16(at, true) : this.data.getUint8(at);
  }
}
