import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BridgeMessage } from '../protocol/index.ts';
import { BatchDecoder, splitRecording } from '../trace/index.ts';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import { runCommandLine } from './command-line.ts';
import { environment } from './environment.ts';
import { WinsockHost } from './testing/winsock-host.ts';

/** It has twice as many rows as the last kill waits for, or more: how many, depends on who meets whom. They come within seconds. */
const SESSION = ['load', { connections: 4, operations: 4000, seconds: 60 }] as const;
const MOST_ROWS = 8000;
const MOST_MS = 12;
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const moments = SEEDS.map((seed) => {
  const random = randomNumbers(seed);
  // Spread over the session, so that no part of it is left to luck; the first before any row has come.
  const rows = Math.floor(((seed - 1 + random()) / SEEDS.length) * MOST_ROWS);
  const moment = { rows: seed === 1 ? 0 : rows, ms: Math.floor(random() * MOST_MS) };
  return [`seed ${seed}: ${moment.ms} ms after ${moment.rows} rows`, moment] as const;
});

let host: WinsockHost | undefined;
afterAll(() => host?.close());

/** Kills the bridge so many milliseconds after so many rows. */
function killAt(host: WinsockHost, rows: number, ms: number): void {
  let decoder: BatchDecoder | undefined;
  let received = 0;
  let kill: NodeJS.Timeout | undefined;
  host.onTold = (message) => {
    if (message.kind === 'schema') decoder = new BatchDecoder(message.bytes);
    else if (message.kind === 'batch') received += decoder!.decode(message.bytes)!.length;
    else if (message.kind === 'ready') return;
    if (message.kind === 'ended') return clearTimeout(kill);
    if (kill !== undefined || received < rows) return;
    const bridge = host.bridge();
    const end = () => process.kill(bridge, 'SIGKILL');
    // At once: before the host has the batch that has just come.
    if (ms === 0) end();
    kill = setTimeout(ms === 0 ? () => {} : end, ms);
  };
}

/** What `overlook info` says. */
async function info(file: string): Promise<unknown> {
  const printed: string[] = [];
  await runCommandLine(['info', file, '--json'], {
    environment: environment(),
    folder: dirname(file),
    interrupted: new AbortController().signal,
    print: (line) => void printed.push(line),
    tell: (line) => void printed.push(line),
  });
  return JSON.parse(printed.join('\n'));
}

const bytesOf = (told: readonly BridgeMessage[]) =>
  Buffer.concat(told.flatMap((message) => ('bytes' in message ? [message.bytes] : [])));

// Where the bridge is a process of its own. The next session of each is the following one; the last is run to its end.
describe.runIf(process.platform === 'linux')('a bridge that is killed', { timeout: 120_000 }, () => {
  it.each(moments)('%s', async (_, { rows, ms }) => {
    host ??= new WinsockHost();
    // On a busy machine the session may be over before the kill reaches it, which then meets the next: it is tried again.
    let ended: { readonly state: string; readonly text: string | undefined } | undefined;
    for (let attempt = 0; attempt < 5 && (ended?.state !== 'failed' || host.told.length === 0); attempt++) {
      killAt(host, rows, ms);
      await host.start(...SESSION);
      ended = await host.ended();
    }
    const { told } = host;
    const batches = told.filter(({ kind }) => kind === 'batch').length;
    const kept = batches > 0 ? 'What was recorded until then is kept.' : 'Nothing had been recorded until then.';
    expect(ended).toEqual({
      state: 'failed',
      text: `The Winsock bridge ended (SIGKILL). ${kept} The lesson can be run again.`,
    });
    // Byte for byte what the host was told, and nothing else.
    const file = readFileSync(host.recording());
    expect(Buffer.compare(file, bytesOf(told))).toBe(0);
    const read = splitRecording(file);
    if (!read.ok) throw new Error(read.error.kind);
    expect([read.parts.batchMessages.length, read.parts.lostBytes]).toEqual([batches, 0]);
    const decoder = new BatchDecoder(read.parts.schemaMessage);
    const counts = read.parts.batchMessages.map((message) => decoder.decode(message)!.length);
    const recorded = counts.reduce((sum, count) => sum + count, 0);
    expect(recorded).toBeGreaterThanOrEqual(rows);

    expect(await info(host.recording())).toMatchObject({
      rows: recorded,
      ended: false,
      lostBytes: 0,
      bytes: file.length,
    });
  });

  it('leaves a host that runs the next session to its end', async () => {
    if (host === undefined) throw new Error('There was no host');
    host.onTold = () => {};
    await host.start('echo');
    expect(await host.ended()).toEqual({ state: 'ended', text: 'The program ran to its end.' });
  });
});
