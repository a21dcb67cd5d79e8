import type { Result } from '../../protocol/index.ts';
import { announcedMessage, readErrorText, splitRecording } from '../../trace/index.ts';
import { Recording } from './recording.ts';

/** So much of a file is read at once. */
const SLICE_BYTES = 8 * 2 ** 20;

/** How a file is being read. */
export interface OpeningFile {
  /** As far as it has been read. */
  readonly recording: Recording;
  /** Takes what has been read, for so many milliseconds at most; then reads on. False: that was all. */
  step(budgetMs: number): Promise<boolean>;
  /** From 0 to 1. */
  readonly part: number;
  /** Bytes that have not been read. */
  readonly left: number;
}

/** Begins to open a file. The problem is a sentence for people. */
export async function openFile(file: Blob, name: string): Promise<Result<OpeningFile>> {
  const reader = new MessageReader(file);
  let first: Uint8Array | undefined;
  try {
    first = await reader.next('schema');
  } catch (error) {
    return { ok: false, problem: `${name} cannot be read: ${String(error)}.` };
  }
  const read = splitRecording(first ?? (await reader.beginning()));
  if (!read.ok) return { ok: false, problem: readErrorText(read.error, name) };
  const recording = new Recording('file', name, 0, file);
  recording.takeSchema(read.parts.schemaMessage);
  return { ok: true, value: new Opening(recording, reader) };
}

class Opening implements OpeningFile {
  private isReserved = false;

  constructor(
    readonly recording: Recording,
    private readonly reader: MessageReader,
  ) {}

  get part(): number {
    return this.reader.part;
  }

  get left(): number {
    return this.reader.left;
  }

  async step(budgetMs: number): Promise<boolean> {
    const until = performance.now() + budgetMs;
    do {
      const { at } = this.reader;
      const message = this.reader.here('batch') ?? (await this.reader.next('batch'));
      if (message === undefined) {
        this.recording.lostBytes = this.reader.left;
        return false;
      }
      this.recording.takeBatch(message, at);
      if (!this.isReserved && this.part > 0.02) this.reserve();
    } while (performance.now() < until);
    return true;
  }

  /** What has been read tells how much all of it will be. Rooms that are too small grow all the same. */
  private reserve(): void {
    this.isReserved = true;
    if (this.left > SLICE_BYTES) this.recording.trace?.tables.reserve(1.1 / this.part);
  }
}

/** Reads a file message by message, a slice at a time. */
class MessageReader {
  /** Where the next message begins. */
  at = 0;
  private slice = new Uint8Array(0);
  private sliceAt = 0;

  constructor(private readonly file: Blob) {}

  get part(): number {
    return this.file.size === 0 ? 1 : this.at / this.file.size;
  }

  /** Bytes from here to the end. */
  get left(): number {
    return this.file.size - this.at;
  }

  /** The next message, if the whole of it has been read already. */
  here(kind: 'schema' | 'batch'): Uint8Array | undefined {
    const from = this.at - this.sliceAt;
    const message = announcedMessage(this.slice, from);
    if (message?.kind !== kind || from + message.length > this.slice.length) return undefined;
    this.at += message.length;
    return this.slice.subarray(from, from + message.length);
  }

  /** The next message; undefined: there is none, or not the whole of it. */
  async next(kind: 'schema' | 'batch'): Promise<Uint8Array | undefined> {
    const announced = announcedMessage(this.slice, this.at - this.sliceAt);
    await this.read(Math.max(SLICE_BYTES, announced?.length ?? 0));
    const message = announcedMessage(this.slice, 0);
    if (message !== undefined && message.length > this.slice.length && message.length <= this.left) {
      await this.read(message.length);
    }
    return this.here(kind);
  }

  /** The first bytes of the file, to say what is wrong with them. */
  async beginning(): Promise<Uint8Array> {
    return new Uint8Array(await this.file.slice(0, SLICE_BYTES).arrayBuffer());
  }

  private async read(bytes: number): Promise<void> {
    this.sliceAt = this.at;
    this.slice = new Uint8Array(await this.file.slice(this.at, this.at + bytes).arrayBuffer());
  }
}
