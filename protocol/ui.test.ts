import { expect, it } from 'vitest';
import { MOST_READ_BYTES, decodeBytes, decodeRows, hostMessage, roomForBytes, uiGrant, uiQuestion } from './ui.ts';
import { encodeRows } from './testing/encode-rows.ts';

it('rows keep their source, their place and their bytes, aligned to 8', () => {
  for (let count = 1; count < 5; count++) {
    const messages = Array.from({ length: count }, (_, index) => new Uint8Array(8 * index).fill(index));
    const rows = { source: 7, first: 3, messages };
    const encoded = encodeRows(rows);
    expect(decodeRows(encoded)).toEqual(rows);
    expect(decodeRows(encoded)!.messages.map(({ byteOffset }) => byteOffset % 8)).toEqual(messages.map(() => 0));
    // Views, not copies.
    expect(decodeRows(encoded)!.messages.every(({ buffer }) => buffer === encoded.buffer)).toBe(true);
  }
});

it('what is no rows message is none', () => {
  const rows = encodeRows({ source: 1, first: 0, messages: [new Uint8Array(8), new Uint8Array(16)] });
  for (let cut = 0; cut < rows.length; cut++) expect(decodeRows(rows.slice(0, cut))).toBeUndefined();
  expect(decodeRows(Uint8Array.from([...rows, 0]))).toBeUndefined();
  expect(decodeRows(new Uint8Array(16))).toBeUndefined();
});

it('bytes keep the number of their question, and are no rows', () => {
  const { encoded, body } = roomForBytes(7, 100);
  body.fill(3);
  expect(decodeBytes(encoded)).toEqual({ id: 7, bytes: new Uint8Array(100).fill(3) });
  expect(decodeRows(encoded)).toBeUndefined();
  for (const length of [0, 4, 8]) expect(decodeBytes(encoded.slice(0, length))).toBeUndefined();
  expect(decodeBytes(encodeRows({ source: 1, first: 0, messages: [new Uint8Array(8)] }))).toBeUndefined();
});

it('so much is read at once at most, and never nothing', () => {
  const request = { name: 'recording/read', source: 1, at: 0, bytes: MOST_READ_BYTES };
  const isAsked = (more: object) => uiQuestion.safeParse({ id: 1, request: { ...request, ...more } }).success;
  expect(isAsked({})).toBe(true);
  expect([{ bytes: MOST_READ_BYTES + 1 }, { bytes: 0 }, { at: -1 }, { at: 0.5 }].map(isAsked)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

it('leave to send is a whole number of bytes and nothing else', () => {
  expect(uiGrant.safeParse({ grant: 1 }).success).toBe(true);
  const wrong = [
    {},
    { grant: 0 },
    { grant: -1 },
    { grant: 1.5 },
    { grant: 2 ** 60 },
    { grant: '1' },
    { grant: 1, id: 1 },
  ];
  expect(wrong.map((one) => uiGrant.safeParse(one).success)).toEqual(wrong.map(() => false));
});

it('questions and messages that do not fit are refused', () => {
  const question = { id: 1, request: { name: 'session/start', program: 'echo', paused: false } };
  expect(uiQuestion.safeParse(question).success).toBe(true);
  const wrong = [
    { ...question, id: -1 },
    { id: 1, request: { name: 'session/start' } },
    { id: 1, request: { name: 'session/start', program: 'x'.repeat(101), paused: false } },
    { id: 1, request: { name: 'file/read', path: '/etc/passwd' } },
  ];
  expect(wrong.map((one) => uiQuestion.safeParse(one).success)).toEqual(wrong.map(() => false));
  expect(hostMessage.safeParse({ kind: 'state', state: {} }).success).toBe(false);
});
