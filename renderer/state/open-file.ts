import type { Result } from '../../protocol/index.ts';
import {
  MOST_HEADER_BYTES,
  announcedMessage,
  isEndOfRows,
  readErrorText,
  splitRecording,
  type SessionInfo,
} from '../../trace/index.ts';
import { openFooter } from './open-footer.ts';
import type { WholeBytes } from './recording-bytes.ts';
import { Recording } from './recording.ts';
import type { Slices } from './slices.ts';

/** So much of a file is read at once. */
const SLICE_BYTES = 8 * 2 ** 20;

/** How a file is being read. */
export interface OpeningFile {
  /** As far as it has been read. */
  readonly recording: Recording;
  /** Takes what has been read, for so many milliseconds at most; then reads on. False: that was all. */
  step(budgetMs: number): Promise<boolean>;
  /** Another thread is reading at this moment. It waits for `readOn` when it has told of something. */
  readonly isReading?: boolean;
  readOn?(): void;
  /** From 0 to 1. */
  readonly part: number;
  /** Bytes that have not been read. */
  readonly left: number;
  /** Nobody will ask for more. */
  close(): void;
}

export interface OpeningWithInfo extends OpeningFile {
  readonly info: SessionInfo;
}

/**
 * Begins to open a file. The problem is a sentence for people. `isShared`: its columns can be given to other threads.
 * `usesFooter`: what its rows make is taken from its footer, if it has one. Then a step may throw FooterIsDamaged.
 */
export async function openFile(
  file: WholeBytes,
  name: string,
  { isShared = false, usesFooter = true, sliceBytes = SLICE_BYTES } = {},
): Promise<Result<OpeningWithInfo>> {
  const byFooter = usesFooter ? await openFooter(file, name, { isShared, sliceBytes }) : undefined;
  if (byFooter !== undefined) return { ok: true, value: byFooter };
  const reader = new MessageReader(file, sliceBytes);
  let first: Uint8Array | undefined;
  try {
    first = (await reader.next('schema'))?.slice();
  } catch (error) {
    return { ok: false, problem: readProblem(name, error) };
  }
  const read = splitRecording(first ?? (await reader.beginning()));
  if (!read.ok) reader.close();
  if (!read.ok) return { ok: false, problem: readErrorText(read.error, name) };
  const recording = Recording.opened(file, name);
  recording.takeSchema(read.parts.schemaMessage, { isShared });
  return { ok: true, value: new Opening(recording, reader, read.parts.info) };
}

/** That a recording cannot be read, and why, in a sentence. */
export function readProblem(name: string, error: unknown, { further = false } = {}): string {
  const why = error instanceof Error ? error.message : String(error);
  return `${name} cannot be read${further ? ' any further' : ''}: ${why.replace(/\.$/, '')}.`;
}

class Opening implements OpeningWithInfo {
  private isReserved = false;

  constructor(
    readonly recording: Recording,
    private readonly reader: MessageReader,
    readonly info: SessionInfo,
  ) {}

  close(): void {
    this.reader.close();
  }

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
        this.recording.lostBytes = this.reader.isAtEndOfRows ? 0 : this.reader.left;
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

/** Reads a file message by message. The memory of a message serves for others as soon as the next one is asked for. */
class MessageReader {
  /** Where the next message begins. */
  at = 0;
  private slice = new Uint8Array(0);
  private sliceAt = 0;
  private readonly slices: Slices;

  constructor(
    private readonly file: WholeBytes,
    sliceBytes: number,
  ) {
    this.slices = file.slices(0, file.length, sliceBytes);
  }

  close(): void {
    this.slices.close();
  }

  get part(): number {
    return this.file.length === 0 ? 1 : this.at / this.file.length;
  }

  /** Bytes from here to the end. */
  get left(): number {
    return this.file.length - this.at;
  }

  get isAtEndOfRows(): boolean {
    return isEndOfRows(this.slice, this.at - this.sliceAt);
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
    const message = this.here(kind);
    if (message !== undefined) return message;
    const rest = this.slice.subarray(this.at - this.sliceAt);
    const begun = announcedMessage(rest, 0);
    if (begun === undefined ? rest.length >= MOST_HEADER_BYTES : begun.kind !== kind || begun.length > this.left) {
      return undefined;
    }
    const read = await this.slices.next();
    if (read === undefined) return undefined;
    const split =
      rest.length === 0 ? undefined : announcedMessage(joined(rest, read.subarray(0, MOST_HEADER_BYTES)), 0);
    const before = this.slice;
    const end = this.sliceAt + before.length;
    if (split?.kind === kind && split.length > rest.length && split.length <= rest.length + read.length) {
      // Only the message that lies in both is put together; what follows it is read where it is.
      const both = joined(rest, read.subarray(0, split.length - rest.length));
      this.slice = read;
      this.sliceAt = end;
      this.at += split.length;
      this.slices.giveBack(before);
      return both;
    }
    this.slice = joined(rest, read);
    this.sliceAt = this.at;
    this.slices.giveBack(before);
    this.slices.giveBack(read);
    return this.next(kind);
  }

  /** The first bytes of the file, to say what is wrong with them. */
  beginning(): Promise<Uint8Array> {
    return this.file.read(0, Math.min(SLICE_BYTES, this.file.length));
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
