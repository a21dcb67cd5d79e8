import { expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.ts';
import { FreeRows } from './free-rows.ts';

it('gives out the lowest row that is free, always (seed 11)', () => {
  const random = randomNumbers(11);
  const rows = new FreeRows();
  const taken = new Set<number>();
  for (let step = 0; step < 2000; step++) {
    if (taken.size === 0 || random() < 0.55) {
      const lowest = Array.from({ length: taken.size + 1 }, (_, row) => row).find((row) => !taken.has(row));
      const row = rows.take();
      expect(row).toBe(lowest);
      taken.add(row);
    } else {
      const row = [...taken][Math.floor(random() * taken.size)]!;
      taken.delete(row);
      rows.giveBack(row);
    }
  }
});
