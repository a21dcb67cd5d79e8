import { expect, it } from 'vitest';
import { CompactColumn } from './compact-column.ts';

it('gives back every number as it was set, near or far, counted from a base or from 0', () => {
  const values = [0, -1, 1, 0.5, -2, 2 ** 32 - 4, 2 ** 32 - 3, 2 ** 53, -1e300, Infinity, NaN, 1e9 + 0.1];
  for (const from of [0, 7, 0.5, 2 ** 40]) {
    const base = new Float64Array(values.length).fill(from);
    const column = new CompactColumn(new Uint32Array(values.length), new Float64Array(values.length), base);
    const copy = new CompactColumn(new Uint32Array(values.length), new Float64Array(values.length), base);
    for (const place of values.keys()) expect([column.at(place), column.has(place)]).toEqual([NaN, false]);
    for (const [place, value] of values.entries()) column.set(place, value);
    copy.take(column, values.length);
    for (const [place, value] of values.entries()) {
      expect([column.at(place), copy.at(place), column.has(place)]).toEqual([value, value, !Number.isNaN(value)]);
    }
  }
});
