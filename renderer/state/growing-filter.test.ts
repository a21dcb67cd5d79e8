import { expect, it } from 'vitest';
import { GrowingFilter } from './growing-filter.ts';

it('a filter of what grows takes a tenth of the time, and a new one is applied at once', () => {
  let now = 0;
  const filter = new GrowingFilter<string>(() => now);
  const applied: string[] = [];
  const rows = (word: string, revision: number) =>
    filter.rows([word], revision, () => {
      applied.push(`${word} ${revision}`);
      now += 10;
      return [word, String(revision)];
    });
  expect(rows('a', 1)).toEqual(['a', '1']);
  now = 50;
  expect(rows('a', 2)).toEqual(['a', '1']);
  expect(filter.waitMs).toBe(50);
  expect(rows('b', 2)).toEqual(['b', '2']);
  now = 1000;
  expect(rows('b', 2)).toEqual(['b', '2']);
  expect(rows('b', 3)).toEqual(['b', '3']);
  expect(filter.waitMs).toBe(0);
  expect(applied).toEqual(['a 1', 'b 2', 'b 3']);
});
