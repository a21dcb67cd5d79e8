import { describe, expect, it } from 'vitest';
import { roomForBytes } from '../../protocol/index.ts';
import type { CarrierListener } from './carrier.ts';
import { HostClient } from './host-client.ts';
import { takeToken } from './session-token.ts';
import { encodeRows } from '../../protocol/testing/encode-rows.ts';

/** A carrier that the test drives, and what the client told the window. */
function setUp() {
  const sent: string[] = [];
  const told: string[] = [];
  const taken: (() => void)[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  let carrier: CarrierListener | undefined;
  const client = new HostClient(
    (listener) => {
      carrier = listener;
      return { send: (text) => void sent.push(text), close: () => {} };
    },
    {
      connecting: () => void told.push('connecting'),
      opened: () => void told.push('opened'),
      lost: (ms) => void told.push(`lost ${ms}`),
      message: (message) => void told.push(message.kind),
      rows: ({ source, first, messages }, done) => {
        told.push(`${messages.length} of ${source} from ${first}`);
        taken.push(done);
      },
      misunderstood: () => void told.push('misunderstood'),
    },
    { set: (run, ms) => timers.push({ run, ms }), clear: () => {} },
  );
  client.connect();
  return { client, sent, told, taken, timers, carrier: () => carrier! };
}

describe('questions', () => {
  it('are answered by number, in any order', async () => {
    const { client, sent, carrier } = setUp();
    carrier().opened();
    const first = client.ask({ name: 'session/start', program: 'echo', paused: false });
    const second = client.ask({ name: 'session/control', action: 'stop' });
    const ids = sent.slice(1).map((text) => (JSON.parse(text) as { id: number }).id);
    carrier().text(JSON.stringify({ kind: 'answer', id: ids[1], result: { ok: false, problem: 'No.' } }));
    carrier().text(JSON.stringify({ kind: 'answer', id: ids[0], result: { ok: true, value: null } }));
    expect([await first, await second]).toEqual([
      { ok: true, value: null },
      { ok: false, problem: 'No.' },
    ]);
  });

  it('for bytes of a recording give those that came before the answer', async () => {
    const { client, sent, carrier } = setUp();
    carrier().opened();
    const read = (bytes: number) => client.read({ source: 3, at: 5, bytes });
    const asked = [read(4), read(2), read(9)];
    const questions = sent.slice(1).map((text) => JSON.parse(text) as { id: number; request: unknown });
    expect(questions[0]!.request).toEqual({ name: 'recording/read', source: 3, at: 5, bytes: 4 });
    const ids = questions.map(({ id }) => id);
    for (const [index, length] of [4, 2, 8].entries()) {
      const { encoded, body } = roomForBytes(ids[index]!, length);
      body.fill(index + 1);
      carrier().bytes(encoded);
      // As much may come again.
      expect(JSON.parse(sent.at(-1)!)).toEqual({ grant: encoded.length });
    }
    for (const [index, result] of [
      { ok: true, value: null },
      { ok: false, problem: 'No.' },
      { ok: true, value: null },
    ].entries()) {
      carrier().text(JSON.stringify({ kind: 'answer', id: ids[index], result }));
    }
    expect(await Promise.all(asked)).toEqual([
      { ok: true, value: new Uint8Array(4).fill(1) },
      { ok: false, problem: 'No.' },
      { ok: false, problem: 'The host gave something else than was asked for: reload the window.' },
    ]);
  });

  it('are answered with a problem when there is no connection, or when it is lost', async () => {
    const { client, carrier } = setUp();
    expect(await client.ask({ name: 'session/control', action: 'stop' })).toMatchObject({ ok: false });
    carrier().opened();
    const waiting = client.ask({ name: 'session/start', program: 'echo', paused: false });
    carrier().closed();
    expect(await waiting).toMatchObject({ ok: false });
  });
});

describe('a connection', () => {
  it('that is lost is tried again, later each time', () => {
    const { told, timers, carrier } = setUp();
    carrier().closed();
    timers.at(-1)!.run();
    carrier().closed();
    timers.at(-1)!.run();
    carrier().opened();
    carrier().closed();
    expect(timers.map(({ ms }) => ms)).toEqual([1000, 2000, 1000]);
    expect(told.filter((word) => word === 'opened')).toHaveLength(1);
  });

  it('brings rows and messages, and says when it brings nonsense', () => {
    const { told, carrier } = setUp();
    carrier().opened();
    carrier().bytes(encodeRows({ source: 2, first: 7, messages: [new Uint8Array(3), new Uint8Array(1)] }));
    carrier().bytes(new Uint8Array(2));
    carrier().text('{"kind": "source", "source": 1, "origin": "live", "name": "x", "lostBytes": 0}');
    for (const text of ['no json', '{}', '{"kind": "state", "state": {}}']) carrier().text(text);
    expect(told.slice(2)).toEqual([
      '2 of 2 from 7',
      'misunderstood',
      'source',
      'misunderstood',
      'misunderstood',
      'misunderstood',
    ]);
  });
});

describe('leave to send rows', () => {
  const WINDOW = { grant: 16 * 1024 * 1024 };
  const granted = (sent: readonly string[]) => sent.map((text) => JSON.parse(text) as unknown);
  const rows = () => encodeRows({ source: 1, first: 0, messages: [new Uint8Array(84)] });

  it('is given with the connection, and again for what was taken', () => {
    const { sent, taken, carrier } = setUp();
    carrier().opened();
    const message = rows();
    const { length } = message;
    carrier().bytes(message);
    carrier().bytes(rows());
    expect(granted(sent)).toEqual([WINDOW]);
    // Their memory has gone to another thread meanwhile.
    structuredClone(message, { transfer: [message.buffer] });
    taken[0]!();
    expect(granted(sent)).toEqual([WINDOW, { grant: length }]);
  });

  it('is given back for what nobody understands, and is never of another connection', () => {
    const { sent, taken, timers, carrier } = setUp();
    carrier().opened();
    carrier().bytes(new Uint8Array(5));
    carrier().bytes(rows());
    carrier().closed();
    taken[0]!();
    timers.at(-1)!.run();
    carrier().opened();
    taken[0]!();
    expect(granted(sent)).toEqual([WINDOW, { grant: 5 }, WINDOW]);
  });
});

describe('the token', () => {
  const places = (hash: string, stored: string | null) => {
    const kept: string[] = [];
    const addresses: unknown[] = [];
    const taken = takeToken({
      location: { hash, pathname: '/', search: '' },
      history: { replaceState: (_data, _title, url) => void addresses.push(url) },
      storage: { getItem: () => stored, setItem: (_key, value) => void kept.push(value) },
    });
    return { taken, kept, addresses };
  };

  it('moves from the address bar to the session', () => {
    expect(places('#t=abc_-9', null)).toEqual({ taken: 'abc_-9', kept: ['abc_-9'], addresses: ['/'] });
  });

  it('is still known after a reload, and is nothing where there was none', () => {
    expect(places('', 'abc').taken).toBe('abc');
    expect(places('#t=<script>', null)).toEqual({ taken: undefined, kept: [], addresses: [] });
  });
});
