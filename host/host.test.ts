import { readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBytes, problem } from '../protocol/index.ts';
import { splitRecording } from '../trace/index.ts';
import { appendFooter } from './append-footer.ts';
import { until } from './testing/bridge-program.ts';
import { TestInterface, drawnMessages, testHost } from './testing/test-host.ts';

const start = { name: 'session/start', program: 'echo', paused: false };

describe('a live session', () => {
  it('is recorded and shown, byte for byte the same', async () => {
    const { host, bridge, folder } = testHost();
    const ui = new TestInterface(host);
    expect(await ui.ask(start)).toEqual({ ok: true, value: null });
    bridge.report();
    bridge.say({ kind: 'ended', reason: 'completed', text: '' });
    await until(() => ui.rows.length === 3);
    const [file] = readdirSync(join(folder, 'sessions'));
    const recorded = readFileSync(join(folder, 'sessions', file!));
    expect(Buffer.compare(recorded, Buffer.concat(ui.rows))).toBe(0);
    await Promise.resolve();
    expect(ui.state?.session).toMatchObject({ program: 'echo', state: 'ended', text: 'The program ran to its end.' });
  });

  it('is shown from its beginning to who comes late', async () => {
    const { host, bridge } = testHost();
    await new TestInterface(host).ask(start);
    bridge.report();
    const late = new TestInterface(host);
    await until(() => late.rows.length === 3);
    expect(late.messages.map(({ kind }) => kind)).toEqual(['state', 'source']);
  });

  it('that loses its bridge keeps what was recorded, says so, and the next one gets a new bridge', async () => {
    const { host, bridge, folder } = testHost();
    const ui = new TestInterface(host);
    await ui.ask(start);
    bridge.report(drawnMessages().slice(0, 2));
    bridge.die('The Winsock bridge died (SIGKILL).');
    await Promise.resolve();
    expect(ui.state?.session).toMatchObject({
      state: 'failed',
      text: 'The Winsock bridge died (SIGKILL). What was recorded until then is kept. The lesson can be run again.',
    });
    const [file] = readdirSync(join(folder, 'sessions'));
    const result = splitRecording(readFileSync(join(folder, 'sessions', file!)));
    expect(result.ok && [result.parts.batchMessages.length, result.parts.lostBytes]).toEqual([1, 0]);
    expect(await ui.ask(start)).toEqual({ ok: true, value: null });
    expect(bridge.opened).toBe(2);
  });

  it('hands on pause, resume, step and stop', async () => {
    const { host, bridge } = testHost();
    const ui = new TestInterface(host);
    await ui.ask(start);
    const actions = ['pause', 'step', 'resume', 'stop'];
    for (const action of actions) await ui.ask({ name: 'session/control', action });
    expect(bridge.commands.slice(1)).toEqual(actions.map((action) => ({ kind: 'control', action })));
    bridge.say({ kind: 'state', state: 'paused' });
    await Promise.resolve();
    expect(ui.state?.session?.state).toBe('paused');
  });

  it('is not begun while another runs', async () => {
    const { host } = testHost();
    const ui = new TestInterface(host);
    const answers = await Promise.all([ui.ask(start), ui.ask(start)]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
    expect(await ui.ask({ name: 'recording/open', recording: 'shipped.ovl' })).toEqual(
      problem('A session is running. Stop it first.'),
    );
  });

  it('that cannot be recorded is refused with the reason', async () => {
    const { host, folder } = testHost();
    writeFileSync(join(folder, 'sessions'), 'in the way');
    const ui = new TestInterface(host);
    const sessions = join(folder, 'sessions');
    expect(await ui.ask(start)).toEqual(problem(`${sessions} cannot be made: something of that name is in the way.`));
    rmSync(sessions);
    expect(await ui.ask(start)).toEqual({ ok: true, value: null });
  });

  it('closes its bridge when the host ends', async () => {
    const { host, bridge } = testHost();
    await new TestInterface(host).ask(start);
    await host.close();
    expect([bridge.closed, bridge.commands.at(-1)]).toEqual([1, { kind: 'control', action: 'stop' }]);
  });
});

describe('a machine without Winsock', () => {
  it('says why, and still opens recordings', async () => {
    const { host } = testHost(problem('Wine is not installed.'));
    const ui = new TestInterface(host);
    expect(ui.state?.winsock).toEqual({ available: false, text: 'Wine is not installed.' });
    expect(await ui.ask(start)).toEqual(problem('Wine is not installed.'));
    expect(await ui.ask({ name: 'recording/open', recording: 'shipped.ovl' })).toMatchObject({ ok: true });
    expect(ui.rows).toHaveLength(3);
  });
});

describe('recordings', () => {
  it('are opened by a name of the list only', async () => {
    const { host, folder } = testHost();
    const ui = new TestInterface(host);
    for (const recording of ['../../etc/passwd', join(folder, 'shipped.ovl'), 'nothing.ovl', '']) {
      expect(await ui.ask({ name: 'recording/open', recording })).toMatchObject({ ok: false });
    }
    expect(ui.state?.recordings.map(({ name }) => name)).toEqual(['shipped.ovl']);
  });

  it('that were cut are shown with their loss, and others refused', async () => {
    const { host, folder } = testHost();
    const ui = new TestInterface(host);
    writeFileSync(join(folder, 'cut.ovl'), Buffer.concat(drawnMessages()).subarray(0, -5));
    writeFileSync(join(folder, 'text.ovl'), 'hello');
    expect(await ui.ask({ name: 'recording/open', recording: 'cut.ovl' })).toMatchObject({ ok: true });
    const source = ui.messages.findLast((message) => message.kind === 'source');
    expect(source?.lostBytes).toBe(drawnMessages()[2]!.length - 5);
    expect(await ui.ask({ name: 'recording/open', recording: 'text.ovl' })).toEqual(
      problem('text.ovl is not an Overlook recording. Open a file that Overlook wrote (.ovl).'),
    );
  });

  it('with a footer are read by the interface itself: all of their bytes, and not a row is sent', async () => {
    const { host, folder } = testHost();
    const ui = new TestInterface(host);
    const path = join(folder, 'long.ovl');
    writeFileSync(path, Buffer.concat(drawnMessages()));
    expect(appendFooter(path, 0)).toMatchObject({ ok: true });
    const { length } = readFileSync(path);
    expect(await ui.ask({ name: 'recording/open', recording: 'long.ovl' })).toMatchObject({ ok: true });
    const source = ui.messages.findLast((message) => message.kind === 'source');
    expect(source).toMatchObject({ origin: 'recording', name: 'long.ovl', bytes: length, lostBytes: 0 });
    const read = (at: number, bytes: number) => ui.ask({ name: 'recording/read', source: source!.source, at, bytes });
    expect(await Promise.all([read(0, 1000), read(1000, length - 1000)])).toMatchObject([{ ok: true }, { ok: true }]);
    const came = ui.encoded.map((one) => decodeBytes(one)!.bytes);
    expect(Buffer.compare(Buffer.concat(came), readFileSync(path))).toBe(0);
    expect(await read(length - 1, 2)).toMatchObject({ ok: false });
    // Who comes later is told the same.
    const late = new TestInterface(host);
    expect(late.messages.findLast((message) => message.kind === 'source')).toEqual(source);
    truncateSync(path, 1000);
    expect(await read(900, 200)).toEqual(problem('This recording cannot be read any more: open it again.'));
    expect(ui.rows).toEqual([]);
  });

  it('wait in the recording until the interface grants them', async () => {
    const { host } = testHost();
    const ui = new TestInterface(host, { takesRows: false });
    await ui.ask({ name: 'recording/open', recording: 'shipped.ovl' });
    expect(ui.rows).toHaveLength(0);
    // A message is never cut: leave for one byte is leave for one.
    for (let taken = 1; taken <= 3; taken++) {
      ui.grant(1);
      ui.grant(ui.encoded.at(-1)?.length ?? 1);
      await until(() => ui.rows.length === taken);
    }
    expect(Buffer.concat(ui.rows)).toEqual(Buffer.concat(drawnMessages()));
  });
});

describe('questions that make no sense', () => {
  it('are answered when they have a number, and change nothing', () => {
    const { host } = testHost();
    const ui = new TestInterface(host);
    for (const question of [null, 1, 'x', [], {}, { id: 'x' }, { id: 7 }, { id: 8, request: { name: 'rm' } }])
      ui.said(question);
    const answers = ui.messages.filter((message) => message.kind === 'answer');
    expect(answers.map(({ id, result }) => [id, result.ok])).toEqual([
      [7, false],
      [8, false],
    ]);
    expect(ui.state?.session).toBeUndefined();
  });
});
