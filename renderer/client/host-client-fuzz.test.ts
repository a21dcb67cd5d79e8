import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBytes, decodeRows, hostMessage } from '../../protocol/index.ts';
import { near } from '../../protocol/testing/near.ts';
import type { CarrierListener } from './carrier.ts';
import { HostClient } from './host-client.ts';
import { encodeRows } from '../../protocol/testing/encode-rows.ts';

const RUNS = { numRuns: 10_000, seed: 29 } as const;

/** What a client makes of what its host says. */
function client() {
  const told: string[] = [];
  let carrier: CarrierListener | undefined;
  const made = new HostClient(
    (listener) => {
      carrier = listener;
      return { send: () => {}, close: () => {} };
    },
    {
      connecting: () => {},
      opened: () => {},
      lost: () => void told.push('lost'),
      message: ({ kind }) => void told.push(kind),
      rows: ({ messages }) => void told.push(`rows: ${messages.length}`),
      misunderstood: () => void told.push('misunderstood'),
    },
  );
  made.connect();
  carrier!.opened();
  return { client: made, carrier: carrier!, told };
}

const result = near({ ok: fc.boolean(), value: fc.constant(null), problem: fc.string() });
const winsock = near({ available: fc.boolean(), text: fc.string() });
const session = near({ source: fc.nat(), program: fc.string(), state: fc.constantFrom('running', 'ended') });
const recordings = fc.array(near({ name: fc.string(), bytes: fc.nat() }));
const messages = {
  answer: near({ kind: fc.constant('answer'), id: fc.nat(), result }),
  state: near({
    kind: fc.constant('state'),
    state: near({ version: fc.string(), winsock, session, recordings, problem: fc.string() }),
  }),
  source: near({
    kind: fc.constant('source'),
    source: fc.nat(),
    origin: fc.constantFrom('live', 'recording'),
    name: fc.string(),
    lostBytes: fc.nat(),
    bytes: fc.nat(),
  }),
} as const;

it.each(Object.entries(messages))(
  '10,000 messages like “%s” are understood whole, or not at all',
  (_, message) => {
    const { carrier, told } = client();
    fc.assert(
      fc.property(
        fc.oneof(
          message.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (text) => {
          told.length = 0;
          carrier.text(text);
          const known = hostMessage.safeParse(parsed(text)).data;
          expect(told).toEqual(known === undefined ? ['misunderstood'] : known.kind === 'answer' ? [] : [known.kind]);
        },
      ),
      RUNS,
    );
  },
  60_000,
);

it('answers that nobody waits for settle no question', async () => {
  const { client: asking, carrier } = client();
  const asked = asking.ask({ name: 'session/control', action: 'stop' });
  fc.assert(
    fc.property(
      fc.oneof(fc.nat(), fc.double()).filter((id) => id !== 1),
      fc.boolean(),
      (id, ok) => {
        carrier.text(JSON.stringify({ kind: 'answer', id, result: ok ? { ok, value: null } : { ok, problem: 'No.' } }));
      },
    ),
    {
      ...RUNS,
      examples: [
        [-1, true],
        [2 ** 53, true],
      ],
    },
  );
  carrier.text(JSON.stringify({ kind: 'answer', id: 1, result: { ok: false, problem: 'The right one.' } }));
  expect(await asked).toEqual({ ok: false, problem: 'The right one.' });
}, 60_000);

it('10,000 binary messages are bytes, or rows whose lengths are those of the message, or not understood', () => {
  const { carrier, told } = client();
  const header = fc.tuple(
    fc.nat(2),
    fc.nat(),
    fc.nat(),
    fc.nat(3),
    fc.array(fc.oneof(fc.nat(12), fc.nat(2 ** 32 - 1))),
  );
  const nearRows = fc.tuple(header, fc.uint8Array()).map(([[kind, source, first, count, lengths], rest]) => {
    const numbers = Uint32Array.from([kind, source, first, count, ...lengths]);
    return Uint8Array.from([...new Uint8Array(numbers.buffer), ...rest]);
  });
  const whole = fc
    .array(fc.uint8Array(), { minLength: 1 })
    .map((messages) => encodeRows({ source: 1, first: 0, messages: messages.map((one) => new Uint8Array(one)) }));
  let understood = 0;
  fc.assert(
    fc.property(fc.oneof(nearRows, whole, fc.uint8Array()), (given) => {
      told.length = 0;
      const bytes = new Uint8Array(given);
      carrier.bytes(bytes);
      const rows = decodeRows(bytes);
      // Bytes that nobody has asked for are dropped.
      const isBytes = decodeBytes(bytes) !== undefined;
      expect(told).toEqual(rows !== undefined ? [`rows: ${rows.messages.length}`] : isBytes ? [] : ['misunderstood']);
      if (rows === undefined) return;
      expect(isBytes).toBe(false);
      understood++;
      // What is understood is all of the message: nothing in it is left out or taken twice.
      expect(decodeRows(encodeRows(rows))).toEqual(rows);
      const end = (one: Uint8Array) => one.byteOffset + one.length;
      rows.messages.forEach((one, index) =>
        expect(end(one)).toBe(rows.messages[index + 1]?.byteOffset ?? bytes.length),
      );
    }),
    RUNS,
  );
  expect(understood).toBeGreaterThan(RUNS.numRuns / 4);
}, 60_000);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
