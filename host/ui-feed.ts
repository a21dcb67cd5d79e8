import {
  ok,
  problem,
  roomForBytes,
  roomForRows,
  type HostMessage,
  type UiCarrier,
  type UiRequest,
  type UiResponse,
} from '../protocol/index.ts';
import type { RecordingFile } from './recording-file.ts';

/** An interface is sent rows once a frame at most: what has come meanwhile goes together. */
const FRAME_MS = 16;
const MOST_IN_A_MESSAGE_BYTES = 4 * 1024 * 1024;
/** No interface needs more on its way, whatever it grants. */
const MOST_GRANTED_BYTES = 16 * 1024 * 1024;

/** So many questions for bytes wait for leave. */
const MOST_ASKED = 1000;

type ReadRequest = Omit<Extract<UiRequest, { name: 'recording/read' }>, 'name'>;

/** Bytes of the recording that the interface reads. */
interface Asked {
  readonly id: number;
  readonly at: number;
  readonly bytes: number;
  readonly answer: (response: UiResponse) => void;
}

const NOT_SHOWN: UiResponse = problem('This recording cannot be read any more: open it again.');

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
 * in the recording: a slow interface costs no memory and loses nothing. Nor does it keep what it was sent: it reads it in
 * the recording. One that has a footer is sent to nobody: the interface reads there what it needs.
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
    const { lostBytes, bytesWithFooter: bytes } = recording;
    this.tell({ kind: 'source', source: number, origin, name, lostBytes, ...(bytes === undefined ? {} : { bytes }) });
    this.feed();
  }

  /** The interface has leave for so many bytes more. */
  grant(bytes: number): void {
    this.grantedBytes = Math.min(this.grantedBytes + bytes, MOST_GRANTED_BYTES);
    this.feed();
  }

  /** Sends bytes of the recording. Answers when they are on their way. */
  read(id: number, { source, at, bytes }: ReadRequest): Promise<UiResponse> {
    const { recording, number } = this.source ?? {};
    const length = recording?.bytesWithFooter ?? recording?.bytes ?? 0;
    if (number !== source || at + bytes > length) return Promise.resolve(NOT_SHOWN);
    if (this.asked.length >= MOST_ASKED)
      return Promise.resolve(problem('Too much of the recording was asked for at once.'));
    return new Promise<UiResponse>((answer) => {
      this.asked.push({ id, at, bytes, answer });
      this.feed();
    });
  }

  /** Sends what was asked for, at once, and what is there and not sent yet, now or in the next frame. */
  feed(): void {
    const { source } = this;
    if (source === undefined) return;
    while (this.asked.length > 0 && this.grantedBytes > 0) this.sendAsked(source.recording, this.asked.shift()!);
    if (this.timer !== undefined || this.grantedBytes <= 0 || source.recording.bytesWithFooter !== undefined) return;
    if (this.next >= source.recording.messageCount) return;
    const waitMs = this.sentMs + FRAME_MS - performance.now();
    if (waitMs <= 0) return this.send(source);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.feed();
    }, waitMs);
  }

  private sendAsked(recording: RecordingFile, { id, at, bytes, answer }: Asked): void {
    const { encoded, body } = roomForBytes(id, bytes);
    if (!recording.readAt(at, body)) return answer(NOT_SHOWN);
    this.grantedBytes -= encoded.length;
    this.carrier.binary(encoded);
    answer(ok(null));
  }

  private send(source: Source): void {
    const most = Math.min(this.grantedBytes, MOST_IN_A_MESSAGE_BYTES);
    const lengths = source.recording.lengthsFrom(this.next, most);
    // Of a file that became shorter, the messages before the cut are whole.
    const encoded = this.rows(source, lengths) ?? this.rows(source, lengths.slice(0, 1));
    if (encoded === undefined) {
      this.refuseAsked();
      this.source = undefined;
      return this.onProblem(
        `${source.name} cannot be read any further: it was shortened, or its disk is gone. Open it again.`,
      );
    }
    this.grantedBytes -= encoded.bytes.length;
    this.next += encoded.count;
    this.sentMs = performance.now();
    this.carrier.binary(encoded.bytes);
    this.feed();
  }

  private refuseAsked(): void {
    for (const { answer } of this.asked.splice(0)) answer(NOT_SHOWN);
  }

  private rows({ number, recording }: Source, lengths: readonly number[]) {
    const { encoded, body } = roomForRows(number, this.next, lengths);
    return recording.readFrom(this.next, body) ? { bytes: encoded, count: lengths.length } : undefined;
  }

  close(): void {
    clearTimeout(this.timer);
    this.refuseAsked();
    this.source = undefined;
  }
}
