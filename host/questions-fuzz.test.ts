import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { actions, near, question } from '../protocol/testing/near.ts';
import { startServer } from './server.ts';
import { until } from './testing/bridge-program.ts';
import { TestInterface, drawnMessages, testHost } from './testing/test-host.ts';

const RUNS = { numRuns: 10_000, seed: 5 } as const;

/** Requests of each name whose other fields may be anything, and which ask for nothing that there is. */
const requests = {
  'session/start': near({
    name: fc.constant('session/start'),
    program: fc.string(),
    paused: fc.boolean(),
    options: fc.dictionary(fc.string(), fc.oneof(fc.double(), fc.string())),
    payloadBytes: fc.integer(),
  }),
  'session/control': near({ name: fc.constant('session/control'), action: fc.constantFrom(...actions) }),
  'recording/open': near({ name: fc.constant('recording/open'), recording: fc.string() }),
  'recording/read': near({
    name: fc.constant('recording/read'),
    source: fc.nat(),
    at: fc.oneof(fc.nat(), fc.integer()),
    bytes: fc.oneof(fc.nat(), fc.maxSafeInteger()),
  }),
  'no request at all': fc.jsonValue(),
} as const;

describe(
  '10,000 questions that ask for nothing that there is are refused, and change nothing',
  { timeout: 60_000 },
  () => {
    it.each(Object.entries(requests))('%s', async (_, request) => {
      const { host, bridge } = testHost();
      const ui = new TestInterface(host);
      const { state } = ui;
      let refusals = 0;
      await fc.assert(
        fc.asyncProperty(question(request), async (asked) => {
          const before = ui.messages.length;
          ui.said(asked);
          await new Promise((resolve) => setImmediate(resolve));
          const said = ui.messages.slice(before);
          const id = typeof asked === 'object' && asked !== null && 'id' in asked ? asked.id : undefined;
          const refused = { kind: 'answer', id, result: { ok: false, problem: expect.stringMatching(/^[A-Z].+\.$/s) } };
          expect(said).toEqual(typeof id === 'number' ? [refused] : []);
          refusals += said.length;
        }),
        RUNS,
      );
      expect(refusals).toBeGreaterThan(RUNS.numRuns / 4);
      expect(bridge.commands).toEqual([]);
      // Somebody who comes now sees what was there at the beginning.
      expect(new TestInterface(host).state).toEqual(state);
    });
  },
);

it(
  '10,000 messages of any kind over a WebSocket leave it open, and what is asked behind each is answered',
  { timeout: 120_000 },
  async () => {
    const { host, bridge } = testHost();
    const server = await startServer(host, mkdtempSync(join(tmpdir(), 'overlook-test-')), 0);
    if (!server.ok) throw new Error(server.problem);
    onTestFinished(() => server.value.close());
    const { host: authority, hash } = new URL(server.value.url);
    const socket = new WebSocket(`ws://${authority}/ws`, ['overlook.v1', `t.${hash.slice(3)}`], {
      origin: `http://${authority}`,
    });
    const said: { kind: string; id?: number; result?: { ok: boolean } }[] = [];
    let answered: (() => void) | undefined;
    const MARK = 2 ** 40;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as (typeof said)[number];
      if (message.id === MARK) answered?.();
      else said.push(message);
    });
    await new Promise((resolve) => socket.on('open', resolve));
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      question(fc.oneof(...Object.values(requests))).map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.uint8Array()), async (message) => {
        const behind = new Promise<void>((resolve) => (answered = resolve));
        socket.send(message);
        socket.send(JSON.stringify({ id: MARK, request: { name: 'session/control', action: 'stop' } }));
        await behind;
      }),
      RUNS,
    );
    expect(said[0]?.kind).toBe('state');
    expect(said.slice(1).filter(({ kind, result }) => kind !== 'answer' || result?.ok !== false)).toEqual([]);
    expect(bridge.commands).toEqual([]);
  },
);

it('10,000 grants of any kind send each message once and in order, and never more than 16 MiB ahead', async () => {
  const { host, bridge } = testHost();
  const ui = new TestInterface(host, { takesRows: false });
  await ui.ask({ name: 'session/start', program: 'echo', paused: false });
  const [schema, ...batches] = drawnMessages();
  bridge.say({ kind: 'schema', bytes: schema! });
  let said = 1;
  let granted = 0;
  const sent = () => ui.encoded.reduce((sum, { length }) => sum + length, 0);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.nat(2000), fc.maxSafeInteger(), fc.double(), fc.jsonValue()), async (grant) => {
      bridge.say({ kind: 'batch', bytes: batches[said++ % 2]! });
      ui.said({ grant });
      const counts = typeof grant === 'number' && Number.isSafeInteger(grant) && grant > 0;
      if (counts) granted = Math.min(granted + grant, sent() + 16 * 2 ** 20);
      if (said % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      // The last message may be longer than what was left.
      expect(sent() - (ui.encoded.at(-1)?.length ?? 0)).toBeLessThanOrEqual(granted);
    }),
    RUNS,
  );
  ui.grant(2 ** 40);
  await until(() => ui.rows.length === said);
  expect(ui.rows.every((bytes, index) => index === 0 || bytes.length === batches[index % 2]!.length)).toBe(true);
  expect(ui.state?.session?.state).toBe('starting');
}, 60_000);
