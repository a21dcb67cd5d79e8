import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { splitRecording } from '../trace/index.ts';
import { WinsockHost } from './testing/winsock-host.ts';

const AGAIN = 'The lesson can be run again.';

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** A place where less fits than a session of `echo` needs. */
interface SmallPlace {
  readonly folder: string;
  readonly reason: string;
  /** Called when the bridge runs: it is not to be restricted. */
  restrict(): void;
  makeRoom(): void;
}

/** A disk of 256 KiB. */
function tinyDisk(): SmallPlace {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  run('mount', '-t', 'tmpfs', '-o', 'size=256k', 'overlook-test', folder);
  onTestFinished(() => run('umount', folder));
  return {
    folder,
    reason: 'the disk is full',
    restrict: () => {},
    makeRoom: () => run('mount', '-o', 'remount,size=8m', folder),
  };
}

/** The system lets this process make no file longer than 100 kB. */
function limitedFiles(): SmallPlace {
  const limit = (bytes: string) => run('prlimit', '--pid', String(process.pid), `--fsize=${bytes}:`);
  // Whoever writes too much is ended by this signal, unless it listens.
  const listen = () => {};
  process.on('SIGXFSZ', listen);
  onTestFinished(() => {
    limit('unlimited');
    process.off('SIGXFSZ', listen);
  });
  return {
    folder: mkdtempSync(join(tmpdir(), 'overlook-test-')),
    reason: 'files may not become larger here',
    restrict: () => limit('100000'),
    makeRoom: () => limit('unlimited'),
  };
}

/** Who may mount tries both; everybody the second. */
const places: [what: string, make: () => SmallPlace][] = [['a limit of 100 kB a file', limitedFiles]];
if (process.getuid?.() === 0) places.push(['a disk of 256 KiB', tinyDisk]);

describe.runIf(process.platform === 'linux')('a session', () => {
  it.each(places)(
    'that meets %s stops, says so and keeps whole batches; with more room the next works',
    async (_, make) => {
      const place = make();
      const host = new WinsockHost(join(place.folder, 'sessions'));
      host.onTold = ({ kind }) => {
        if (kind === 'schema') place.restrict();
      };
      await host.start('echo');
      const ended = await host.ended();
      const [full] = readdirSync(host.sessions).map((name) => join(host.sessions, name));
      const bytes = readFileSync(full!);
      expect(ended).toEqual({
        state: 'failed',
        text:
          `The recording cannot be written any further: ${place.reason}. The session was stopped; what was written until ` +
          `then is kept in ${full}. ${AGAIN}`,
      });
      // What was told first, byte for byte, and no part of the batch that did not fit.
      const told = Buffer.concat(host.told.flatMap((message) => ('bytes' in message ? [message.bytes] : [])));
      expect(Buffer.compare(bytes, told.subarray(0, bytes.length))).toBe(0);
      expect(bytes.length).toBeLessThan(told.length);
      const read = splitRecording(bytes);
      expect(read.ok && [read.parts.batchMessages.length > 0, read.parts.lostBytes]).toEqual([true, 0]);

      place.makeRoom();
      host.onTold = () => {};
      await host.start('echo');
      expect(await host.ended()).toEqual({ state: 'ended', text: 'The program ran to its end.' });
      await host.close();
    },
  );

  it.each([
    ['its recording', (host: WinsockHost) => rmSync(host.recording())],
    ['the folder of its recording', (host: WinsockHost) => rmSync(host.sessions, { recursive: true })],
  ])('that loses %s stops and says so; the next makes both anew', async (_, remove) => {
    const host = new WinsockHost();
    let path = '';
    let recorded = 0;
    host.onTold = ({ kind }) => {
      if (path !== '' || kind !== 'batch') return;
      if (++recorded < 4) return;
      path = host.recording();
      remove(host);
    };
    // One that lasts for more than four batches, however long they are.
    await host.start('load', { connections: 4, operations: 8000, seconds: 60 });
    expect(await host.ended()).toEqual({
      state: 'failed',
      text:
        `The recording was removed while it was being written: ${path} is not there any more. A window that shows it can ` +
        `still save it. ${AGAIN}`,
    });
    // It can: the window was shown the schema and the three batches that were recorded, and not the fourth.
    expect(host.ui.rows).toHaveLength(recorded);
    host.onTold = () => {};
    await host.start('first-receive');
    expect(await host.ended()).toMatchObject({ state: 'ended' });
    expect(readdirSync(host.sessions)).toHaveLength(1);
    await host.close();
  });
});
