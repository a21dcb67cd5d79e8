import type { Footer, Recording } from './recording.ts';
import { startTraceWorker, type TraceWorker } from './start-trace-worker.ts';
import type { FromTraceWorker } from './trace-worker.ts';
import { buffersOf } from './transfer.ts';

/** So many of the newest messages are at hand when somebody looks at their rows: who follows looks at them first. */
const AT_HAND = 24;

/**
 * A trace that another thread builds from what comes.
 *
 * Nothing is copied on the way: the messages are transferred to the thread and, when it has taken them into the trace, back
 * here, to be saved and looked at.
 */
export class LiveInWorker {
  private readonly worker: TraceWorker;
  /** By where they lie in the recording. */
  private readonly newest = new Map<number, Uint8Array>();
  /** What to call when each of the transferred is back, in their order. */
  private readonly onTheirWay: (() => void)[] = [];
  private sent = 0;
  /** Where the message lies that is sent next. */
  private nextAt: number;
  /** Who waits for a footer. */
  private footerCame: ((made: Footer | undefined) => void) | undefined;

  /** `changed`: the recording has become more. `failed`: it will not any more. */
  constructor(
    private readonly recording: Recording,
    schemaMessage: Uint8Array<ArrayBuffer>,
    private readonly changed: () => void,
    failed: () => void,
  ) {
    recording.takeSchema(schemaMessage, { elsewhere: true });
    recording.makeFooter = () => this.makeFooter();
    this.nextAt = recording.bytes;
    this.worker = startTraceWorker(
      (message) => this.received(message),
      () => {
        this.makesNoFooter();
        failed();
      },
    );
    this.worker.send({ kind: 'begin', schemaMessage });
  }

  /** The memory of the messages is gone from here until `taken` is called, also by `close`. */
  take(messages: readonly Uint8Array<ArrayBuffer>[], taken: () => void): void {
    if (messages.length === 0) return taken();
    this.onTheirWay.push(taken);
    const at = this.nextAt;
    // Afterwards they have no length any more.
    this.nextAt = messages.reduce((end, { length }) => end + length, at);
    this.sent += messages.length;
    this.worker.send({ kind: 'batches', messages, at }, buffersOf(messages));
  }

  /** Messages are on their way. */
  get isBehind(): boolean {
    return this.recording.takenMessages < this.sent;
  }

  /** What the rows make, to be written behind them; undefined: the thread has gone meanwhile. */
  private makeFooter(): Promise<Footer | undefined> {
    this.footerCame?.(undefined);
    this.worker.send({ kind: 'make footer' });
    return new Promise((resolve) => (this.footerCame = resolve));
  }

  close(): void {
    this.worker.end();
    this.makesNoFooter();
    for (const taken of this.onTheirWay.splice(0)) taken();
  }

  /** Who saves a recording gets it without one. */
  private makesNoFooter(): void {
    this.recording.makeFooter = undefined;
    this.footerCame?.(undefined);
  }

  private received(message: FromTraceWorker): void {
    if (message.kind === 'taken') this.keep(message.messages);
    if (message.kind === 'footer') this.footerCame?.(message);
    if (message.kind !== 'more') return;
    this.recording.takeMore(message, this.newest);
    this.worker.send({ kind: 'go on' });
    this.changed();
  }

  private keep(messages: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const message of messages) {
      this.newest.set(this.recording.keep(message), message);
      if (this.newest.size > AT_HAND) this.newest.delete(this.newest.keys().next().value!);
    }
    this.onTheirWay.shift()?.();
  }
}
