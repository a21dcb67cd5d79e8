import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeRows, type HostMessage } from '../protocol/index.ts';
import { runOverlook, startOverlook } from './testing/run-overlook.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// Windows has no SIGTERM.
it.runIf(process.platform === 'linux')(
  'a server that is ended lets its session end, and keeps the whole recording',
  async () => {
    const running = startOverlook(['serve'], folder);
    const [, url = ''] = /(http:\S+)/.exec(await running.printed('Overlook is at http')) ?? [];
    const { host, hash } = new URL(url);
    const socket = new WebSocket(`ws://${host}/ws`, ['overlook.v1', `t.${hash.slice(3)}`], {
      origin: `http://${host}`,
    });
    const rows: number[] = [];
    const paused = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) return void rows.push(decodeRows(new Uint8Array(data))!.first);
        const message = JSON.parse(data.toString('utf8')) as HostMessage;
        if (message.kind === 'state' && message.state.session?.state === 'paused') resolve();
      });
    });
    socket.on('open', () => {
      socket.send(JSON.stringify({ grant: 1024 * 1024 }));
      socket.send(JSON.stringify({ id: 1, request: { name: 'session/start', program: 'echo', paused: true } }));
    });
    await paused;
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(rows[0]).toBe(0);
    const [file] = readdirSync(join(folder, 'sessions'));
    const info = await runOverlook(['info', join(folder, 'sessions', file!), '--json'], folder);
    expect(JSON.parse(info.out)).toMatchObject({ program: 'echo', ended: true, lostBytes: 0 });
  },
);
