import type { Result } from '../../protocol/index.ts';
import type { OpeningFile } from './open-file.ts';
import type { FromOpeningWorker, ToOpeningWorker } from './opening-worker.ts';
import { Recording } from './recording.ts';

type More = Extract<FromOpeningWorker, { kind: 'more' }>;

/** Whether another thread can build into memory that this one reads: the page must be isolated from all others. */
export const canOpenInWorker = () => typeof Worker !== 'undefined' && globalThis.crossOriginIsolated;

/** Begins to open a file, in a thread of its own. The problem is a sentence for people. */
export async function openInWorker(file: Blob, name: string): Promise<Result<OpeningFile>> {
  const worker = new Worker(new URL('./opening-worker.ts', import.meta.url), { type: 'module' });
  const messages = new Messages(worker);
  messages.tell({ file, name });
  const first = await messages.next();
  if (first?.kind === 'opened') {
    const recording = new Recording('file', name, 0, file);
    recording.takeSchema(first.schemaMessage, { elsewhere: true });
    return { ok: true, value: new OpeningElsewhere(recording, messages) };
  }
  worker.terminate();
  const problem = first?.kind === 'refused' ? first.problem : `${name} cannot be read.`;
  return { ok: false, problem };
}

/** What a worker tells, one after the other. */
class Messages {
  private readonly waiting: FromOpeningWorker[] = [];
  private arrived: (() => void) | undefined;
  private hasFailed = false;

  constructor(private readonly worker: Worker) {
    worker.addEventListener('message', ({ data }: MessageEvent<FromOpeningWorker>) => {
      this.waiting.push(data);
      this.arrived?.();
    });
    worker.addEventListener('error', () => {
      this.hasFailed = true;
      this.arrived?.();
    });
  }

  tell(message: ToOpeningWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    this.worker.postMessage(message);
  }

  end(): void {
    this.worker.terminate();
  }

  /** The next message; undefined: none has come in time, or the worker has ended. */
  async next(withinMs = Infinity): Promise<FromOpeningWorker | undefined> {
    if (this.waiting.length === 0 && !this.hasFailed) {
      await new Promise<void>((resolve) => {
        this.arrived = resolve;
        if (withinMs < Infinity) setTimeout(resolve, withinMs);
      });
    }
    if (this.hasFailed && this.waiting.length === 0) throw new Error('the thread that read it has ended');
    return this.waiting.shift();
  }
}

class OpeningElsewhere implements OpeningFile {
  part = 0;
  left = 0;

  constructor(
    readonly recording: Recording,
    private readonly messages: Messages,
  ) {}

  async step(budgetMs: number): Promise<boolean> {
    const message = await this.messages.next(budgetMs);
    if (message?.kind === 'refused') throw new Error(message.problem);
    if (message?.kind !== 'more') return true;
    this.take(message);
    if (message.isAll) this.messages.end();
    else this.messages.tell('go on');
    return !message.isAll;
  }

  close(): void {
    this.messages.end();
  }

  private take({ trace, batches, badMessages, lostBytes, left, part }: More): void {
    const { recording } = this;
    for (const batch of batches) recording.rows.place(batch);
    recording.trace?.take(trace);
    recording.badMessages = badMessages;
    recording.lostBytes = lostBytes;
    this.left = left;
    this.part = part;
  }
}
