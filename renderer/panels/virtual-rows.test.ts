import { expect, it } from 'vitest';
import { ROW_CSS, rowsInSight, scrolledTo } from './virtual-rows.ts';

const VIEW = 260;

it('the rows in sight of a short table are where they belong', () => {
  expect(rowsInSight(5, 0, VIEW)).toEqual({ first: 0, count: 5, topCss: 0, heightCss: 130 });
  const { first, count, topCss } = rowsInSight(1000, 100 * ROW_CSS, VIEW);
  expect([first, count, topCss]).toEqual([92, 26, 92 * ROW_CSS]);
});

it.each([100, 1_000_000, 30_000_000])('every row of %i can be reached, and is then whole in sight', (length) => {
  for (const row of [0, 1, 57, Math.floor(length / 3), length - 2, length - 1]) {
    for (const from of [0, 8_000_000, 15_999_000]) {
      const scrollCss = scrolledTo(length, VIEW, row, from);
      const { first, count, topCss, heightCss } = rowsInSight(length, scrollCss, VIEW);
      expect(scrollCss).toBeLessThanOrEqual(Math.max(heightCss - VIEW, from));
      expect(row >= first && row < first + count).toBe(true);
      const atCss = topCss + (row - first) * ROW_CSS - scrollCss;
      expect(atCss).toBeGreaterThan(-1);
      expect(atCss + ROW_CSS).toBeLessThan(VIEW + 1);
      expect(scrolledTo(length, VIEW, row, scrollCss)).toBeCloseTo(scrollCss, 3);
    }
  }
});
