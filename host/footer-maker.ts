import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LONG_BYTES } from '../trace/index.ts';
import { fileBytes } from './recording-file.ts';

/** What a footer's thread is given. */
export interface FooterWork {
  readonly path: string;
}

/**
 * Writes footers of recordings, each in a thread of its own. One that is stopped leaves its recording as whole as it was:
 * readers leave out half a footer.
 */
export class FooterMaker {
  private thread: Worker | undefined;
  private isClosed = false;

  constructor(private readonly threadsDir: string) {}

  /** Begins with a recording that is complete, if it is long; the one before is given up. */
  async make(path: string): Promise<void> {
    await this.stop();
    if (this.isClosed || fileBytes(path) < LONG_BYTES) return;
    const workerData: FooterWork = { path };
    const thread = new Worker(join(this.threadsDir, 'footer-thread.cjs'), { workerData });
    this.thread = thread;
    // Then the recording has none.
    thread.on('error', () => undefined);
    thread.once('exit', () => {
      if (this.thread === thread) this.thread = undefined;
    });
  }

  async stop(): Promise<void> {
    await this.thread?.terminate();
    this.thread = undefined;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return this.stop();
  }
}
