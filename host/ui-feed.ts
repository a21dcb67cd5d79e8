import { encodeRows, type HostMessage, type UiCarrier } from '../protocol/index.ts';
import type { RecordingFile } from './recording-file.ts';

/** More than this waits for the carrier: then the feed waits too. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
const LOOK_AGAIN_MS = 16;

/** What a user interface is shown: rows of one recording, live or not. */
export interface Source {
  readonly number: number;
  readonly origin: 'live' | 'recording';
  readonly name: string;
  readonly recording: RecordingFile;
}

/** Feeds one user interface with the messages of its source, in order, as fast as it takes them. */
export class UiFeed {
  private source: Source | undefined;
  private next = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly carrier: UiCarrier) {}

  tell(message: HostMessage): void {
    this.carrier.tell(message);
  }

  /** From now on this source is shown, from its beginning. */
  show(source: Source): void {
    this.source = source;
    this.next = 0;
    const { number, origin, name, recording } = source;
    this.tell({ kind: 'source', source: number, origin, name, lostBytes: recording.lostBytes });
    this.feed();
  }

  /** Sends what is there and not sent yet. */
  feed(): void {
    clearTimeout(this.timer);
    const { source } = this;
    if (source === undefined) return;
    while (this.next < source.recording.messageCount) {
      if (this.carrier.waitingBytes > MOST_WAITING_BYTES) {
        this.timer = setTimeout(() => this.feed(), LOOK_AGAIN_MS);
        return;
      }
      const kind = this.next === 0 ? 'schema' : 'batch';
      this.carrier.rows(encodeRows({ source: source.number, kind, bytes: source.recording.message(this.next) }));
      this.next++;
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.source = undefined;
  }
}
