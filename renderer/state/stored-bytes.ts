import type { ByteSource } from '../../trace/index.ts';

/** Messages are put together into blobs of so many bytes: the browser may keep those on disk. */
const BLOB_BYTES = 4 * 2 ** 20;

/** The bytes of a recording, in their order: a file of the person's, or what has come from the host so far. */
export class StoredBytes implements ByteSource {
  length: number;
  private readonly blobs: { readonly at: number; readonly blob: Blob }[] = [];
  /** What has come last, and is in no blob yet. */
  private newest: Uint8Array<ArrayBuffer>[] = [];
  private newestAt: number;

  constructor(file?: Blob) {
    this.length = this.newestAt = file?.size ?? 0;
    if (file !== undefined) this.blobs.push({ at: 0, blob: file });
  }

  /** Returns where they lie. Their memory must stay as it is. */
  append(bytes: Uint8Array): number {
    const at = this.length;
    this.newest.push(forBlob(bytes));
    this.length += bytes.length;
    if (this.length - this.newestAt >= BLOB_BYTES) {
      this.blobs.push({ at: this.newestAt, blob: new Blob(this.newest) });
      this.newest = [];
      this.newestAt = this.length;
    }
    return at;
  }

  async read(at: number, bytes: number): Promise<Uint8Array> {
    const { at: begin, blob } = this.blobs.findLast((one) => one.at <= at && at < one.at + one.blob.size) ?? {
      at: this.newestAt,
      blob: new Blob(this.newest),
    };
    return new Uint8Array(await blob.slice(at - begin, at - begin + bytes).arrayBuffer());
  }

  /** All of them, as a file. */
  toBlob(): Blob {
    return new Blob([...this.blobs.map(({ blob }) => blob), ...this.newest], { type: 'application/octet-stream' });
  }
}

/** No copy, except of shared memory: no blob is made of that. */
function forBlob(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = bytes;
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes);
}
