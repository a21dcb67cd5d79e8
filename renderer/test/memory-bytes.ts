import type { RecordingBytes } from '../state/recording-bytes.ts';

/** The bytes of a recording that no host and no file has. */
export class MemoryBytes implements RecordingBytes {
  length = 0;
  readonly isWhole = false;
  private readonly parts: Uint8Array<ArrayBuffer>[] = [];

  append(message: Uint8Array): number {
    const at = this.length;
    this.parts.push(new Uint8Array(message));
    this.length += message.length;
    return at;
  }

  async read(at: number, bytes: number): Promise<Uint8Array> {
    return new Uint8Array(await new Blob(this.parts).slice(at, at + bytes).arrayBuffer());
  }

  async toBlob(): Promise<Blob> {
    return new Blob(this.parts);
  }
}
