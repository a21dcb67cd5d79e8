import { expect, it } from 'vitest';
import { decodeRows, encodeRows, hostMessage, uiQuestion } from './ui.ts';

it('rows keep their source, their kind and their bytes, aligned to 8', () => {
  const message = { source: 7, kind: 'batch', bytes: new Uint8Array([1, 2, 3]) } as const;
  const encoded = encodeRows(message);
  expect(decodeRows(encoded)).toEqual(message);
  expect(decodeRows(encodeRows({ ...message, kind: 'schema' }))?.kind).toBe('schema');
  expect(decodeRows(encoded)!.bytes.byteOffset % 8).toBe(0);
});

it('what is no rows message is none', () => {
  expect(decodeRows(new Uint8Array(7))).toBeUndefined();
  expect(decodeRows(new Uint8Array([0, 0, 0, 0, 9, 0, 0, 0]))).toBeUndefined();
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
