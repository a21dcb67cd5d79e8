/** Bytes, one slice after the other. */
export interface Slices {
  /** The next slice; undefined: all has been read. Rejects when they cannot be read any further. */
  next(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** A slice is not looked at any more: another one is read into its memory. */
  giveBack(slice: Uint8Array<ArrayBuffer>): void;
  /** Nobody will ask for more. */
  close(): void;
}

/** So many slices are on their way while one is looked at. */
const AHEAD = 2;

/** Those that somebody else reads. */
export class ReadSlices implements Slices {
  private readonly coming: Promise<Uint8Array<ArrayBuffer>>[] = [];

  constructor(
    private readonly read: (at: number, bytes: number) => Promise<Uint8Array<ArrayBuffer>>,
    private at: number,
    private readonly to: number,
    private readonly sliceBytes: number,
  ) {}

  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.coming.length <= AHEAD && this.at < this.to) {
      const bytes = Math.min(this.sliceBytes, this.to - this.at);
      const slice = this.read(this.at, bytes);
      // Whoever asks for it is told.
      slice.catch(() => undefined);
      this.coming.push(slice);
      this.at += bytes;
    }
    return this.coming.shift();
  }

  giveBack(): void {
    // Its memory came with it.
  }

  close(): void {
    this.at = this.to;
  }
}

/**
 * Those of a Blob: the next one is read while one is looked at.
 *
 * Two buffers serve for all of it. With a new one for every slice, hundreds of megabytes would wait for a collection.
 */
export class BlobSlices implements Slices {
  private readonly reader: ReadableStreamBYOBReader;
  private readonly free: ArrayBuffer[] = [];
  private coming: Promise<Uint8Array<ArrayBuffer> | undefined> | undefined;

  constructor(
    blob: Blob,
    private readonly sliceBytes: number,
  ) {
    this.reader = blob.stream().getReader({ mode: 'byob' });
  }

  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const slice = await (this.coming ?? this.read());
    this.coming = slice === undefined ? Promise.resolve(undefined) : this.read();
    // Whoever asks for it is told.
    this.coming.catch(() => undefined);
    return slice;
  }

  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength === this.sliceBytes) this.free.push(buffer);
  }

  close(): void {
    this.reader.cancel().catch(() => undefined);
  }

  private async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    let buffer = this.free.pop() ?? new ArrayBuffer(this.sliceBytes);
    let filled = 0;
    for (let isOver = false; !isOver && filled < this.sliceBytes;) {
      const { value, done } = await this.reader.read(new Uint8Array(buffer, filled));
      isOver = done;
      if (value === undefined) break;
      // The memory that was lent comes back as another buffer.
      buffer = value.buffer;
      filled += value.length;
    }
    return filled === 0 ? undefined : new Uint8Array(buffer, 0, filled);
  }
}
