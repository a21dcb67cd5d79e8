import type { FromTraceWorker, ToTraceWorker } from './trace-worker.ts';

/** Whether another thread can build into memory that this one reads: the page must be isolated from all others. */
export const canBuildInWorker = () => typeof Worker !== 'undefined' && globalThis.crossOriginIsolated;

/** A thread that builds a trace. */
export interface TraceWorker {
  /** What is transferred is gone from here. */
  send(message: ToTraceWorker, transferred?: ArrayBuffer[]): void;
  end(): void;
}

/** One that nobody uses yet: it has loaded its program while a person was choosing a file. */
let spare: Worker | undefined;

/** Somebody will want one soon. */
export function prepareTraceWorker(): void {
  if (spare !== undefined || !canBuildInWorker()) return;
  const worker = (spare = newWorker());
  worker.addEventListener('error', () => {
    if (spare === worker) spare = undefined;
  });
}

const newWorker = () => new Worker(new URL('./trace-worker.ts', import.meta.url), { type: 'module' });

/** Starts one. `failed`: it has ended by itself. */
export function startTraceWorker(received: (message: FromTraceWorker) => void, failed: () => void): TraceWorker {
  const worker = spare ?? newWorker();
  spare = undefined;
  worker.addEventListener('message', ({ data }: MessageEvent<FromTraceWorker>) => received(data));
  worker.addEventListener('error', failed);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    send: (message, transferred = []) => worker.postMessage(message, transferred),
    end: () => worker.terminate(),
  };
}
