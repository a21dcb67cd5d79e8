import { expect, it } from 'vitest';
import { IdIndex } from './id-index.ts';

it('finds what was set, whether ids count up or are invented by a hostile recording', () => {
  const index = new IdIndex();
  const ids = [1, 2, 3, 70_000, 4_294_967_295, 65_535, 1_000_000, 4, 5];
  ids.forEach((id, place) => index.set(id, place));
  expect(ids.map((id) => index.get(id))).toEqual(ids.map((_, place) => place));
  expect([0, 6, 69_999, 4_294_967_294].map((id) => index.get(id))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  // Ids that were invented become usual ones when there are so many.
  for (let id = 6; id < 600_000; id++) index.set(id, id);
  expect([70_000, 599_999, 1_000_000, 4_294_967_295].map((id) => index.get(id))).toEqual([70_000, 599_999, 6, 4]);
});

it('knows nothing of what was taken out, wherever it was', () => {
  const index = new IdIndex();
  for (const id of [1, 2, 4_000_000_000]) index.set(id, 7);
  index.delete(2);
  index.delete(4_000_000_000);
  index.delete(3);
  expect([1, 2, 4_000_000_000].map((id) => index.get(id))).toEqual([7, undefined, undefined]);
});
