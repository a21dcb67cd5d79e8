/**
 * Reads a Blob from its beginning to its end, a slice at a time: the next one is read while one is looked at.
 *
 * Two buffers serve for all of it. With a new one for every slice, hundreds of megabytes would wait for a collection.
 */
export class SliceReader {
  private readonly reader: ReadableStreamBYOBReader;
  private readonly free: ArrayBuffer[] = [];
  private coming: Promise<Uint8Array<ArrayBuffer> | undefined> | undefined;

  constructor(
    blob: Blob,
    private readonly sliceBytes: number,
  ) {
    this.reader = blob.stream().getReader({ mode: 'byob' });
  }

  /** The next slice; undefined: all has been read. Rejects when the file cannot be read any further. */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const slice = await (this.coming ?? this.read());
    this.coming = slice === undefined ? Promise.resolve(undefined) : this.read();
    // Whoever asks for it is told.
    this.coming.catch(() => undefined);
    return slice;
  }

  /** A slice is not looked at any more: another one is read into its memory. */
  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength === this.sliceBytes) this.free.push(buffer);
  }

  /** Nobody will ask for more. */
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
