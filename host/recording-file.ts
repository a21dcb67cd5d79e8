import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename } from 'node:path';
import { ok, problem, type Result } from '../protocol/index.ts';
import {
  END_OF_ROWS,
  MOST_HEADER_BYTES,
  TRAILER_BYTES,
  announcedMessage,
  isEndOfRows,
  readErrorText,
  readTrailer,
  splitRecording,
} from '../trace/index.ts';

/** No header of a batch is longer. */
const BATCH_HEADER_BYTES = 8192;

/**
 * A recording on disk, of which the whole messages are known: the schema message first, then the batches.
 *
 * Live or opened, interfaces read it from here, each at its own pace: nothing is kept in memory for them.
 */
export class RecordingFile {
  private constructor(
    readonly path: string,
    private readonly descriptor: number,
    /** Bytes at the end that are no whole message. */
    readonly lostBytes: number,
    private readonly isNew: boolean,
    /** Where each message ends. */
    private readonly ends: number[] = [],
    /** Of a file that was opened, from its beginning to behind its footer, where it has one. */
    readonly bytesWithFooter?: number,
  ) {}

  /**
   * Begins a new recording. An existing file keeps its content until the first message is written over it; a new one that
   * gets none is removed when it is closed. `mode`: who may read it, as far as the system asks.
   */
  static create(path: string, mode = 0o666): Result<RecordingFile> {
    try {
      const isNew = !existsSync(path);
      const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, mode);
      return ok(new RecordingFile(path, descriptor, 0, isNew));
    } catch (error) {
      return problem(`The recording cannot be written to ${path}: ${reason(error)}. Choose another place.`);
    }
  }

  /** Opens a recording to read it. */
  static open(path: string): Result<RecordingFile> {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(path, 'r');
      const beginning = new Uint8Array(MOST_HEADER_BYTES);
      const result = splitRecording(beginning.subarray(0, readSync(descriptor, beginning, 0, MOST_HEADER_BYTES, 0)));
      if (!result.ok) {
        closeSync(descriptor);
        return problem(readErrorText(result.error, basename(path)));
      }
      const { size } = fstatSync(descriptor);
      const ends = endsOf(descriptor, size);
      const rowsEnd = ends.at(-1) ?? 0;
      const marker = new Uint8Array(END_OF_ROWS.length);
      readSync(descriptor, marker, 0, marker.length, rowsEnd);
      const lostBytes = isEndOfRows(marker, 0) ? 0 : size - rowsEnd;
      return ok(
        new RecordingFile(path, descriptor, lostBytes, false, ends, hasFooter(descriptor, size) ? size : undefined),
      );
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      return problem(`${path} cannot be read: ${reason(error)}.`);
    }
  }

  /** Bytes in whole messages. */
  get bytes(): number {
    return this.ends.at(-1) ?? 0;
  }

  get messageCount(): number {
    return this.ends.length;
  }

  /** Writes the next message, at once. A problem means that it is not in the file, whose end is the message before. */
  append(message: Uint8Array): Result<null> {
    try {
      const { size, nlink } = fstatSync(this.descriptor);
      if (nlink === 0) return problem(this.removed());
      if (this.ends.length === 0 && size > 0) ftruncateSync(this.descriptor, 0);
      for (let written = 0; written < message.length;) {
        written += writeSync(this.descriptor, message, written, message.length - written, this.bytes + written);
      }
    } catch (error) {
      this.takeBack();
      return problem(this.unwritable(error));
    }
    this.ends.push(this.bytes + message.length);
    return ok(null);
  }

  /** A copy of one message; undefined when the file has become shorter since it was opened, or its disk is gone. */
  message(index: number): Uint8Array | undefined {
    const message = new Uint8Array(this.ends[index]! - this.startOf(index));
    return this.readFrom(index, message) ? message : undefined;
  }

  /** How long the messages from one on are that fit into so many bytes together: always the first, if there is one. */
  lengthsFrom(first: number, mostBytes: number): number[] {
    const begin = this.startOf(first);
    let last = first + 1;
    while (last < this.ends.length && this.ends[last]! - begin <= mostBytes) last++;
    return this.ends.slice(first, last).map((end, index) => end - this.startOf(first + index));
  }

  /** Fills `into` with what lies in the file from a message on. False when so much is not there any more. */
  readFrom(message: number, into: Uint8Array): boolean {
    return this.readAt(this.startOf(message), into);
  }

  /** Fills `into` with what lies in the file from a byte on. False when so much is not there any more. */
  readAt(at: number, into: Uint8Array): boolean {
    for (let read = 0; read < into.length;) {
      const count = this.read(into, read, at + read);
      if (count === 0) return false;
      read += count;
    }
    return true;
  }

  private startOf(message: number): number {
    return message === 0 ? 0 : this.ends[message - 1]!;
  }

  close(): void {
    closeSync(this.descriptor);
    if (this.isNew && this.ends.length === 0) rmSync(this.path, { force: true });
  }

  private read(into: Uint8Array, offset: number, position: number): number {
    try {
      return readSync(this.descriptor, into, offset, into.length - offset, position);
    } catch {
      return 0;
    }
  }

  private unwritable(error: unknown): string {
    if (this.ends.length === 0) return `The recording cannot be written: ${reason(error)}. The session was stopped.`;
    return (
      `The recording cannot be written any further: ${reason(error)}. The session was stopped; what was written until ` +
      `then is kept in ${this.path}.`
    );
  }

  /** Its content lives as long as the descriptor: windows that show it can still read and save it. */
  private removed(): string {
    return (
      `The recording was removed while it was being written: ${this.path} is not there any more. ` +
      'A window that shows it can still save it.'
    );
  }

  /** Half a message at the end would be reported as a loss by everybody who opens the file. */
  private takeBack(): void {
    try {
      ftruncateSync(this.descriptor, this.bytes);
    } catch {
      // Readers leave out what is no whole message.
    }
  }
}

/** Where each message ends, by their headers. */
function endsOf(descriptor: number, size: number): number[] {
  const ends: number[] = [];
  const header = new Uint8Array(MOST_HEADER_BYTES);
  for (let at = 0; ;) {
    const kind = at === 0 ? 'schema' : 'batch';
    const read = readSync(descriptor, header, 0, at === 0 ? MOST_HEADER_BYTES : BATCH_HEADER_BYTES, at);
    const message = announcedMessage(header.subarray(0, read), 0);
    if (message?.kind !== kind || at + message.length > size) return ends;
    at += message.length;
    ends.push(at);
  }
}

/** Whether what its rows make stands behind them (trace/footer). What it is worth is seen by who reads it. */
function hasFooter(descriptor: number, size: number): boolean {
  const last = new Uint8Array(TRAILER_BYTES);
  const read = size < last.length ? 0 : readSync(descriptor, last, 0, last.length, size - last.length);
  return readTrailer(last.subarray(0, read), size) !== undefined;
}

/** The size of a file, or 0 when it is not there. */
export function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The system's reason in words: `no space left on device`. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return reasons[code] ?? error.message;
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'something of that name is in the way',
  ENOENT: 'there is no such file or folder',
  EACCES: 'access is not allowed',
  EPERM: 'access is not allowed',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'no more may be stored here',
  EFBIG: 'files may not become larger here',
  EIO: 'the disk does not work',
  EMFILE: 'too many files are open',
  EROFS: 'the disk can only be read',
  ENOTDIR: 'a part of the path is not a folder',
};
