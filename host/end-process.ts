import { threadsLeft } from './open-bridge.ts';

/**
 * Ends this process with `exit`. That waits for all threads, and for one that stands in a native call although its session is
 * over it waits in vain: then the process is ended as a whole.
 */
export function endProcess(code: number, exit: (code: number) => void): void {
  if (threadsLeft() === 0) exit(code);
  else killProcess();
}

/** Now, whatever its threads do. On Windows its exit code is 1. */
export function killProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}
