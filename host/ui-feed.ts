import { encodeRows, type HostMessage, type UiCarrier } from '../protocol/index.ts';
import type { RecordingFile } from './recording-file.ts';

/** More than this waits for the carrier: then the feed waits too. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
const MOST_AT_ONCE_BYTES = 8 * 1024 * 1024;
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

  constructor(
    private readonly carrier: UiCarrier,
    private readonly onProblem: (sentence: string) => void,
  ) {}

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
    let sentBytes = 0;
    while (this.next < source.recording.messageCount) {
      if (this.carrier.waitingBytes > MOST_WAITING_BYTES) return this.feedLater(LOOK_AGAIN_MS);
      // Not every carrier can tell what waits: the process must get on with other things all the same.
      if (sentBytes > MOST_AT_ONCE_BYTES) return this.feedLater(0);
      const bytes = source.recording.message(this.next);
      if (bytes === undefined) {
        this.source = undefined;
        return this.onProblem(
          `${source.name} cannot be read any further: it was shortened, or its disk is gone. Open it again.`,
        );
      }
      const kind = this.next === 0 ? 'schema' : 'batch';
      this.carrier.rows(encodeRows({ source: source.number, kind, bytes }));
      sentBytes += bytes.length;
      this.next++;
    }
  }

  private feedLater(ms: number): void {
    this.timer = setTimeout(() => this.feed(), ms);
  }

  close(): void {
    clearTimeout(this.timer);
    this.source = undefined;
  }
}
