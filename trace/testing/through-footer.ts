import { END_OF_ROWS, TRAILER_BYTES, readTrailer } from '../footer/footer-format.ts';
import { FooterIsDamaged, FooterReader } from '../footer/read-footer.ts';
import { footerOf } from '../footer/write-footer.ts';
import { Trace } from '../trace.ts';

/** A footer of a trace, as if its rows were one batch of so many bytes. */
export const ROWS_END = 80_000;

export function footerBytes(trace: Trace, partEntries: number): Uint8Array<ArrayBuffer> {
  const { length: rows } = trace.rows;
  const batch = { at: 8, bytes: ROWS_END - 8, rows, lastTime: trace.endTime };
  const pieces = [...footerOf(trace, [batch], ROWS_END, partEntries)];
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => {
    bytes.set(piece, at);
    return at + piece.length;
  }, 0);
  return bytes;
}

/** Reads a footer into a trace that has these rows; `part` is called after each part. Throws FooterIsDamaged. */
export async function readFooter(
  bytes: Uint8Array,
  { info, rows }: Pick<Trace, 'info' | 'rows'>,
  {
    part,
    begun,
  }: { part?: (trace: Trace) => void; begun?: (trace: Trace, reader: FooterReader) => Promise<void> } = {},
): Promise<Trace> {
  const trace = new Trace(info, rows, { elsewhere: true });
  const fileBytes = ROWS_END + bytes.length;
  const trailer = readTrailer(bytes.subarray(-TRAILER_BYTES), fileBytes);
  if (trailer?.rowsEnd !== ROWS_END) throw new FooterIsDamaged();
  const headAt = bytes.length - TRAILER_BYTES - trailer.headBytes;
  let at = END_OF_ROWS.length;
  const reader = FooterReader.begin(trace, bytes.subarray(headAt, -TRAILER_BYTES), trailer, fileBytes, (into) => {
    if (at + into.length > headAt) throw new FooterIsDamaged();
    into.set(bytes.subarray(at, at + into.length));
    at += into.length;
  });
  if (begun === undefined) await reader.density();
  else await begun(trace, reader);
  for (let isMore = true; isMore;) {
    isMore = await reader.nextPart();
    part?.(trace);
  }
  return trace;
}
