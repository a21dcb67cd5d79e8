import { MOST_READ_BYTES, type Result } from '../../protocol/index.ts';
import type { ByteSource } from '../../trace/index.ts';
import { BlobSlices, ReadSlices, type Slices } from './slices.ts';

/** What shows rows that cannot be read asks again as soon as it is told so: not sooner than after so long. */
const AGAIN_MS = 1000;

/** The bytes of a recording, wherever they are. The window keeps none: not even of one that is a gigabyte. */
export interface RecordingBytes extends ByteSource {
  readonly length: number;
  /** They are in a file of the person's. */
  readonly file?: Blob;
  /** All of it is there from the beginning, to be opened. */
  readonly isWhole: boolean;
  /** The next message has come. Returns where it lies. */
  append(message: Uint8Array): number;
  /**
   * All that has come, as a file. `tell` hears how much of it is there, from 0 to 1, and says whether the rest is still
   * wanted; undefined: it was not. Rejects with a sentence when they cannot be had any more.
   */
  toBlob(tell: (part: number) => boolean): Promise<Blob | undefined>;
}

/** A recording that can be opened: a file of the person's, or of the host's. */
export interface WholeBytes extends RecordingBytes {
  /** Its bytes from one place to another, one slice after the other, of so many bytes at most. */
  slices(from: number, to: number, sliceBytes: number): Slices;
}

/** In a file. */
export class FileBytes implements WholeBytes {
  readonly isWhole = true;

  constructor(readonly file: Blob) {}

  get length(): number {
    return this.file.size;
  }

  append(): number {
    return 0;
  }

  read(at: number, bytes: number): Promise<Uint8Array> {
    return notSoonAgain(async () => new Uint8Array(await this.file.slice(at, at + bytes).arrayBuffer()));
  }

  slices(from: number, to: number, sliceBytes: number): Slices {
    return new BlobSlices(this.file.slice(from, to), sliceBytes);
  }

  async toBlob(): Promise<Blob> {
    return this.file;
  }
}

/** Reads so many bytes of a recording of the host's: MOST_READ_BYTES at most. */
export type ReadInHost = (at: number, bytes: number) => Promise<Result<Uint8Array<ArrayBuffer>>>;

/** In the recording of the host, which the window reads as often as it needs to. */
export class HostBytes implements RecordingBytes {
  readonly isWhole: boolean = false;

  constructor(
    readonly ask: ReadInHost,
    public length = 0,
  ) {}

  append({ length }: Uint8Array): number {
    const at = this.length;
    this.length += length;
    return at;
  }

  read(at: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    return notSoonAgain(async () => {
      if (bytes <= MOST_READ_BYTES) return this.piece(at, bytes);
      const all = new Uint8Array(bytes);
      for (let read = 0; read < bytes; read += MOST_READ_BYTES) {
        all.set(await this.piece(at + read, Math.min(MOST_READ_BYTES, bytes - read)), read);
      }
      return all;
    });
  }

  async toBlob(tell: (part: number) => boolean): Promise<Blob | undefined> {
    const { length } = this;
    const blobs: Blob[] = [];
    for (let at = 0; at < length;) {
      const piece = await this.piece(at, Math.min(MOST_READ_BYTES, length - at));
      blobs.push(new Blob([piece]));
      at += piece.length;
      if (!tell(at / length)) return undefined;
    }
    return new Blob(blobs, { type: 'application/octet-stream' });
  }

  private async piece(at: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const read = await this.ask(at, bytes);
    if (!read.ok) throw new Error(read.problem);
    return read.value;
  }
}

/** A whole recording of the host's. */
export class HostFile extends HostBytes implements WholeBytes {
  override readonly isWhole = true;

  override append(): number {
    return 0;
  }

  slices(from: number, to: number, sliceBytes: number): Slices {
    return new ReadSlices((at, bytes) => this.read(at, bytes), from, to, Math.min(sliceBytes, MOST_READ_BYTES));
  }
}

/** A failure is told late. */
async function notSoonAgain<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    throw error;
  }
}
