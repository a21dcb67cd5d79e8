import { expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.ts';
import { LogHistogram } from './log-histogram.ts';

const parts = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1];

function histogramOf(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** From nanoseconds to hours, and many that are the same. */
function manyValues(seed: number): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length: 4000 }, () => Math.floor(random() < 0.1 ? random() * 5 : 2 ** (random() * 44)));
}

for (const seed of [1, 2, 3]) {
  it(`quantiles are within 1 % of those of a sorted list (seed ${seed})`, () => {
    const values = manyValues(seed);
    const sorted = values.toSorted((a, b) => a - b);
    const histogram = histogramOf(values);
    for (const part of parts) {
      const exact = sorted[Math.max(Math.ceil(part * sorted.length), 1) - 1]!;
      const off = Math.abs(histogram.quantile(part)! - exact);
      expect(off, `${part} of ${exact}`).toBeLessThanOrEqual(exact * 0.01);
    }
    expect([histogram.min, histogram.max, histogram.count]).toEqual([sorted[0], sorted.at(-1), sorted.length]);
    expect(histogram.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 3);
  });

  it(`two merged are the histogram of both (seed ${seed})`, () => {
    const [a, b] = [manyValues(seed), manyValues(seed + 100).map((value) => value * 1000)];
    const merged = histogramOf(a);
    merged.merge(histogramOf(b));
    const both = histogramOf([...a, ...b]);
    expect(merged.binned(4)).toEqual(both.binned(4));
    expect(parts.map((part) => merged.quantile(part))).toEqual(parts.map((part) => both.quantile(part)));
    expect([merged.count, merged.min, merged.max]).toEqual([both.count, both.min, both.max]);
    expect(Math.abs(merged.sum / both.sum - 1)).toBeLessThan(1e-12);
  });

  it(`every value is counted in the one bin that spans it (seed ${seed})`, () => {
    const values = manyValues(seed);
    for (const perDoubling of [1, 2, 4] as const) {
      const bins = histogramOf(values).binned(perDoubling);
      expect(bins.map(({ count }) => count)).toEqual(
        bins.map(({ from, to }) => values.filter((value) => value >= from && value < to).length),
      );
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      bins.slice(1).forEach(({ from }, index) => expect(from).toBe(bins[index]!.to));
    }
  });
}

it('of nothing has no quantiles and no bins', () => {
  const none = new LogHistogram();
  expect([none.quantile(0.5), none.mean, none.binned(4)]).toEqual([undefined, undefined, []]);
});
