import {
  END_OF_ROWS,
  FooterIsDamaged,
  FooterReader,
  MOST_HEADER_BYTES,
  TRAILER_BYTES,
  readTrailer,
  splitRecording,
  type SessionInfo,
} from '../../trace/index.ts';
import type { OpeningWithInfo } from './open-file.ts';
import type { WholeBytes } from './recording-bytes.ts';
import { Recording } from './recording.ts';
import type { Slices } from './slices.ts';

/** So much of a file is read at once: it is only copied to where it belongs. What is asked for comes in larger pieces. */
const SLICE_BYTES = 2 ** 20;

/** Begins to open a file by its footer. Undefined: it has none that can be used. */
export async function openFooter(
  file: WholeBytes,
  name: string,
  { isShared, sliceBytes }: { readonly isShared: boolean; readonly sliceBytes: number },
): Promise<OpeningWithInfo | undefined> {
  let slices: Slices | undefined;
  try {
    const { length } = file;
    if (length < TRAILER_BYTES) return undefined;
    const trailer = readTrailer(await file.read(length - TRAILER_BYTES, TRAILER_BYTES), length);
    if (trailer === undefined) return undefined;
    const headAt = length - TRAILER_BYTES - trailer.headBytes;
    const [beginning, head] = await Promise.all([
      file.read(0, Math.min(MOST_HEADER_BYTES, length)),
      file.read(headAt, trailer.headBytes),
    ]);
    const read = splitRecording(beginning);
    if (!read.ok) return undefined;
    const recording = Recording.opened(file, name);
    recording.takeSchema(read.parts.schemaMessage, { isShared });
    const most = file.file === undefined ? sliceBytes : Math.min(sliceBytes, SLICE_BYTES);
    slices = file.slices(trailer.rowsEnd + END_OF_ROWS.length, headAt, most);
    const stream = new ByteStream(slices);
    const reader = FooterReader.begin(recording.trace!, head, trailer, length, (into) => stream.read(into));
    recording.takeDensity(await reader.density());
    return new OpeningFooter(recording, read.parts.info, reader, slices, trailer.rowsEnd);
  } catch {
    slices?.close();
    return undefined; // Who reads the rows says what is wrong with the file.
  }
}

class OpeningFooter implements OpeningWithInfo {
  private batches = 0;

  constructor(
    readonly recording: Recording,
    readonly info: SessionInfo,
    private readonly reader: FooterReader,
    private readonly slices: Slices,
    private readonly rowsEnd: number,
  ) {}

  get part(): number {
    return this.reader.partsRead / this.reader.parts;
  }

  get left(): number {
    return Math.round((1 - this.part) * this.rowsEnd);
  }

  async step(budgetMs: number): Promise<boolean> {
    const until = performance.now() + budgetMs;
    let isMore = true;
    do isMore = await this.reader.nextPart();
    while (isMore && performance.now() < until);
    const endNs = isMore ? (this.recording.trace?.endTime ?? 0) : Infinity;
    const { batches } = this.reader;
    for (; this.batches < batches.length && batches[this.batches]!.lastTime <= endNs; this.batches++) {
      this.recording.rows.place(batches[this.batches]!);
    }
    if (!isMore) this.close();
    return isMore;
  }

  close(): void {
    this.slices.close();
  }
}

/** Slices, as one stream of bytes. */
class ByteStream {
  private slice = new Uint8Array(0);
  private at = 0;

  constructor(private readonly slices: Slices) {}

  /** Fills memory with what comes next. At once, if all of that has been read. */
  read(into: Uint8Array): void | Promise<void> {
    const end = this.at + into.length;
    if (end > this.slice.length) return this.readOn(into);
    into.set(this.slice.subarray(this.at, end));
    this.at = end;
  }

  private async readOn(into: Uint8Array): Promise<void> {
    for (let filled = 0; filled < into.length;) {
      if (this.at === this.slice.length) {
        this.slices.giveBack(this.slice);
        const next = await this.slices.next();
        if (next === undefined) throw new FooterIsDamaged();
        this.slice = next;
        this.at = 0;
      }
      const count = Math.min(into.length - filled, this.slice.length - this.at);
      into.set(this.slice.subarray(this.at, this.at + count), filled);
      filled += count;
      this.at += count;
    }
  }
}
