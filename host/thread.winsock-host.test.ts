import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { splitRecording } from '../trace/index.ts';
import { environment } from './environment.ts';
import { WinsockHost } from './testing/winsock-host.ts';
import { PATIENCE } from './watchdog.ts';

/** The bridge's programs, one of which begins with this. */
function appWith(file: string, beginning: string): string {
  // Beside the others, where koffi is found.
  const folder = mkdtempSync(join(dirname(environment().appFolder), 'broken-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['bridge.cjs', 'actor-thread.cjs', 'observer-thread.cjs']) {
    cpSync(join(environment().appFolder, name), join(folder, name));
  }
  const whole = readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, file), `${beginning}\n${whole}`);
  return folder;
}

const inClient = (does: string) => `if (require('node:worker_threads').workerData.name === 'client') { ${does} }`;
/** Every call of a program takes a number with Atomics.add: the thread gets so far and no further. */
const after = (calls: number, does: string) =>
  `const add = Atomics.add; let calls = 0; Atomics.add = (...args) => { if (++calls > ${calls}) { ${does} } return add(...args); };`;

const threads: [what: string, app: () => string, sentence: RegExp][] = [
  [
    'an actor that ends before it begins',
    () => appWith('actor-thread.cjs', inClient('process.exit(7);')),
    /^client: its thread ended with code 7/,
  ],
  [
    'an actor that throws before it begins',
    () => appWith('actor-thread.cjs', inClient("throw new Error('no such thing');")),
    /^client: no such thing/,
  ],
  [
    'an actor that throws in the middle',
    () => appWith('actor-thread.cjs', inClient(after(200, "throw new Error('lost count');"))),
    /^client: .*lost count/,
  ],
  [
    'an actor that ends in the middle',
    () => appWith('actor-thread.cjs', inClient(after(200, 'process.exit(7);'))),
    /^client: its thread ended with code 7/,
  ],
  [
    'an observer that throws before it begins',
    () => appWith('observer-thread.cjs', "throw new Error('blind');"),
    /^observer: blind/,
  ],
  [
    'an observer that throws in the middle',
    () =>
      appWith(
        'observer-thread.cjs',
        "const load = Atomics.load; let looks = 0; Atomics.load = (...args) => { if (++looks > 300) throw new Error('blind'); return load(...args); };",
      ),
    /^observer: blind/,
  ],
  [
    'an observer that ends in the middle',
    () =>
      appWith(
        'observer-thread.cjs',
        'const load = Atomics.load; let looks = 0; Atomics.load = (...args) => { if (++looks > 300) process.exit(7); return load(...args); };',
      ),
    /^observer: its thread ended with code 7/,
  ],
];

// Where a broken bridge does not break the process that tests it.
it.runIf(process.platform === 'linux').each(threads)(
  '%s is named, and the next session works',
  async (_, app, sentence) => {
    const host = new WinsockHost();
    host.appFolder = app();
    await host.start('echo');
    const { state, text } = await host.ended();
    expect(state).toBe('failed');
    expect(text).toMatch(sentence);
    expect(text).toMatch(
      /\. (What was recorded until then is kept|Nothing had been recorded until then)\. The lesson can be run again\.$/,
    );
    host.appFolder = environment().appFolder;
    await host.start('echo');
    expect(await host.ended()).toEqual({ state: 'ended', text: 'The program ran to its end.' });
    await host.close();
  },
);

it.runIf(process.platform === 'linux')(
  'an actor that stands in a native call for ever is given up after the stop, and the next session works',
  async () => {
    // The bridge’s process is not ended from outside: as where it is the host’s own.
    const host = new WinsockHost(undefined, { ...PATIENCE, stopBeats: 60 });
    const sleep = "require('koffi').load('kernel32.dll').func('void __stdcall Sleep(uint32_t)')(0xffffffff);";
    host.appFolder = appWith('actor-thread.cjs', inClient(after(200, sleep)));
    await host.start('echo');
    let rows = -1;
    // Nothing comes any more: it stands still.
    while (host.told.length > rows || rows < 2) {
      rows = host.told.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(host.ui.state?.session?.state).toBe('running');
    expect(await host.ui.ask({ name: 'session/control', action: 'stop' })).toMatchObject({ ok: true });
    expect(await host.ended()).toEqual({
      state: 'failed',
      text: expect.stringMatching(
        /^A thread did not come back from a Winsock call and was given up\. A thread did not end; it is left behind\. What was recorded until then is kept\./,
      ),
    });
    const read = splitRecording(readFileSync(host.recording()));
    expect(read.ok && [read.parts.batchMessages.length > 0, read.parts.lostBytes]).toEqual([true, 0]);
    host.appFolder = environment().appFolder;
    await host.start('echo');
    expect(await host.ended()).toEqual({ state: 'ended', text: 'The program ran to its end.' });
    await host.close();
  },
);
