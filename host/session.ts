import type { OptionValues } from '../lessons/index.ts';
import type { BridgeConnection, BridgeMessage, BridgeNews, SessionState } from '../protocol/index.ts';
import { messageSize, splitRecording } from '../trace/index.ts';
import type { RecordingFile } from './recording-file.ts';

type State = SessionState['state'];
type Action = 'pause' | 'resume' | 'step' | 'stop';
type Rows = Extract<BridgeMessage, { readonly bytes: Uint8Array }>;

export interface SessionListener {
  /** A message is in the recording now; its number there. */
  recorded(message: number): void;
  changed(): void;
}

/**
 * One live run of a program: forwards what the bridge reports to the recording, message by message, and knows how it
 * stands. Whatever was received is in the file before anybody is told of it.
 *
 * It is over when the bridge has ended it or is gone, and not before: what the bridge still says would otherwise go into
 * the next session.
 */
export class Session {
  state: State = 'starting';
  /** Why it ended, or what is wrong; '' while there is nothing to say. */
  text = '';
  /** Resolves when no row comes any more. */
  readonly ended: Promise<void>;
  private resolveEnded!: () => void;
  /** Why no more is recorded, while the bridge has not yet ended the session. */
  private givenUp: string | undefined;

  constructor(
    readonly program: string,
    private readonly options: OptionValues,
    readonly recording: RecordingFile,
    private readonly bridge: BridgeConnection,
    private readonly listener: SessionListener,
  ) {
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
  }

  get isOver(): boolean {
    return this.state === 'ended' || this.state === 'failed';
  }

  /** `paused`: before the first call. `payloadBytes`: of each buffer so many bytes are recorded. */
  start(paused = false, payloadBytes = 0): void {
    this.bridge.send({ kind: 'start', program: this.program, paused, options: { ...this.options }, payloadBytes });
  }

  control(action: Action): void {
    if (!this.isOver && this.givenUp === undefined) this.bridge.send({ kind: 'control', action });
  }

  /** What the bridge says while this session runs. */
  take(message: BridgeMessage): void {
    if (this.isOver) return;
    if (message.kind !== 'schema' && message.kind !== 'batch') this.news(message);
    else if (this.givenUp === undefined) this.record(message);
  }

  /** The bridge is gone. What it reported before is in the recording. */
  lost(why: string): void {
    if (this.isOver) return;
    this.end('failed', this.givenUp ?? `${why} ${this.kept()}`);
  }

  private record({ kind, bytes }: Rows): void {
    const expected = this.recording.messageCount === 0 ? 'schema' : 'batch';
    if (kind !== expected || !isWhole(kind, bytes)) {
      return this.giveUp(
        `The Winsock bridge reported rows that cannot be read, and the session was stopped. ${this.kept()}`,
      );
    }
    const result = this.recording.append(bytes);
    if (result.ok) this.listener.recorded(this.recording.messageCount - 1);
    else this.giveUp(result.problem);
  }

  private giveUp(sentence: string): void {
    this.givenUp = sentence;
    this.state = 'stopping';
    this.bridge.send({ kind: 'control', action: 'stop' });
    this.listener.changed();
  }

  private news(news: BridgeNews): void {
    if (news.kind === 'state') {
      if (this.givenUp === undefined) this.state = news.state;
      this.listener.changed();
    } else if (news.kind === 'ended') {
      if (this.givenUp !== undefined) this.end('failed', this.givenUp);
      else this.end(news.reason === 'failed' ? 'failed' : 'ended', this.endText(news));
    }
  }

  private end(state: 'ended' | 'failed', text: string): void {
    this.state = state;
    this.text = state === 'failed' ? `${text} The lesson can be run again.` : text;
    this.resolveEnded();
    this.listener.changed();
  }

  private endText({ reason, text }: Extract<BridgeNews, { kind: 'ended' }>): string {
    switch (reason) {
      case 'completed':
        return 'The program ran to its end.';
      case 'stopped':
        return 'The session was stopped.';
      case 'failed':
        return `${/[.!?…]$/.test(text) ? text : `${text}.`} ${this.kept()}`;
    }
  }

  private kept(): string {
    return this.recording.messageCount > 1
      ? 'What was recorded until then is kept.'
      : 'Nothing had been recorded until then.';
  }
}

/** One message of a recording, from its first byte to its last; a schema message also says what was recorded. */
function isWhole(kind: Rows['kind'], bytes: Uint8Array): boolean {
  const size = messageSize(bytes, 0);
  return size?.kind === kind && size.length === bytes.length && (kind === 'batch' || splitRecording(bytes).ok);
}
