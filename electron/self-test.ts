import { rmSync } from 'node:fs';
import { selfTest, type Host } from '../host/index.ts';

/** For a page that never asks for its port, or a process of it that is gone. */
const LIMIT_MS = 150_000;

export interface SelfTestParts {
  readonly host: Host;
  /** Where the host keeps its sessions: a folder for this test, deleted at its end. */
  readonly sessions: string;
  /** Resolves when the page, loaded with its preload, has asked for its port. */
  readonly connected: Promise<void>;
  readonly print: (line: string) => void;
  readonly exit: (code: number) => void;
}

/**
 * `Overlook --self-test`: for who has packed an Overlook, and cannot look at its window or attach a debugger. Exits with 0
 * when the page has started and the host did all that it is for; prints what worked, and what did not.
 */
export async function runSelfTest({ host, sessions, connected, print, exit }: SelfTestParts): Promise<void> {
  const limit = setTimeout(() => {
    print(`failed: the self-test has not ended within ${LIMIT_MS / 1000} s.`);
    exit(1);
  }, LIMIT_MS);
  await connected;
  print('window: its page has asked for its port');
  const result = await selfTest(host, sessions, print);
  await host.close();
  clearTimeout(limit);
  rmSync(sessions, { recursive: true });
  print(result.ok ? 'all of it works' : `failed: ${result.problem}`);
  exit(result.ok ? 0 : 1);
}
