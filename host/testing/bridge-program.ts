import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { encodeMessage, ok } from '../../protocol/index.ts';
import { splitRecording } from '../../trace/index.ts';
import { drawnInfo } from '../../trace/testing/drawn-trace.ts';
import type { OpenBridge } from '../bridge-keeper.ts';
import { Host } from '../host.ts';
import { PATIENCE, type Patience } from '../watchdog.ts';
import { openWineBridge } from '../wine-bridge.ts';
import { childrenOf } from './run-overlook.ts';
import { TestInterface, drawnMessages } from './test-host.ts';

/**
 * For bridges that are waited for in vain: short where this one will not do what it should, and nowhere else, for a machine
 * that is busy may take long to start a process.
 */
export const IMPATIENT = {
  start: { ...PATIENCE, readyMs: 700 },
  silence: { ...PATIENCE, beatMs: 100, beats: 20 },
  stop: { ...PATIENCE, beatMs: 100, beats: 600, stopBeats: 6 },
} as const satisfies Record<string, Patience>;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** What every script can use: it is the bridge's side of the connection, in a few lines of its own. */
const PRELUDE = `import { connect } from 'node:net';
const frame = (kind, bytes) => {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(bytes.length + 1);
  head[4] = kind;
  return Buffer.concat([head, bytes]);
};
const json = (value) => frame(0, Buffer.from(JSON.stringify(value)));
const token = frame(3, Buffer.from(process.env.OVERLOOK_BRIDGE_TOKEN));
const ready = Buffer.from('${base64(encodeMessage({ kind: 'ready', system: { ...drawnInfo.system } }))}', 'base64');
const ended = json({ kind: 'ended', reason: 'stopped', text: '' });
const rows = ${JSON.stringify(drawnMessages().map(base64))}.map((text, at) => frame(at === 0 ? 1 : 2, Buffer.from(text, 'base64')));
const socket = () => connect(Number(process.env.OVERLOOK_BRIDGE_PORT), '127.0.0.1');
// Says 'ready', and hands on every command.
const serve = (on) => {
  const s = socket();
  let rest = Buffer.alloc(0);
  s.on('connect', () => s.write(Buffer.concat([token, ready])));
  s.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE()) {
      const length = 4 + rest.readUInt32LE();
      on(JSON.parse(rest.subarray(5, length)), s);
      rest = rest.subarray(length);
    }
  });
  s.on('error', () => {}).on('close', () => process.exit(0));
};
`;

/** A bridge that does what it should: \`start\` gives two batches and an end. */
export const GOOD = `serve(({ kind }, s) => {
  if (kind === 'ping') s.write(json({ kind: 'pong' }));
  if (kind === 'start') s.write(Buffer.concat([...rows, json({ kind: 'ended', reason: 'completed', text: '' })]));
});`;

/**
 * Writes a script that speaks the bridge's side as the test wants it. Instead of Wine, Node runs it: this is about processes and
 * connections. A real bridge is in *.winsock-host.test.ts.
 */
export function bridgeProgram(folder: string, script: string, patience = PATIENCE): OpenBridge {
  const file = join(folder, 'bridge.mjs');
  writeFileSync(file, PRELUDE + script);
  const parts = { wine: process.execPath, wineserver: 'true', node: file, modules: folder, prefix: folder };
  const environment = { root: folder, appFolder: folder, version: 'test' };
  return (listener, signal) => openWineBridge(parts, environment, listener, { signal, patience });
}

/** A host with such bridges, each as the test says, and folders of its own for sessions and temporary files. */
export class ProgramHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  readonly sessions = join(this.folder, 'sessions');
  readonly temporary = join(this.folder, 'temporary');
  readonly ui: TestInterface;
  private readonly host: Host;
  private next: OpenBridge = () => Promise.reject(new Error('The test has named no program'));

  constructor() {
    mkdirSync(this.temporary);
    vi.stubEnv('TMPDIR', this.temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    this.host = new Host({
      version: 'test',
      openBridge: (listener, signal) => this.next(listener, signal),
      canOpenBridge: () => ok(null),
      shippedRecordings: this.folder,
      sessionsFolder: this.sessions,
    });
    this.ui = new TestInterface(this.host);
  }

  /** Runs a session on a bridge that is this script, unless there is one. The sentence that tells how it went. */
  async run(script: string, patience = PATIENCE): Promise<string | undefined> {
    this.next = bridgeProgram(this.folder, script, patience);
    const answer = await this.ui.ask({ name: 'session/start', program: 'echo', paused: false });
    return answer.ok ? this.ended() : answer.problem;
  }

  /** How the session ended, in a sentence. */
  async ended(): Promise<string | undefined> {
    const session = () => this.ui.state?.session;
    await until(() => session()?.state === 'ended' || session()?.state === 'failed');
    return session()?.text;
  }

  /** The bridges that run. */
  bridges(): number[] {
    return childrenOf(process.pid).filter((pid) => commandOf(pid).includes(join(this.folder, 'bridge.mjs')));
  }

  /** What is left in the temporary folder when no bridge runs any more. */
  async leftovers(): Promise<string[]> {
    await until(() => this.bridges().length === 0);
    return readdirSync(this.temporary);
  }

  /** The messages of every recording. Each holds whole ones only, whatever the bridge said. */
  recordings(): number[] {
    return readdirSync(this.sessions).flatMap((name) => {
      const bytes = readFileSync(join(this.sessions, name));
      if (bytes.length === 0) return []; // Removed when the next source is shown.
      const read = splitRecording(bytes);
      if (!read.ok) throw new Error(`${name}: ${read.error.kind}`);
      if (read.parts.lostBytes > 0) throw new Error(`${name} ends with ${read.parts.lostBytes} bytes of no message`);
      return [1 + read.parts.batchMessages.length];
    });
  }

  close(): Promise<void> {
    return this.host.close();
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}

export async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
}
