import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import type { IpcMain, MessagePortMain } from 'electron';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { TestInterface, testHost } from '../host/testing/test-host.ts';
import { near } from '../protocol/testing/near.ts';
import { channels } from '../protocol/electron.ts';
import { onPageMessage, parseNews } from './ipc.ts';
import { localRecording, parseOpenRequest } from './open-request.ts';
import { carryOverPort } from './port-carrier.ts';

const RUNS = { numRuns: 10_000, seed: 17 } as const;

test('of 10,000 frames that say “connect”, with anything besides, only our page is heard', { timeout: 60_000 }, () => {
  const refused = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const ipc = new EventEmitter();
  const heard: unknown[] = [];
  onPageMessage(ipc as unknown as IpcMain, channels.connect, (contents) => heard.push(contents));
  const addresses = fc.oneof(
    fc.constantFrom(
      'app://overlook/index.html',
      'app://overlook@evil/',
      'app://overlook.evil/',
      'app:overlook',
      'about:blank',
    ),
    fc.webUrl(),
    fc.string(),
  );
  const frames = fc.option(
    fc.record({ url: addresses, parent: fc.option(fc.record({ url: addresses }), { nil: null, freq: 2 }) }),
  );
  let ours = 0;
  fc.assert(
    fc.property(frames, fc.array(fc.anything()), (senderFrame, args) => {
      const isOurs = senderFrame?.parent === null && senderFrame.url.startsWith('app://overlook/');
      const before = heard.length;
      ipc.emit(channels.connect, { senderFrame, sender: senderFrame }, ...args);
      expect(heard.slice(before)).toEqual(isOurs ? [senderFrame] : []);
      if (isOurs) ours++;
    }),
    RUNS,
  );
  expect(ours).toBeGreaterThan(100);
  expect(refused.mock.calls).toHaveLength(RUNS.numRuns - ours);
  refused.mockRestore();
});

test('10,000 messages of any kind through the window’s port change nothing', { timeout: 60_000 }, async () => {
  const { host, bridge } = testHost();
  const { state } = new TestInterface(host);
  const said: unknown[] = [];
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => said.push(typeof message === 'string' ? JSON.parse(message) : message),
    start: () => undefined,
  });
  carryOverPort(host, port as unknown as MessagePortMain);
  said.length = 0;
  // There is nothing to send, however much may be.
  const grants = near({ grant: fc.oneof(fc.nat(), fc.double()) }).map((grant) => JSON.stringify(grant));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.anything(), fc.json(), fc.string(), grants), async (data) => {
      port.emit('message', { data });
      await new Promise((resolve) => setImmediate(resolve));
    }),
    RUNS,
  );
  const answers = said.filter((one) => (one as { kind?: unknown }).kind === 'answer');
  expect(said).toEqual(answers);
  expect(answers.filter((one) => (one as { result: { ok: boolean } }).result.ok)).toEqual([]);
  expect(bridge.commands).toEqual([]);
  expect(new TestInterface(host).state).toEqual(state);
});

test(
  'of 10,000 second starts, with anything in their hands, only the path of a recording is taken',
  { timeout: 60_000 },
  () => {
    const recordings = fc.oneof(
      fc.string(),
      fc.string().map((name) => `${name}.ovl`),
      fc.anything(),
    );
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(near({ recording: recordings }), fc.record({ recording: recordings }), fc.anything()),
        (data) => {
          const { recording, ...others } = parseOpenRequest(data);
          expect(others).toEqual({});
          if (recording === undefined) return;
          taken++;
          expect([isAbsolute(recording), recording.toLowerCase().endsWith('.ovl')]).toEqual([true, true]);
        },
      ),
      RUNS,
    );
    expect(taken).toBeGreaterThan(100);
  },
);

test(
  'of 10,000 pieces of news, nearly right ones among them, only whole ones are believed',
  { timeout: 60_000 },
  () => {
    const right = fc.record({
      reading: fc.option(fc.record({ name: fc.string(), part: fc.double({ min: 0, max: 1, noNaN: true }) })),
      theme: fc.constantFrom('system', 'dark', 'light'),
    });
    const news = near({
      reading: fc.oneof(near({ name: fc.anything(), part: fc.anything() }), fc.anything()),
      theme: fc.oneof(fc.constantFrom('system', 'dark', 'light'), fc.anything()),
    });
    const data = fc.oneof(
      right.map((one) => JSON.stringify(one)),
      news.map((one) => JSON.stringify(one)),
      fc.anything(),
      fc.json(),
    );
    let believed = 0;
    fc.assert(
      fc.property(data, (one) => {
        const parsed = parseNews(one);
        if (parsed === undefined) return;
        believed++;
        expect(Object.keys(parsed).toSorted()).toEqual(['reading', 'theme']);
        expect(['system', 'dark', 'light']).toContain(parsed.theme);
        if (parsed.reading === null) return;
        expect(Object.keys(parsed.reading).toSorted()).toEqual(['name', 'part']);
        expect(parsed.reading.name.length).toBeLessThanOrEqual(1000);
        expect(parsed.reading.part >= 0 && parsed.reading.part <= 1).toBe(true);
      }),
      RUNS,
    );
    expect(believed).toBeGreaterThan(100);
  },
);

test('of 10,000 files that a page may name, only recordings on this machine are taken', { timeout: 60_000 }, () => {
  const start = fc.constantFrom('', '/', '//', '\\\\', '\\/', 'C:\\', '\\\\?\\UNC\\', './');
  const names = fc.tuple(start, fc.string(), fc.constantFrom('.ovl', '.OVL', '')).map((parts) => parts.join(''));
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: names }, fc.anything()), (data) => {
      const path = localRecording(data);
      if (path === undefined) return;
      taken++;
      expect([isAbsolute(path), path.toLowerCase().endsWith('.ovl'), /^[\\/]{2}/.test(String(data))]).toEqual([
        true,
        true,
        false,
      ]);
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(100);
});
