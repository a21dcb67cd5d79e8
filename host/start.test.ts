import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { problem } from '../protocol/index.ts';
import { GOOD, IMPATIENT, ProgramHost, bridgeProgram, until } from './testing/bridge-program.ts';
import { PATIENCE } from './watchdog.ts';

const token = 'Buffer.from(process.env.OVERLOOK_BRIDGE_TOKEN)';
const says = (bytes: string) =>
  `const s = socket(); s.on('connect', () => s.write(${bytes})); s.on('error', () => {}).on('data', () => {}).on('close', () => process.exit(0));`;
const notReady =
  /^The Winsock bridge was not ready within 0\.7 s and was ended\. Try again; .* “WINEPREFIX=".*" wineserver -k”\.$/;
const notItsProtocol = /^The Winsock bridge said something that is not its protocol, and was ended\.$/;

const starts: [what: string, script: string, sentence: RegExp][] = [
  ['never connects', 'setInterval(() => {}, 1000);', notReady],
  ['connects and says nothing', says("''"), notReady],
  ['stays silent behind its token', says('token'), notReady],
  ['promises a frame that never comes', says('Buffer.concat([token, Buffer.from([0, 0, 0, 10, 0])])'), notReady],
  ['ends before it connects', 'process.exit(3);', /^The Winsock bridge ended \(code 3\)\.$/],
  ['is killed', "process.kill(process.pid, 'SIGKILL');", /^The Winsock bridge ended \(SIGKILL\)\.$/],
  ['throws', "throw new TypeError('no such thing');", /ended \(code 1\)\. It wrote: “TypeError: no such thing”\.$/],
  [
    'ends behind its token',
    "const s = socket(); s.on('connect', () => s.write(token, () => process.exit(4)));",
    /ended \(code 4\)/,
  ],
  ['knows another token', says("frame(3, Buffer.from('wrong'))"), /^The Winsock bridge ended \(code 0\)\.$/],
  ['says something before its token', says('Buffer.concat([ready, token])'), /^The Winsock bridge ended \(code 0\)\.$/],
  ['sends noise', says(`Buffer.alloc(100_000, ${token})`), /^The Winsock bridge ended \(code 0\)\.$/],
  ['sends noise behind its token', says(`Buffer.concat([token, Buffer.alloc(100_000, ${token})])`), notItsProtocol],
  ['sends a length of 4 GB', says('Buffer.concat([token, Buffer.alloc(5, 255)])'), notItsProtocol],
  [
    'sends a message of another version',
    says("Buffer.concat([token, json({ kind: 'ready', system: 1 })])"),
    notItsProtocol,
  ],
  ['is ready and sends noise at once', says('Buffer.concat([token, ready, Buffer.alloc(9, 9)])'), notItsProtocol],
];

// Where a bridge is a process of its own.
describe.runIf(process.platform === 'linux')('a start', { timeout: 30_000 }, () => {
  it.each(starts)(
    'with a bridge that %s is a sentence; nothing is left, and the next works',
    async (_, script, sentence) => {
      const host = new ProgramHost();
      expect(await host.run(script, sentence === notReady ? IMPATIENT.start : PATIENCE)).toMatch(sentence);
      expect(await host.leftovers()).toEqual([]);
      await until(() => host.ui.state?.winsock.text.startsWith('The Winsock bridge') === true);
      expect(host.ui.state?.winsock.available).toBe(true);
      expect(await host.run(GOOD)).toBe('The program ran to its end.');
      await host.close();
      expect(await host.leftovers()).toEqual([]);
    },
  );

  it('where no folder for the bridge’s output can be made is a sentence', async () => {
    const host = new ProgramHost();
    vi.stubEnv('TMPDIR', '/dev/null');
    expect(await host.run(GOOD)).toMatch(
      /no folder for its output can be made in \/dev\/null: a part of the path is not a folder\.$/,
    );
    vi.stubEnv('TMPDIR', host.temporary);
    expect(await host.run(GOOD)).toBe('The program ran to its end.');
    await host.close();
  });

  it('that is given up before it has begun leaves nothing that this process would wait for', async () => {
    const host = new ProgramHost();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const opened = await bridgeProgram(host.folder, GOOD)({ message: () => {}, lost: () => {} }, AbortSignal.abort());
    expect(opened).toEqual(problem('The start of the Winsock bridge was given up.'));
    expect(vi.getTimerCount()).toBe(0);
    expect(readdirSync(host.temporary)).toEqual([]);
  });

  it('that nobody waits for any more ends with the host', async () => {
    const host = new ProgramHost();
    const sentence = host.run('setInterval(() => {}, 1000);');
    await until(() => host.bridges().length === 1);
    await host.close();
    expect(await sentence).toBe('The start of the Winsock bridge was given up.');
    expect(await host.leftovers()).toEqual([]);
  });
});
