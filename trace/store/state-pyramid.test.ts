import { expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.ts';
import { LOOKS, StatePyramid, emptySummary } from './state-pyramid.ts';

for (const seed of [1, 2, 3]) {
  it(`sums any stretch as adding up its items does, while it grows and changes (seed ${seed})`, () => {
    const random = randomNumbers(seed);
    const below = (most: number) => Math.floor(random() * most);
    const pyramid = new StatePyramid();
    const items: { look: number; worst: number }[] = [];
    for (let step = 0; step < 6000; step++) {
      const item = { look: below(LOOKS), worst: below(50) === 0 ? 1 + below(4) : 0 };
      if (items.length === 0 || random() < 0.8) {
        items.push(item);
        pyramid.append(item.look, item.worst);
      } else {
        const rank = below(items.length);
        items[rank] = item;
        pyramid.change(rank, item.look, item.worst);
      }
      if (step % 20 !== 0) continue;
      const from = below(items.length);
      const to = from + below(items.length - from + 1);
      const summary = emptySummary();
      pyramid.sum(from, to, summary);
      const expected = { counts: new Uint32Array(LOOKS), worst: 0 };
      for (const { look, worst } of items.slice(from, to)) {
        expected.counts[look]!++;
        expected.worst = Math.max(expected.worst, worst);
      }
      expect(summary).toEqual(expected);
    }
  });
}
