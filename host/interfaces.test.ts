import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { decodeRows, type HostMessage } from '../protocol/index.ts';
import { BatchWriter } from '../trace/index.ts';
import { drawRows, drawnInfo } from '../trace/testing/drawn-trace.ts';
import { startServer } from './server.ts';
import { until } from './testing/bridge-program.ts';
import { TestInterface, drawnMessages, testHost } from './testing/test-host.ts';

const start = { name: 'session/start', program: 'echo', paused: false };
const MIB = 1024 * 1024;

/** One connection of a browser, which counts what it is sent, and takes it at once. */
class Tab {
  readonly messages: HostMessage[] = [];
  /** Of the Arrow messages that came, in their recording. */
  readonly numbers: number[] = [];
  bytes = 0;
  readonly opened: Promise<void>;
  readonly socket: WebSocket;

  constructor(url: string) {
    const { host, hash } = new URL(url);
    this.socket = new WebSocket(`ws://${host}/ws`, ['overlook.v1', `t.${hash.slice(3)}`], { origin: `http://${host}` });
    this.opened = new Promise((resolve) => this.socket.on('open', resolve));
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return void this.messages.push(JSON.parse(data.toString('utf8')) as HostMessage);
      const { first, messages } = decodeRows(new Uint8Array(data))!;
      this.numbers.push(...messages.map((_, index) => first + index));
      for (const { length } of messages) this.bytes += length;
      this.say({ grant: data.length });
    });
    this.socket.on('open', () => this.say({ grant: 2 * MIB }));
  }

  ask(request: object): void {
    this.say({ id: 1, request });
  }

  say(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

async function served() {
  const made = testHost();
  const server = await startServer(made.host, mkdtempSync(join(tmpdir(), 'overlook-test-')), 0);
  if (!server.ok) throw new Error(server.problem);
  onTestFinished(() => server.value.close());
  const tab = async () => {
    const one = new Tab(server.value.url);
    await one.opened;
    return one;
  };
  const recorded = () => {
    const [file] = readdirSync(join(made.folder, 'sessions'));
    return readFileSync(join(made.folder, 'sessions', file!));
  };
  return { ...made, tab, recorded };
}

describe('a session goes on', () => {
  it('when its window is cut off, and who comes later is shown all of it', async () => {
    const { bridge, tab, recorded } = await served();
    const first = await tab();
    first.ask(start);
    await until(() => bridge.commands.length === 1);
    const [schema, one, two] = drawnMessages();
    bridge.say({ kind: 'schema', bytes: schema! });
    bridge.say({ kind: 'batch', bytes: one! });
    await until(() => first.numbers.length === 2);
    first.socket.terminate();
    await until(() => first.socket.readyState === WebSocket.CLOSED);
    bridge.say({ kind: 'batch', bytes: two! });
    const second = await tab();
    await until(() => second.numbers.length === 3);
    bridge.say({ kind: 'batch', bytes: two! });
    bridge.say({ kind: 'ended', reason: 'completed', text: '' });
    await until(() => second.numbers.length === 4);
    expect(second.numbers).toEqual([0, 1, 2, 3]);
    expect(Buffer.compare(recorded(), Buffer.concat([schema!, one!, two!, two!]))).toBe(0);
    const state = () => second.messages.findLast((message) => message.kind === 'state')?.state.session;
    await until(() => state()?.state === 'ended');
    // Nothing told it to stop.
    expect(bridge.commands.map(({ kind }) => kind)).toEqual(['start']);
  });

  it('when a window is cut off in every message of it', async () => {
    const { bridge, tab, recorded } = await served();
    const [schema, ...batches] = drawnMessages();
    (await tab()).ask(start);
    await until(() => bridge.commands.length === 1);
    bridge.say({ kind: 'schema', bytes: schema! });
    for (let round = 0; round < 20; round++) {
      const short = await tab();
      bridge.say({ kind: 'batch', bytes: batches[round % 2]! });
      short.socket.terminate();
    }
    const last = await tab();
    await until(() => last.numbers.length === 21);
    expect(recorded().length).toBe(last.bytes);
  });

  it('for two windows, each of which can stop it', async () => {
    const { host, bridge } = testHost();
    const [left, right] = [new TestInterface(host), new TestInterface(host)];
    expect((await left.ask(start)).ok).toBe(true);
    bridge.report();
    expect(await right.ask(start)).toMatchObject({ ok: false, problem: 'A session is running. Stop it first.' });
    expect(await right.ask({ name: 'session/control', action: 'stop' })).toMatchObject({ ok: true });
    bridge.say({ kind: 'ended', reason: 'stopped', text: '' });
    expect(await left.ask({ name: 'session/control', action: 'stop' })).toMatchObject({ ok: false });
    await until(() => left.rows.length === 3 && right.rows.length === 3);
    expect(left.state).toEqual(right.state);
  });
});

describe('a window that reads nothing', () => {
  it('costs the host a few megabytes, and the others nothing', { timeout: 60_000 }, async () => {
    const { bridge, tab, recorded } = await served();
    const [deaf, other] = [await tab(), await tab()];
    deaf.socket.pause();
    const writer = new BatchWriter(drawnInfo);
    const batch = writer.batchMessage(manyRows());
    expect(batch.length).toBeGreaterThan(MIB / 2);
    other.ask(start);
    await until(() => bridge.commands.length === 1);
    bridge.say({ kind: 'schema', bytes: writer.schemaMessage });
    const before = await memory();
    let sent = writer.schemaMessage.length;
    while (sent < 50 * MIB) {
      bridge.say({ kind: 'batch', bytes: batch });
      sent += batch.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    bridge.say({ kind: 'ended', reason: 'completed', text: '' });
    await until(() => other.bytes === sent);
    const grown = (await memory()) - before;
    // The feed's own limit, and what is on its way below it.
    expect(grown).toBeLessThan(12 * MIB);
    expect(recorded().length).toBe(sent);
    // As soon as it reads again, it is shown everything.
    deaf.socket.resume();
    await until(() => deaf.bytes === sent);
    // Each message once, in order.
    expect(deaf.numbers).toEqual(deaf.numbers.map((_, index) => index));
  });

  it('but grants without end, is cut off', { timeout: 60_000 }, async () => {
    const { bridge, tab } = await served();
    const liar = await tab();
    liar.ask(start);
    await until(() => bridge.commands.length === 1);
    liar.socket.pause();
    const writer = new BatchWriter(drawnInfo);
    bridge.say({ kind: 'schema', bytes: writer.schemaMessage });
    const batch = writer.batchMessage(manyRows());
    for (let bytes = 0; bytes < 160 * MIB; bytes += batch.length) bridge.say({ kind: 'batch', bytes: batch });
    const more = setInterval(() => liar.say({ grant: 2 ** 50 }), 1);
    await until(() => liar.socket.readyState !== WebSocket.OPEN);
    clearInterval(more);
    liar.socket.terminate();
  });
});

/** What is really in use. Memory of buffers is given back some turns after nobody holds them. */
async function memory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 5; turn++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function manyRows() {
  const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X');
  return Array.from({ length: 600 }, () => rows).flat();
}
