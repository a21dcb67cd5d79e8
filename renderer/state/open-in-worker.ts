import type { Result } from '../../protocol/index.ts';
import { FooterIsDamaged } from '../../trace/index.ts';
import { readProblem, type OpeningFile } from './open-file.ts';
import { HostFile, type WholeBytes } from './recording-bytes.ts';
import { Recording } from './recording.ts';
import { startTraceWorker, type TraceWorker } from './start-trace-worker.ts';
import type { FromTraceWorker } from './trace-worker.ts';

/** Begins to open a file, in a thread of its own. The problem is a sentence for people. */
export async function openInWorker(
  bytes: WholeBytes,
  name: string,
  { usesFooter = true } = {},
): Promise<Result<OpeningFile>> {
  const messages = new Messages(bytes);
  messages.worker.send({ kind: 'open', file: bytes.file ?? bytes.length, name, usesFooter });
  const first = await messages.next().catch((error: unknown) => ({ kind: 'failed', why: String(error) }) as const);
  if (first?.kind === 'opened') {
    const recording = Recording.opened(bytes, name);
    recording.begin(first.info, { elsewhere: true });
    return { ok: true, value: new OpeningElsewhere(recording, messages) };
  }
  messages.worker.end();
  if (first?.kind === 'refused') return { ok: false, problem: first.problem };
  return { ok: false, problem: readProblem(name, first?.kind === 'failed' ? first.why : 'it ends too early') };
}

/** What a worker tells, one after the other. What it reads in the host is read for it. */
class Messages {
  readonly worker: TraceWorker;
  private readonly waiting: FromTraceWorker[] = [];
  private arrived: (() => void) | undefined;
  private hasFailed = false;

  constructor(bytes: WholeBytes) {
    const received = (message: FromTraceWorker) => {
      if (message.kind === 'read') return void this.read(bytes, message);
      this.waiting.push(message);
      this.arrived?.();
    };
    this.worker = startTraceWorker(received, () => {
      this.hasFailed = true;
      this.arrived?.();
    });
  }

  private async read(bytes: WholeBytes, { id, at, bytes: count }: Extract<FromTraceWorker, { kind: 'read' }>) {
    if (!(bytes instanceof HostFile)) return;
    const result = await bytes.ask(at, count);
    this.worker.send({ kind: 'read', id, result }, result.ok ? [result.value.buffer] : []);
  }

  /** The next message; undefined: none has come in time, or the worker has ended. */
  async next(withinMs = Infinity): Promise<FromTraceWorker | undefined> {
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
  isReading = true;

  constructor(
    readonly recording: Recording,
    private readonly messages: Messages,
  ) {}

  async step(budgetMs: number): Promise<boolean> {
    const message = await this.messages.next(budgetMs);
    if (message?.kind === 'failed') throw new Error(message.why);
    if (message?.kind === 'footer is damaged') throw new FooterIsDamaged();
    if (message?.kind !== 'more') return true;
    this.recording.takeMore(message);
    this.left = message.left;
    this.part = message.part;
    this.isReading = false;
    if (message.isAll) this.close();
    return !message.isAll;
  }

  readOn(): void {
    if (this.isReading) return;
    this.isReading = true;
    this.messages.worker.send({ kind: 'go on' });
  }

  close(): void {
    this.messages.worker.end();
  }
}
