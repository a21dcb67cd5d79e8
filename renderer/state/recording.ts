import { BatchDecoder, readInfo, StoredRows, Trace, type SessionInfo } from '../../trace/index.ts';
import { TraceIndex } from '../timeline/trace-index.ts';
import { StoredBytes } from './stored-bytes.ts';
import type { MoreOfTrace } from './trace-worker.ts';

/** Where rows come from: a session that runs, a recording of the host's, a file of the person's. */
export type Origin = 'live' | 'recording' | 'file';

/** `elsewhere`: another thread builds the trace; `isShared`: this one does so for another. */
interface Building {
  readonly elsewhere?: boolean;
  readonly isShared?: boolean;
}

/**
 * The rows of one session as they came, and the trace that they make.
 *
 * It keeps every message that it took, so that saving gives back the very bytes.
 */
export class Recording {
  trace: Trace | undefined;
  index: TraceIndex | undefined;
  /** Messages that could not be decoded, and so are not shown. */
  badMessages = 0;
  /** Batches that another thread has read, and told of. */
  takenMessages = 0;
  /** Bytes at the end that are no whole message. */
  lostBytes: number;
  /** Bytes at the end of the file that nobody wanted to wait for. */
  unreadBytes = 0;
  private readonly stored: StoredBytes;
  readonly rows: StoredRows;
  private decoder: BatchDecoder | undefined;

  /** `file`: it is read from there, and the rows stay there. Without one, messages are kept as they come. */
  constructor(
    readonly origin: Origin,
    readonly name: string,
    lostBytes = 0,
    private readonly file?: Blob,
  ) {
    this.lostBytes = lostBytes;
    this.stored = new StoredBytes(file);
    this.rows = new StoredRows(this.stored, file === undefined);
  }

  takeSchema(message: Uint8Array, building: Building = {}): void {
    const info = this.trace === undefined ? readInfo(message) : undefined;
    if (info === undefined) {
      this.badMessages++;
      return;
    }
    this.keep(message);
    this.decoder = new BatchDecoder(message);
    this.begin(info, building);
  }

  /** Begins with what a schema message says of the session. */
  begin(info: SessionInfo, building: Building): void {
    this.trace = new Trace(info, this.rows, building);
    this.index = new TraceIndex(this.trace);
  }

  /** `at`: where the message lies in the file. */
  takeBatch(message: Uint8Array, at?: number): void {
    const batch = this.decoder?.decode(message);
    if (batch === undefined || this.trace === undefined) {
      this.badMessages++;
      this.trace?.missBatch();
      return;
    }
    this.rows.expect(at ?? this.keep(message), message.length);
    this.trace.append(batch);
  }

  /** Takes what another thread has made of the messages. `atHand`: messages by where they lie, to be looked at soon. */
  takeMore(
    { trace, batches, badMessages, lostBytes }: MoreOfTrace,
    atHand: ReadonlyMap<number, Uint8Array> = new Map(),
  ): void {
    for (const place of batches) {
      const message = atHand.get(place.at);
      this.rows.place(place, message === undefined ? undefined : this.decoder?.decode(message));
    }
    this.trace?.take(trace);
    this.takenMessages += batches.length + badMessages - this.badMessages;
    this.badMessages = badMessages;
    if (this.file !== undefined) this.lostBytes = lostBytes;
  }

  /** The recording as a file: the schema message and the batches, as they came. */
  toBlob(): Blob {
    const all = this.stored.toBlob();
    return this.lostBytes === 0 ? all : all.slice(0, all.size - (this.file === undefined ? 0 : this.lostBytes));
  }

  /** Of all messages taken. */
  get bytes(): number {
    return this.stored.length;
  }

  /** `first-receive.ovl`. */
  get fileName(): string {
    return `${(this.trace?.info.program ?? this.name).replace(/[^\w.-]+/g, '-')}.ovl`;
  }

  /** Returns where the message lies now. */
  keep(message: Uint8Array): number {
    return this.file === undefined ? this.stored.append(message) : 0;
  }
}
