import { expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { readNumber, writeDuration } from './units.ts';
import { withRange, withTerm } from './add-term.ts';

it.each([
  ['', 'inflight>=1.2ms inflight<1.6ms'],
  ['api:WSARecv', 'api:WSARecv inflight>=1.2ms inflight<1.6ms'],
  ['inflight>=5ms inflight<6ms api:WSARecv', 'api:WSARecv inflight>=1.2ms inflight<1.6ms'],
  ['inflight>5ms', 'inflight>5ms inflight>=1.2ms inflight<1.6ms'],
  ['unnoticed>=5ms unnoticed<6ms', 'unnoticed>=5ms unnoticed<6ms inflight>=1.2ms inflight<1.6ms'],
  ['a or b', '(a or b) inflight>=1.2ms inflight<1.6ms'],
  ['(a or b)', '(a or b) inflight>=1.2ms inflight<1.6ms'],
  ['(a or b) inflight>=1s inflight<2s', '(a or b) inflight>=1.2ms inflight<1.6ms'],
  ['(a) or (b)', '((a) or (b)) inflight>=1.2ms inflight<1.6ms'],
])('%s with a range of its time in flight is %s', (text, wanted) => {
  const ranged = withRange(text, 'inflight', 1.2e6, 1.6e6);
  expect(ranged).toBe(wanted);
  expect(parseQuery(ranged)).toMatchObject({ problems: [] });
});

it.each([0, 1, 63, 1023, 1_048_576, 1_610_612_736, 123_456_789_012])('%d ns are read as they were written', (ns) => {
  expect(readNumber(writeDuration(ns), 'duration')).toEqual({ ok: true, value: ns });
});

it('a term that is asked for already is not asked for twice', () => {
  expect(withTerm('worker end:failed', 'end:failed')).toBe('worker end:failed');
  expect(withTerm('a or end:failed', 'end:failed')).toBe('(a or end:failed) end:failed');
  expect(withTerm('-end:failed', 'end:completed')).toBe('-end:failed end:completed');
});
