import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, jsonLines, runOverlook, startOverlook, type Ran } from './testing/run-overlook.ts';

const onLinux = process.platform === 'linux';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function record(lesson: string, ...more: string[]) {
  const file = join(folder, `${lesson}.ovl`);
  const ran = await runOverlook(['record', lesson, '--out', file, ...more], folder);
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
  const operations = jsonLines((await runOverlook(['operations', file, '--json'], folder)).out);
  const info = JSON.parse((await runOverlook(['info', file, '--json'], folder)).out) as Record<string, unknown>;
  return { operations, info, timeline: ran.out, file };
}

function sum(operations: readonly Record<string, unknown>[], api: string, socket: unknown): number {
  return operations
    .filter((operation) => operation['api'] === api && operation['socketId'] === socket)
    .reduce((bytes, operation) => bytes + Number(operation['transferred']), 0);
}

describe('overlook record, on the Winsock of Wine', () => {
  it('first-receive: the whole life of one WSARecv', async () => {
    const { operations, timeline, info } = await record('first-receive');
    const receive = operations.find(({ api }) => api === 'WSARecv')!;
    const send = operations.find(({ api }) => api === 'WSASend')!;
    expect(receive).toMatchObject({
      outcome: 'pending',
      internalAfterCall: '0x103',
      end: 'completed',
      status: 'STATUS_SUCCESS',
      transferred: send['transferred'],
      lpOverlapped: expect.stringMatching(/^0x[0-9A-F]+$/) as string,
    });
    const names = ['issuedAt', 'returnedAt', 'completedAt', 'noticedAt', 'fetchedAt', 'releasedAt'];
    const times = names.map((name) => Number(receive[name]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(receive['signaledAt']).toBeLessThanOrEqual(Number(receive['noticedAt']));
    expect(receive).not.toHaveProperty('error');
    expect(timeline).toContain('WSA_IO_INCOMPLETE (996)');
    expect(info).toMatchObject({ program: 'first-receive', ended: true, lostRows: 0, lostBytes: 0 });
  });

  it('echo: 200 sends and their receives, every byte accounted for, nothing left', async () => {
    const { operations, file } = await record('echo');
    const sockets = [...new Set(operations.map(({ socketId }) => socketId))];
    expect(sockets).toHaveLength(2);
    expect(operations.filter(({ api }) => api === 'WSASend')).toHaveLength(200);
    const [a, b] = sockets;
    expect(sum(operations, 'WSASend', a)).toBeGreaterThan(0);
    expect(sum(operations, 'WSASend', a)).toBe(sum(operations, 'WSARecv', b));
    expect(sum(operations, 'WSASend', b)).toBe(sum(operations, 'WSARecv', a));
    expect(operations.filter(({ end }) => end !== 'completed')).toEqual([]);
    const rows = jsonLines((await runOverlook(['rows', file, '--json'], folder)).out);
    const slots = (kind: string) => rows.filter((row) => row['kind'] === kind).map(({ slot }) => Number(slot));
    const sorted = (numbers: number[]) => numbers.toSorted((x, y) => x - y);
    expect(sorted(slots('slot-released'))).toEqual(sorted(slots('slot-allocated')));
    expect(rows.filter((row) => row['kind'] === 'leaked' || row['kind'] === 'gap')).toEqual([]);
  });

  it('records the first bytes of buffers when it is asked to, the same on both sides', async () => {
    const { operations, file } = await record('first-receive', '--payload', '8');
    const rows = jsonLines((await runOverlook(['rows', file, '--json'], folder)).out);
    const buffers = rows.filter(({ kind }) => kind === 'buffers');
    const of = (api: string) => {
      const { operation, transferred } = operations.find((one) => one['api'] === api)!;
      const row = buffers.find((one) => one['operation'] === operation)!;
      expect(row['value']).toBe(transferred);
      return row['payload'];
    };
    expect(of('WSARecv')).toBe(of('WSASend'));
    // The length, how many are recorded, and these.
    expect(of('WSASend')).toMatch(/^[0-9a-f]{8}08000000[0-9a-f]{16}$/);
    const refused = await runOverlook(['record', 'echo', '--out', file, '--payload', '5000'], folder);
    expect(refused).toMatchObject({ code: 1, err: '--payload 5000: give a number of bytes from 0 to 4096.\n' });
  });

  it('datagram: three receives overlap, three are cancelled', async () => {
    const { operations } = await record('datagram');
    const receives = operations.filter(({ api }) => api === 'WSARecvFrom');
    expect(receives.filter(({ end }) => end === 'cancelled')).toHaveLength(3);
    expect(receives.filter(({ error }) => error === 'WSA_OPERATION_ABORTED')).toHaveLength(3);
  });

  // Where the bridge is a process of its own, and the system tells who started whom.
  it.runIf(onLinux)('keeps what was recorded when the bridge dies in the middle, and says so', async () => {
    const file = join(folder, 'died.ovl');
    // On a busy machine the session may be over before the kill reaches it: then it is tried again.
    let ran: Ran | undefined;
    for (let attempt = 0; attempt < 5 && ran?.code !== 1; attempt++) {
      const running = startOverlook(['record', 'echo', '--out', file], folder);
      await running.printed('[operation 20]');
      const [bridge] = childrenOf(running.child.pid!);
      if (bridge !== undefined) process.kill(bridge, 'SIGKILL');
      ran = await running.ended;
    }
    expect({ code: ran?.code, err: ran?.err }).toEqual({
      code: 1,
      err: 'The Winsock bridge ended (SIGKILL). What was recorded until then is kept. The lesson can be run again.\n',
    });
    const operations = jsonLines((await runOverlook(['operations', file, '--json'], folder)).out);
    expect(operations.length).toBeGreaterThanOrEqual(20);
    const info = await runOverlook(['info', file], folder);
    expect(info).toMatchObject({ code: 0, out: expect.stringContaining('without an end') as string });
  });

  it.runIf(onLinux)(
    'ends by Ctrl+C while the bridge is being started, and leaves neither file nor process',
    async () => {
      const file = join(folder, 'never-begun.ovl');
      const running = startOverlook(['record', 'echo', '--out', file], folder);
      let children: number[] = [];
      while (children.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        children = childrenOf(running.child.pid!);
      }
      running.child.kill('SIGINT');
      expect(await running.ended).toEqual({ code: 1, out: '', err: 'Stopped before anything was recorded.\n' });
      await expect.poll(() => childrenOf(running.child.pid!), { timeout: 10_000 }).toEqual([]);
      await expect.poll(() => children.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 10_000 }).toEqual([]);
      expect(existsSync(file)).toBe(false);
    },
  );

  it.runIf(onLinux)('ends by Ctrl+C with what was recorded, and leaves no process', async () => {
    const file = join(folder, 'interrupted.ovl');
    const running = startOverlook(['record', 'first-receive', '--out', file], folder);
    await running.printed('WSA_IO_PENDING');
    const children = childrenOf(running.child.pid!);
    running.child.kill('SIGINT');
    const { code, err } = await running.ended;
    expect({ code, err }).toEqual({ code: 1, err: 'Stopped; what was recorded until then is kept.\n' });
    expect(children.length).toBeGreaterThan(0);
    expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    const info = JSON.parse((await runOverlook(['info', file, '--json'], folder)).out) as Record<string, unknown>;
    expect(info).toMatchObject({ ended: true, lostBytes: 0 });
  });
});
