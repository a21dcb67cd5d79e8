import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { splitRecording } from '../trace/index.ts';
import { WinsockHost } from './testing/winsock-host.ts';
import { PATIENCE } from './watchdog.ts';

const KEPT = 'What was recorded until then is kept. The lesson can be run again.';

// Where the bridge is a process of its own, and can be stopped.
it.runIf(process.platform === 'linux')(
  'a bridge that stands still is ended, and said; the next session works',
  async () => {
    const host = new WinsockHost(undefined, { ...PATIENCE, beatMs: 400 });
    let stopped = 0;
    host.onTold = () => {
      if (stopped > 0 || host.told.length < 10) return;
      stopped = host.bridge();
      process.kill(stopped, 'SIGSTOP');
    };
    await host.start('load', { connections: 4, operations: 8000, seconds: 60 });
    expect(await host.ended()).toEqual({
      state: 'failed',
      text: `The Winsock bridge did not answer for 4 s and was ended. ${KEPT}`,
    });
    const read = splitRecording(readFileSync(host.recording()));
    const batches = host.told.filter(({ kind }) => kind === 'batch');
    expect(read.ok && [read.parts.batchMessages.length, read.parts.lostBytes]).toEqual([batches.length, 0]);
    expect(batches.length).toBeGreaterThan(3);

    await host.start('echo');
    expect(await host.ended()).toEqual({ state: 'ended', text: 'The program ran to its end.' });
    expect(() => process.kill(stopped, 0)).toThrow('ESRCH');
    await host.close();
  },
);

it.runIf(process.platform === 'linux')('a bridge that stands still between sessions is not waited for', async () => {
  const host = new WinsockHost(undefined, { ...PATIENCE, beatMs: 400, idleBeatMs: 600 });
  await host.start('first-receive');
  expect(await host.ended()).toMatchObject({ state: 'ended' });
  const bridge = host.bridge();
  process.kill(bridge, 'SIGSTOP');
  // Two beats: one asks, the next finds no answer.
  await expect.poll(() => isThere(bridge), { timeout: 20_000 }).toBe(false);
  await host.start('first-receive');
  expect(await host.ended()).toEqual({ state: 'ended', text: 'The program ran to its end.' });
  await host.close();
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
