import { lessonTexts } from '../lessons/index.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './command-line.ts';
import { findRoot } from './root.ts';
import { drawnMessages } from './testing/test-host.ts';

const root = findRoot(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
const whole = Buffer.concat(drawnMessages());
writeFileSync(join(folder, 'whole.ovl'), whole);
writeFileSync(join(folder, 'cut.ovl'), whole.subarray(0, -3));
writeFileSync(join(folder, 'text.ovl'), 'hello, this is no recording');
writeFileSync(join(folder, 'empty.ovl'), '');

async function overlook(line: string, installation = root) {
  const printed: string[] = [];
  const told: string[] = [];
  const code = await runCommandLine(
    line.split(' ').filter((word) => word !== ''),
    {
      environment: { root: installation, appFolder: join(installation, 'out', 'app'), version: 'test' },
      folder,
      interrupted: new AbortController().signal,
      print: (text) => void printed.push(text),
      tell: (text) => void told.push(text),
    },
  );
  return { code, out: printed.join('\n'), err: told.join('\n') };
}

describe('commands', () => {
  it('lessons lists them', async () => {
    const { code, out } = await overlook('lessons --json');
    expect([code, (JSON.parse(out) as { name: string }[]).map(({ name }) => name)]).toEqual([
      0,
      lessonTexts.map(({ name }) => name),
    ]);
    expect((await overlook('lessons')).out).toContain('first-receive');
  });

  it('operations prints one object a line, or readable columns', async () => {
    const json = await overlook('operations whole.ovl --json');
    expect(json.out.split('\n').map((line) => (JSON.parse(line) as { api: string }).api)).toEqual([
      'WSARecv',
      'WSASend',
    ]);
    const { out } = await overlook('operations whole.ovl');
    expect(out.split('\n')[0]).toMatch(/^# +api +on +lpOverlapped/);
    expect(out).toContain('STATUS_SUCCESS');
  });

  it('rows and info read the same file', async () => {
    const rows = await overlook('rows whole.ovl --json');
    const info = JSON.parse((await overlook('info whole.ovl --json')).out) as { rows: number; bytes: number };
    expect(info).toMatchObject({ rows: rows.out.split('\n').length, bytes: whole.length });
    expect((await overlook('rows whole.ovl')).out).toContain('operation 1 completed: STATUS_SUCCESS, 21 bytes');
    expect((await overlook('info whole.ovl')).out).toContain('without an end');
  });

  it('a cut recording is read as far as it is whole, and the loss is told', async () => {
    const { code, out, err } = await overlook('operations cut.ovl --json');
    expect(code).toBe(0);
    expect(out).toContain('WSARecv');
    expect(err).toMatch(/^cut\.ovl: the last \d+ bytes are no whole batch and were left out; the rest is read\.$/);
  });

  it('help is there for all and for each', async () => {
    expect(await overlook('--help')).toMatchObject({ code: 0, out: expect.stringContaining('record') as string });
    for (const name of ['lessons', 'record', 'info', 'operations', 'rows', 'serve', 'doctor']) {
      expect(await overlook(`${name} --help`)).toMatchObject({
        code: 0,
        out: expect.stringContaining(`overlook ${name} `) as string,
      });
    }
  });
});

describe('bad input is one clear sentence and an exit code', () => {
  const cases: [line: string, code: number, sentence: RegExp][] = [
    ['', 2, /^$/],
    ['recrod', 2, /^There is no command “recrod”\. The commands are: lessons, record,/],
    ['operations', 2, /^“operations” needs more than that\.\nUse: overlook operations <file\.ovl>/],
    ['operations a b', 2, /^“b” is one word too many\./],
    ['rows whole.ovl --colour', 2, /^Unknown option '--colour'\./],
    [
      'record first-recieve --out x.ovl',
      1,
      /^There is no lesson called “first-recieve”\. Did you mean “first-receive”\?/,
    ],
    ['record quic --out x.ovl', 1, /^There is no lesson called “quic”\. The lessons are:/],
    ['record echo', 1, /^Say where the recording goes: overlook record echo --out echo\.ovl$/],
    ['info missing.ovl', 1, /missing\.ovl cannot be read: there is no such file or folder\.$/],
    ['info text.ovl', 1, /^text\.ovl is not an Overlook recording\. Open a file that Overlook wrote \(\.ovl\)\.$/],
    ['operations empty.ovl', 1, /^empty\.ovl is empty: nothing was recorded in it/],
    ['rows .', 1, /cannot be read: it is a folder\.$/],
    ['serve --port http', 1, /^“http” is no port\. Give a number from 0 to 65535/],
    ['serve missing.ovl', 1, /cannot be read: there is no such file or folder\.$/],
  ];
  it.each(cases)('overlook %s (%i)', async (line, code, sentence) => {
    const ran = await overlook(line);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(sentence);
  });

  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const ran = await overlook(`serve --port ${port}`);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(`Port ${port} is in use`) as string });
    other.close();
  });

  // Windows has its own.
  it.runIf(process.platform === 'linux')('no Wine set up here: what to do, and recordings still open', async () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    const ran = await overlook('record echo --out x.ovl', folder);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/There is no Winsock here.*(Install it with|Run “npm start” once)/);
    expect((await overlook('info whole.ovl', folder)).code).toBe(0);
  });
});
