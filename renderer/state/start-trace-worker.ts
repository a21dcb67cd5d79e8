import type { FromTraceWorker, ToTraceWorker } from './trace-worker.ts';

/** Whether another thread can build into memory that this one reads: the page must be isolated from all others. */
export const canBuildInWorker = () => typeof Worker !== 'undefined' && globalThis.crossOriginIsolated;

/** A thread that builds a trace. */
export interface TraceWorker {
  /** What is transferred is gone from here. */
  send(message: ToTraceWorker, transferred?: ArrayBuffer[]): void;
  end(): void;
}

/** Starts one. `failed`: it has ended by itself. */
export function startTraceWorker(received: (message: FromTraceWorker) => void, failed: () => void): TraceWorker {
  const worker = new Worker(new URL('./trace-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromTraceWorker>) => received(data));
  worker.addEventListener('error', failed);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    send: (message, transferred = []) => worker.postMessage(message, transferred),
    end: () => worker.terminate(),
  };
}
