import { expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.ts';
import { PlaceSet } from '../store/place-set.ts';

for (const seed of [1, 2, 3]) {
  it(`a set of places counts and finds as a sorted list does (seed ${seed})`, () => {
    const random = randomNumbers(seed);
    const places = new PlaceSet();
    const twin = new Set<number>();
    // Near each other, and so far apart that whole groups are empty.
    const place = () => Math.floor(random() ** 4 * (random() < 0.5 ? 5000 : 3_000_000));
    for (let step = 0; step < 3000; step++) {
      const changed = place();
      const isIn = random() < 0.7;
      expect(places.set(changed, isIn)).toBe(twin.has(changed) !== isIn);
      if (isIn) twin.add(changed);
      else twin.delete(changed);
    }
    const sorted = [...twin].toSorted((a, b) => a - b);
    expect([...places]).toEqual(sorted);
    expect(Array.from({ length: places.length }, (_, rank) => places.at(rank))).toEqual(sorted);
    expect([places.at(-1), places.at(places.length)]).toEqual([undefined, undefined]);
    for (let probe = 0; probe < 200; probe++) {
      const at = place();
      expect(places.has(at)).toBe(twin.has(at));
      expect(places.rankOf(at)).toBe(sorted.filter((other) => other < at).length);
      expect(places.next(at)).toBe(sorted.find((other) => other >= at));
    }
  });
}

it('takes a run of places behind all others, as one by one', () => {
  const random = randomNumbers(5);
  const places = new PlaceSet();
  const twin: number[] = [];
  for (let from = 0; from < 30_000;) {
    const run = Uint8Array.from({ length: Math.floor(random() * 3000) }, () => (random() < 0.4 ? 1 : 0));
    expect(places.append(from, run)).toBe(run.filter((isIn) => isIn === 1).length);
    run.forEach((isIn, index) => isIn === 1 && twin.push(from + index));
    from += run.length;
  }
  expect([...places]).toEqual(twin);
  expect(places.at(twin.length - 1)).toBe(twin.at(-1));
  expect(places.rankOf(20_000)).toBe(twin.filter((place) => place < 20_000).length);
});
