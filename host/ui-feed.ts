import { ok, problem, roomForRows, type HostMessage, type UiCarrier, type UiResponse } from '../protocol/index.ts';
import type { RecordingFile } from './recording-file.ts';

/** An interface is sent rows once a frame at most: what has come meanwhile goes together. */
const FRAME_MS = 16;
const MOST_IN_A_MESSAGE_BYTES = 4 * 1024 * 1024;
/** No interface needs more on its way, whatever it grants. */
const MOST_GRANTED_BYTES = 16 * 1024 * 1024;

/** So many questions for rows wait for leave. */
const MOST_ASKED = 1000;

/** Rows that were sent and are wanted once more. */
interface Asked {
  readonly first: number;
  readonly count: number;
  readonly answer: (response: UiResponse) => void;
}

const NOT_SHOWN: UiResponse = problem('These rows cannot be read any more: open the recording again.');

/** What a user interface is shown: rows of one recording, live or not. */
export interface Source {
  readonly number: number;
  readonly origin: 'live' | 'recording';
  readonly name: string;
  readonly recording: RecordingFile;
}

/**
 * Feeds one user interface with the messages of its source, in order, as fast as it takes them.
 *
 * It sends while it has leave to (`uiGrant`), and the last message may be longer than that. All that is not sent yet stays
 * in the recording: a slow interface costs no memory and loses nothing. Nor does it keep what it was sent: it asks again.
 */
export class UiFeed {
  private source: Source | undefined;
  private next = 0;
  private grantedBytes = 0;
  private sentMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private asked: Asked[] = [];

  constructor(
    private readonly carrier: UiCarrier,
    private readonly onProblem: (sentence: string) => void,
  ) {}

  tell(message: HostMessage): void {
    this.carrier.tell(message);
  }

  /** From now on this source is shown, from its beginning. */
  show(source: Source): void {
    this.refuseAsked();
    this.source = source;
    this.next = 0;
    const { number, origin, name, recording } = source;
    this.tell({ kind: 'source', source: number, origin, name, lostBytes: recording.lostBytes });
    this.feed();
  }

  /** The interface has leave for so many bytes more. */
  grant(bytes: number): void {
    this.grantedBytes = Math.min(this.grantedBytes + bytes, MOST_GRANTED_BYTES);
    this.feed();
  }

  /** Sends messages of the source once more. Answers when they are on their way. */
  again({ source, first, count }: { readonly source: number; readonly first: number; readonly count: number }) {
    if (this.source?.number !== source || first + count > this.next) return Promise.resolve(NOT_SHOWN);
    if (this.asked.length >= MOST_ASKED) return Promise.resolve(problem('Too many rows were asked for at once.'));
    return new Promise<UiResponse>((answer) => {
      this.asked.push({ first, count, answer });
      this.feed();
    });
  }

  /** Sends what is there and not sent yet, now or in the next frame. */
  feed(): void {
    const { source } = this;
    if (source === undefined || this.timer !== undefined) return;
    if (this.grantedBytes <= 0) return;
    if (this.asked.length === 0 && this.next >= source.recording.messageCount) return;
    const waitMs = this.sentMs + FRAME_MS - performance.now();
    if (waitMs <= 0) return this.send(source);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.feed();
    }, waitMs);
  }

  private send(source: Source): void {
    const most = Math.min(this.grantedBytes, MOST_IN_A_MESSAGE_BYTES);
    const asked = this.asked.shift();
    const first = asked?.first ?? this.next;
    const lengths = source.recording.lengthsFrom(first, most).slice(0, asked?.count);
    // Of a file that became shorter, the messages before the cut are whole.
    const encoded = this.read(source, first, lengths) ?? this.read(source, first, lengths.slice(0, 1));
    if (encoded === undefined) {
      asked?.answer(NOT_SHOWN);
      this.refuseAsked();
      this.source = undefined;
      return this.onProblem(
        `${source.name} cannot be read any further: it was shortened, or its disk is gone. Open it again.`,
      );
    }
    this.grantedBytes -= encoded.bytes.length;
    this.next = Math.max(this.next, first + encoded.count);
    this.sentMs = performance.now();
    this.carrier.rows(encoded.bytes);
    asked?.answer(ok(null));
    this.feed();
  }

  private refuseAsked(): void {
    for (const { answer } of this.asked.splice(0)) answer(NOT_SHOWN);
  }

  private read({ number, recording }: Source, first: number, lengths: readonly number[]) {
    const { encoded, body } = roomForRows(number, first, lengths);
    return recording.readFrom(first, body) ? { bytes: encoded, count: lengths.length } : undefined;
  }

  close(): void {
    clearTimeout(this.timer);
    this.refuseAsked();
    this.source = undefined;
  }
}
