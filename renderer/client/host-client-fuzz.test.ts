import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRows, hostMessage } from '../../protocol/index.ts';
import { near } from '../../protocol/testing/near.ts';
import type { CarrierListener } from './carrier.ts';
import { HostClient } from './host-client.ts';

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
      rows: ({ kind }) => void told.push(kind),
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

it('10,000 binary messages are rows with a kind that is known, or not understood', () => {
  const { carrier, told } = client();
  const beginning = fc.oneof(
    fc.constantFrom([1, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0]),
    fc.array(fc.nat(255)),
  );
  fc.assert(
    fc.property(beginning, fc.uint8Array(), (head, rest) => {
      told.length = 0;
      const bytes = Uint8Array.from([...head, ...rest]);
      carrier.bytes(bytes);
      expect(told).toEqual([decodeRows(bytes)?.kind ?? 'misunderstood']);
    }),
    RUNS,
  );
}, 60_000);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
