import {
  BatchDecoder,
  LONG_BYTES,
  readInfo,
  StoredRows,
  Trace,
  type DensityState,
  type SessionInfo,
} from '../../trace/index.ts';
import { TraceIndex } from '../timeline/trace-index.ts';
import type { RecordingBytes, WholeBytes } from './recording-bytes.ts';
import type { MoreOfTrace } from './trace-worker.ts';

/** Where rows come from: a session that runs, a recording of the host's, a file of the person's. */
export type Origin = 'live' | 'recording' | 'file';

/** Of the time that saving takes, where a footer is made. */
const ROWS_PART = 0.8;

/** `elsewhere`: another thread builds the trace; `isShared`: this one does so for another. */
interface Building {
  readonly elsewhere?: boolean;
  readonly isShared?: boolean;
}

/** What stands behind rows that end at `rowsEnd`: see `trace/footer/`. */
export interface Footer {
  readonly rowsEnd: number;
  readonly footer: Blob;
}

/**
 * The rows of one session as they came, and the trace that they make. Their bytes stay where they came from: saving gives
 * back the very same.
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
  /** How full the session is, where it was known before the rows were read. */
  density: DensityState | undefined;
  /** Where another thread builds the trace, it can write it down. Undefined comes from one that has gone meanwhile. */
  makeFooter: (() => Promise<Footer | undefined>) | undefined;
  readonly rows: StoredRows;
  private decoder: BatchDecoder | undefined;

  constructor(
    readonly origin: Origin,
    readonly name: string,
    lostBytes: number,
    private readonly stored: RecordingBytes,
  ) {
    this.lostBytes = lostBytes;
    this.rows = new StoredRows(stored, !stored.isWhole);
  }

  /** One that is opened. */
  static opened(bytes: WholeBytes, name: string): Recording {
    return new Recording(bytes.file === undefined ? 'recording' : 'file', name, 0, bytes);
  }

  takeSchema(message: Uint8Array, building: Building = {}): void {
    const info = this.trace === undefined ? readInfo(message) : undefined;
    if (info === undefined) {
      this.badMessages++;
      return;
    }
    this.stored.append(message);
    this.decoder = new BatchDecoder(message);
    this.begin(info, building);
  }

  /** Begins with what a schema message says of the session. */
  begin(info: SessionInfo, building: Building): void {
    this.trace = new Trace(info, this.rows, building);
    this.index = new TraceIndex(this.trace);
  }

  /** It is known how full all of the session is. */
  takeDensity(density: DensityState): void {
    this.density = density;
    this.index?.begin(density);
  }

  /** `at`: where the message lies in the file. */
  takeBatch(message: Uint8Array, at?: number): void {
    const place = at ?? this.stored.append(message);
    const batch = this.decoder?.decode(message);
    if (batch === undefined || this.trace === undefined) {
      this.badMessages++;
      this.trace?.missBatch();
      return;
    }
    this.rows.expect(place, message.length);
    this.trace.append(batch);
  }

  /** Takes what another thread has made of the messages. `atHand`: messages by where they lie, to be looked at soon. */
  takeMore(
    { trace, batches, badMessages, lostBytes, density }: MoreOfTrace,
    atHand: ReadonlyMap<number, Uint8Array> = new Map(),
  ): void {
    if (density !== undefined) this.takeDensity(density);
    for (const place of batches) {
      const message = atHand.get(place.at);
      this.rows.place(place, message === undefined ? undefined : this.decoder?.decode(message));
    }
    this.trace?.take(trace);
    this.takenMessages += batches.length + badMessages - this.badMessages;
    this.badMessages = badMessages;
    if (this.stored.isWhole) this.lostBytes = lostBytes;
  }

  /** The person's file that it was opened from. */
  get file(): Blob | undefined {
    return this.stored.file;
  }

  /**
   * The recording as a file: the schema message and the batches, as they came, and behind the rows of a long session that has
   * ended what they make. `tell`, undefined: see RecordingBytes.
   */
  async toBlob(tell: (part: number) => boolean = () => true, leastBytes = LONG_BYTES): Promise<Blob | undefined> {
    const hasFooter = this.makeFooter !== undefined && this.trace?.ended === true && this.bytes >= leastBytes;
    const all = await this.stored.toBlob((part) => tell(hasFooter ? part * ROWS_PART : part));
    if (all === undefined) return undefined;
    if (this.stored.isWhole) return this.lostBytes === 0 ? all : all.slice(0, all.size - this.lostBytes);
    const made = hasFooter ? await this.makeFooter?.() : undefined;
    if (!tell(1)) return undefined;
    return made?.rowsEnd === all.size ? new Blob([all, made.footer]) : all;
  }

  /** Of all messages taken. */
  get bytes(): number {
    return this.stored.length;
  }

  /** `first-receive.ovl`. */
  get fileName(): string {
    return `${(this.trace?.info.program ?? this.name).replace(/[^\w.-]+/g, '-')}.ovl`;
  }

  /** The next message has come, and is in the trace. Returns where it lies. */
  keep(message: Uint8Array): number {
    return this.stored.append(message);
  }
}
