import { spawn } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitRecording } from '../trace/index.ts';
import { findRoot } from './root.ts';
import { jsonLines, runOverlook } from './testing/run-overlook.ts';
import { findWine, toWindowsPath } from './wine.ts';
import { wineEnvironment } from './wine-bridge.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `overlook …` inside Windows Node: the host and the bridge are then one process, as on Windows. */
async function overlookInWindowsNode(args: readonly string[], root = findRoot(import.meta.dirname)) {
  const wine = findWine(findRoot(import.meta.dirname));
  if (!wine.ok) throw new Error(wine.problem);
  const [out, err] = [join(folder, 'out.txt'), join(folder, 'err.txt')];
  const files = [openSync(out, 'w'), openSync(err, 'w')] as const;
  const program = toWindowsPath(join(root, 'out', 'app', 'overlook.cjs'));
  const child = spawn(wine.value.wine, [wine.value.node, program, ...args], {
    stdio: ['ignore', ...files],
    env: { ...wineEnvironment(wine.value), OVERLOOK_DATA: toWindowsPath(folder) },
  });
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  files.forEach(closeSync);
  return { code, out: readFileSync(out, 'utf8'), err: readFileSync(err, 'utf8') };
}

// On Windows every other test runs the host so.
const onLinux = process.platform === 'linux';

it.runIf(onLinux)('the whole host runs on Windows Node, with the bridge in its own process', async () => {
  const file = join(folder, 'in-process.ovl');
  const ran = await overlookInWindowsNode(['record', 'first-receive', '--out', toWindowsPath(file)]);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('WSA_IO_PENDING (997)');
  // Read on this side: the same recording, whoever made it.
  const operations = jsonLines((await runOverlook(['operations', file, '--json'], folder)).out);
  expect(operations.map(({ api, end }) => [api, end])).toEqual([
    ['WSARecv', 'completed'],
    ['WSASend', 'completed'],
  ]);
  expect(operations[0]).toMatchObject({ outcome: 'pending', internalAfterCall: '0x103' });
});

it.runIf(onLinux)('doctor says so there, too', async () => {
  const ran = await overlookInWindowsNode(['doctor', '--json']);
  expect(ran.code).toBe(0);
  const { findings } = JSON.parse(ran.out) as { findings: { name: string; works: boolean; text: string }[] };
  expect(findings.find(({ name }) => name === 'Winsock')).toMatchObject({
    works: true,
    text: expect.stringContaining('Wine') as string,
  });
});

it.runIf(onLinux)(
  'a thread that never comes back does not keep the process from its end',
  { timeout: 120_000 },
  async () => {
    // An Overlook whose client stays in a native call, and whose observer then fails: the session is to stop.
    const root = findRoot(import.meta.dirname);
    const broken = join(folder, 'broken');
    for (const part of ['package.json', 'node_modules/koffi']) {
      cpSync(join(root, part), join(broken, part), { recursive: true });
    }
    cpSync(join(root, 'out', 'app'), join(broken, 'out', 'app'), { recursive: true });
    const begin = (file: string, script: string) => {
      const path = join(broken, 'out', 'app', file);
      writeFileSync(path, `${script}\n${readFileSync(path, 'utf8')}`);
    };
    const there = JSON.stringify(toWindowsPath(join(folder, 'stands')));
    const stand = `require('node:fs').writeFileSync(${there}, ''); require('koffi').load('kernel32.dll').func('void __stdcall Sleep(uint32_t)')(0xffffffff);`;
    begin(
      'actor-thread.cjs',
      `if (require('node:worker_threads').workerData.name === 'client') { const add = Atomics.add; let calls = 0; Atomics.add = (...args) => { if (++calls > 200) { ${stand} } return add(...args); }; }`,
    );
    begin(
      'observer-thread.cjs',
      `const load = Atomics.load; let looks = 0; Atomics.load = (...args) => { if (++looks % 100 === 0 && require('node:fs').existsSync(${there})) throw new Error('blind'); return load(...args); };`,
    );
    const file = join(folder, 'stuck.ovl');
    const ran = await overlookInWindowsNode(['record', 'echo', '--out', toWindowsPath(file)], broken);
    // The session was brought to its end, and told; then the process was ended as a whole.
    expect(ran.err).toMatch(/observer: blind\. .*A thread did not end; it is left behind\./s);
    expect(ran.code).toBe(1);
    const read = splitRecording(readFileSync(file));
    expect(read.ok && [read.parts.batchMessages.length > 0, read.parts.lostBytes]).toEqual([true, 0]);
  },
);
