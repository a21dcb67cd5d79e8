import { expect, it } from 'vitest';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { Peaks } from './peaks.ts';

it('the greatest of any stretch is what looking at each one finds (seed 3)', () => {
  const random = randomNumbers(3);
  const peaks = new Peaks();
  const values = Array.from({ length: 5000 }, () => Math.floor(random() ** 8 * 1000));
  values.forEach((value) => peaks.append(value));
  for (let i = 0; i < 2000; i++) {
    const from = Math.floor(random() * values.length);
    const to = from + Math.floor(random() ** 3 * (values.length - from + 1));
    expect(peaks.greatest(from, to), `${from} to ${to}`).toBe(Math.max(0, ...values.slice(from, to)));
  }
});
