import type { Recording } from './recording.ts';
import { startTraceWorker, type TraceWorker } from './start-trace-worker.ts';
import type { FromTraceWorker } from './trace-worker.ts';

/** So many of the newest messages are at hand when somebody looks at their rows: who follows looks at them first. */
const AT_HAND = 24;

/** A trace that another thread builds from what comes: the messages stay here, to be saved and looked at. */
export class LiveInWorker {
  private readonly worker: TraceWorker;
  /** By where they lie in the recording. */
  private readonly newest = new Map<number, Uint8Array>();
  private sent = 0;

  /** `changed`: the recording has become more. `failed`: it will not any more. */
  constructor(
    private readonly recording: Recording,
    schemaMessage: Uint8Array,
    private readonly changed: () => void,
    failed: () => void,
  ) {
    recording.takeSchema(schemaMessage, { elsewhere: true });
    this.worker = startTraceWorker((message) => this.received(message), failed);
    this.worker.send({ kind: 'begin', schemaMessage });
  }

  take(message: Uint8Array): void {
    const at = this.recording.keep(message);
    this.newest.set(at, message);
    if (this.newest.size > AT_HAND) this.newest.delete(this.newest.keys().next().value!);
    this.sent++;
    this.worker.send({ kind: 'batch', message, at });
  }

  /** Messages are on their way. */
  get isBehind(): boolean {
    return this.recording.takenMessages < this.sent;
  }

  close(): void {
    this.worker.end();
  }

  private received(message: FromTraceWorker): void {
    if (message.kind !== 'more') return;
    this.recording.takeMore(message, this.newest);
    this.worker.send({ kind: 'go on' });
    this.changed();
  }
}
