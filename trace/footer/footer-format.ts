import type { BatchPlace } from '../store/stored-rows.ts';
import { type TableName, tableNames } from '../store/tables.ts';
import { parseRecords, type KeptRecords } from './kept-records.ts';

/**
 * What the rows of a recording make, written behind them: who opens it need not make it again.
 *
 * ```
 * rows · end marker · density · part 1 · … · part n · head (JSON) · trailer
 * ```
 *
 * A part is a stretch of time: of every table the entries that begin in it, column by column. What they became later is
 * in them already.
 */
export interface FooterHead {
  /** Where each part ends: of each table, how many entries there are up to there; and the time. */
  readonly parts: readonly FooterPart[];
  /** How many bytes an entry takes in each column of each table. */
  readonly widths: Readonly<Record<TableName, readonly number[]>>;
  readonly density: { readonly bucketNs: number; readonly open: number };
  readonly records: KeptRecords;
  readonly batches: readonly BatchPlace[];
}

export interface FooterPart {
  readonly ends: Readonly<Record<TableName, number>>;
  readonly endNs: number;
}

/** Written by a reader of rows that makes something else of them, a footer is no use: then this number is raised. */
export const FOOTER_VERSION = 1;

/** The end marker of an Arrow IPC stream: no row comes after it. */
export const END_OF_ROWS = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

/** With rows of so many bytes a recording gets a footer: fewer are read before anybody has to wait. */
export const LONG_BYTES = 8 * 2 ** 20;

/** `u32 version · u32 bytes of the head · f64 where the end marker is · 8 bytes MAGIC`, little-endian. */
export const TRAILER_BYTES = 24;
const MAGIC = new TextEncoder().encode('OVLFOOT\n');

/** Whether the rows end at an offset with the marker. */
export function isEndOfRows(bytes: Uint8Array, at: number): boolean {
  return END_OF_ROWS.every((byte, index) => bytes[at + index] === byte);
}

export interface Trailer {
  readonly headBytes: number;
  /** Where the rows end, in bytes from the beginning of the file. */
  readonly rowsEnd: number;
}

export function encodeTrailer({ headBytes, rowsEnd }: Trailer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TRAILER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, FOOTER_VERSION, true);
  view.setUint32(4, headBytes, true);
  view.setFloat64(8, rowsEnd, true);
  bytes.set(MAGIC, 16);
  return bytes;
}

/** `last`: the last bytes of a file of so many. Undefined: there is no footer that this version can use. */
export function readTrailer(last: Uint8Array, fileBytes: number): Trailer | undefined {
  if (last.length !== TRAILER_BYTES || MAGIC.some((byte, index) => last[16 + index] !== byte)) return undefined;
  const view = new DataView(last.buffer, last.byteOffset, TRAILER_BYTES);
  if (view.getUint32(0, true) !== FOOTER_VERSION) return undefined;
  const headBytes = view.getUint32(4, true);
  const rowsEnd = view.getFloat64(8, true);
  const most = fileBytes - TRAILER_BYTES - END_OF_ROWS.length - headBytes;
  return Number.isInteger(rowsEnd) && rowsEnd > 0 && rowsEnd <= most ? { headBytes, rowsEnd } : undefined;
}

export function encodeHead(head: FooterHead): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(head));
}

/** Undefined: it is none. Whether its numbers fit the bytes behind it is seen when they are read. */
export function parseHead(bytes: Uint8Array): FooterHead | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { parts, widths, density, records, batches } = value as Partial<Record<keyof FooterHead, unknown>>;
  const kept = parseRecords(records);
  if (kept === undefined || !Array.isArray(parts) || !Array.isArray(batches)) return undefined;
  if (!isDensity(density) || !areParts(parts) || !areBatches(batches) || !areWidths(widths)) return undefined;
  return { parts, widths, density, records: kept, batches };
}

function isDensity(value: unknown): value is FooterHead['density'] {
  if (typeof value !== 'object' || value === null) return false;
  const { bucketNs, open } = value as Partial<Record<keyof FooterHead['density'], unknown>>;
  return typeof bucketNs === 'number' && bucketNs > 0 && isCount(open);
}

function areWidths(value: unknown): value is FooterHead['widths'] {
  if (typeof value !== 'object' || value === null) return false;
  const widths = value as Partial<Record<TableName, unknown>>;
  return tableNames.every((name) => Array.isArray(widths[name]) && widths[name].every(isCount));
}

/** Each ends where the one before does, or later. */
function areParts(values: readonly unknown[]): values is readonly FooterPart[] {
  let before: FooterPart | undefined;
  for (const value of values) {
    if (typeof value !== 'object' || value === null) return false;
    const { ends, endNs } = value as Partial<Record<keyof FooterPart, unknown>>;
    if (typeof endNs !== 'number' || endNs < (before?.endNs ?? 0) || typeof ends !== 'object' || ends === null)
      return false;
    const counts = ends as Partial<Record<TableName, unknown>>;
    for (const name of tableNames) {
      const count = counts[name];
      if (!isCount(count) || count < (before?.ends[name] ?? 0)) return false;
    }
    before = value as FooterPart;
  }
  return before !== undefined;
}

/** They lie one behind the other, and none has more rows than bytes. */
function areBatches(values: readonly unknown[]): values is readonly BatchPlace[] {
  let end = 0;
  for (const value of values) {
    if (typeof value !== 'object' || value === null) return false;
    const { at, bytes, rows, lastTime } = value as Partial<Record<keyof BatchPlace, unknown>>;
    if (!isCount(at) || !isCount(bytes) || !isCount(rows) || typeof lastTime !== 'number') return false;
    if (at < end || rows > bytes) return false;
    end = at + bytes;
  }
  return true;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
