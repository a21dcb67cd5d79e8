import type { OptionValues } from '../lessons/index.ts';
import type { BridgeConnection, BridgeMessage, BridgeNews, SessionState } from '../protocol/index.ts';
import type { RecordingFile } from './recording-file.ts';

type State = SessionState['state'];
type Action = 'pause' | 'resume' | 'step' | 'stop';

export interface SessionListener {
  /** A message is in the recording now; its number there. */
  recorded(message: number): void;
  changed(): void;
}

/**
 * One live run of a program: forwards what the bridge reports to the recording, message by message, and knows how it
 * stands. Whatever was received is in the file before anybody is told of it.
 */
export class Session {
  state: State = 'starting';
  /** Why it ended, or what is wrong; '' while there is nothing to say. */
  text = '';
  /** Resolves when no row comes any more. */
  readonly ended: Promise<void>;
  private resolveEnded!: () => void;

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

  /** `paused`: before the first call. */
  start(paused = false): void {
    this.bridge.send({ kind: 'start', program: this.program, paused, options: { ...this.options } });
  }

  control(action: Action): void {
    if (!this.isOver) this.bridge.send({ kind: 'control', action });
  }

  /** What the bridge says while this session runs. */
  take(message: BridgeMessage): void {
    if (this.isOver) return;
    if (message.kind === 'schema' || message.kind === 'batch') return this.record(message.bytes);
    this.news(message);
  }

  /** The bridge is gone. What it reported before is in the recording. */
  lost(why: string): void {
    if (!this.isOver) this.end('failed', `${why} What was recorded until then is kept.`);
  }

  private record(bytes: Uint8Array): void {
    const result = this.recording.append(bytes);
    if (result.ok) return this.listener.recorded(this.recording.messageCount - 1);
    this.bridge.send({ kind: 'control', action: 'stop' });
    this.end('failed', result.problem);
  }

  private news(news: BridgeNews): void {
    if (news.kind === 'state') {
      this.state = news.state;
      this.listener.changed();
    } else if (news.kind === 'ended') this.end(news.reason === 'failed' ? 'failed' : 'ended', endText(news));
  }

  private end(state: 'ended' | 'failed', text: string): void {
    this.state = state;
    this.text = text;
    this.resolveEnded();
    this.listener.changed();
  }
}

function endText(news: Extract<BridgeNews, { kind: 'ended' }>): string {
  switch (news.reason) {
    case 'completed':
      return 'The program ran to its end.';
    case 'stopped':
      return 'The session was stopped.';
    case 'failed':
      return news.text;
  }
}
