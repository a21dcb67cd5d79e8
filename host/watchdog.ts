/** How long a bridge is waited for. A machine that is merely busy answers within all of these; a test is less patient. */
export interface Patience {
  /** From its start until it says that it is ready. */
  readonly readyMs: number;
  /** Between two questions whether it is still there: during a session, and between sessions. */
  readonly beatMs: number;
  readonly idleBeatMs: number;
  /** So many beats of a session may pass without a word from it; between sessions, one. */
  readonly beats: number;
  /** So many beats may pass from `stop` to the end of its session: the slowest wait of a program takes seconds. */
  readonly stopBeats: number;
}

export const PATIENCE: Patience = { readyMs: 60_000, beatMs: 1000, idleBeatMs: 15_000, beats: 10, stopBeats: 12 };

/**
 * Finds out that a bridge stands still: it hangs in Wine, was suspended, or does not come to the end of its session.
 *
 * It counts its own beats and does not look at the clock: while this process or the whole machine stood still, no beat
 * passed, and what the bridge said meanwhile is read before the next.
 */
export class Watchdog {
  private timer: NodeJS.Timeout | undefined;
  private silentBeats = 0;
  private beatsSinceStop: number | undefined;
  private isSession = false;

  /** `onGivenUp` is told, once, what the bridge did not do. */
  constructor(
    private readonly patience: Patience,
    private readonly ping: () => void,
    private readonly onGivenUp: (sentence: string) => void,
  ) {}

  /** The bridge runs a session from now on, or none. */
  watch(what: 'session' | 'idle'): void {
    this.isSession = what === 'session';
    this.beatsSinceStop = undefined;
    this.silentBeats = 0;
    this.beatLater();
  }

  /** Any word is a sign of life. */
  heard(): void {
    this.silentBeats = 0;
  }

  /** The session was asked to stop. */
  stopping(): void {
    if (this.isSession) this.beatsSinceStop ??= 0;
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private beat(): void {
    const { beats, beatMs, idleBeatMs, stopBeats } = this.patience;
    const ms = this.isSession ? beats * beatMs : idleBeatMs;
    if (this.silentBeats >= (this.isSession ? beats : 1)) {
      return this.onGivenUp(`The Winsock bridge did not answer for ${ms / 1000} s and was ended.`);
    }
    if (this.beatsSinceStop !== undefined && this.beatsSinceStop >= stopBeats) {
      const stopMs = stopBeats * beatMs;
      return this.onGivenUp(`The Winsock bridge did not stop its session within ${stopMs / 1000} s and was ended.`);
    }
    this.silentBeats++;
    if (this.beatsSinceStop !== undefined) this.beatsSinceStop++;
    this.ping();
    this.beatLater();
  }

  private beatLater(): void {
    clearTimeout(this.timer);
    const { beatMs, idleBeatMs } = this.patience;
    this.timer = setTimeout(() => this.beat(), this.isSession ? beatMs : idleBeatMs).unref();
  }
}
