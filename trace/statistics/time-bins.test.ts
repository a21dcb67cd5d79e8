import { expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.ts';
import { TimeBins } from './time-bins.ts';

for (const seed of [1, 2, 3]) {
  it(`sums over time are those of the moments, however long it lasts and however it is merged (seed ${seed})`, () => {
    const random = randomNumbers(seed);
    const moments = Array.from({ length: 2000 }, (_, index) => ({
      ns: Math.floor(random() * (index < 1000 ? 1e7 : 1e12)),
      amount: Math.floor(random() * 1000),
    }));
    const one = new TimeBins();
    const halves = [new TimeBins(), new TimeBins()];
    moments.forEach(({ ns, amount }, index) => {
      one.add(ns, amount);
      halves[index < 1000 ? 0 : 1]!.add(ns, amount);
    });
    halves[0]!.merge(halves[1]!);
    for (const bins of [one, halves[0]!]) {
      expect(bins.length).toBeLessThanOrEqual(512);
      for (let bin = 0; bin < bins.length; bin++) {
        const within = moments.filter(({ ns }) => Math.floor(ns / bins.widthNs) === bin);
        expect(bins.at(bin)).toBe(within.reduce((sum, { amount }) => sum + amount, 0));
      }
    }
    expect(halves[0]!.widthNs).toBe(one.widthNs);
  });
}
