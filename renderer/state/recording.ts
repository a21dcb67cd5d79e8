import type { Result } from '../../protocol/index.ts';
import { BatchDecoder, readErrorText, readInfo, splitRecording, Trace } from '../../trace/index.ts';
import { TraceIndex } from '../timeline/trace-index.ts';

/** Where rows come from: a session that runs, a recording of the host's, a file of the person's. */
export type Origin = 'live' | 'recording' | 'file';

/**
 * The rows of one session as they came, and the trace that they make.
 *
 * It keeps every message that it took, so that saving gives back the very bytes.
 */
export class Recording {
  trace: Trace | undefined;
  index: TraceIndex | undefined;
  /** Messages that could not be decoded, and so are neither shown nor saved. */
  badMessages = 0;
  /** Of all messages taken. */
  bytes = 0;
  private readonly messages: Uint8Array[] = [];
  private decoder: BatchDecoder | undefined;

  constructor(
    readonly origin: Origin,
    readonly name: string,
    /** Bytes at the end of the file that are no whole message. */
    readonly lostBytes: number,
  ) {}

  /** Opens the bytes of a file. The problem is a sentence for people. */
  static fromFile(bytes: Uint8Array, name: string): Result<Recording> {
    const read = splitRecording(bytes);
    if (!read.ok) return { ok: false, problem: readErrorText(read.error, name) };
    const recording = new Recording('file', name, read.parts.lostBytes);
    recording.takeSchema(read.parts.schemaMessage);
    for (const message of read.parts.batchMessages) recording.takeBatch(message);
    recording.index?.update();
    return { ok: true, value: recording };
  }

  takeSchema(message: Uint8Array): void {
    const info = this.trace === undefined ? readInfo(message) : undefined;
    if (info === undefined) {
      this.badMessages++;
      return;
    }
    this.keep(message);
    this.decoder = new BatchDecoder(message);
    this.trace = new Trace(info);
    this.index = new TraceIndex(this.trace);
  }

  takeBatch(message: Uint8Array): void {
    const batch = this.decoder?.decode(message);
    if (batch === undefined || this.trace === undefined) {
      this.badMessages++;
      return;
    }
    this.trace.append(batch);
    this.keep(message);
  }

  /** The recording as a file: the schema message and the batches, as they came. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const file = new Uint8Array(this.bytes);
    let at = 0;
    for (const message of this.messages) {
      file.set(message, at);
      at += message.length;
    }
    return file;
  }

  /** `first-receive.ovl`. */
  get fileName(): string {
    return `${(this.trace?.info.program ?? this.name).replace(/[^\w.-]+/g, '-')}.ovl`;
  }

  private keep(message: Uint8Array): void {
    this.messages.push(message);
    this.bytes += message.length;
  }
}
