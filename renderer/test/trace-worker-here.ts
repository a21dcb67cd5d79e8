import { vi } from 'vitest';

/**
 * From now on a Worker is the real code of the thread that builds traces, at the other end of a real channel, in this
 * thread: messages are cloned and transferred. `vi.unstubAllGlobals` ends it.
 */
export async function traceWorkerHere(): Promise<void> {
  const { port1: page, port2: thread } = new MessageChannel();
  vi.stubGlobal('self', {
    addEventListener(name: 'message', listener: (event: MessageEvent) => void) {
      thread.addEventListener(name, listener);
      thread.start();
    },
    postMessage: (message: unknown, transferred: ArrayBuffer[]) => thread.postMessage(message, transferred),
  });
  vi.stubGlobal(
    'Worker',
    class {
      addEventListener(name: 'message' | 'error', listener: (event: MessageEvent) => void): void {
        if (name !== 'message') return;
        page.addEventListener(name, listener);
        page.start();
      }
      postMessage(message: unknown, transferred: ArrayBuffer[]): void {
        page.postMessage(message, transferred);
      }
      terminate(): void {
        thread.close();
        page.close();
      }
    },
  );
  vi.resetModules();
  await import('../state/trace-worker.ts');
}
