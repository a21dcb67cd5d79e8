import { expect, it } from 'vitest';
import { numberColumns, type Row } from '../trace/index.ts';
import { CollectorModel } from './testing/collector-model.ts';

for (const [seed, position] of [
  [1, 0],
  [2, 0],
  [3, 2 ** 31 - 3000],
  [4, 2 ** 32 - 3000],
  [5, 2 ** 32 - 3000],
] as const) {
  it(`gives on what a slow obvious twin would, in its order, and counts the rest (seed ${seed}, position ${position})`, () => {
    const model = new CollectorModel(seed, position);
    let lastTime = 0;
    const take = (last: boolean) => {
      const { times, rows, expectedRows, gaps, expectedGaps } = model.take(last);
      expect(rows.map(plain)).toEqual(expectedRows.map(plain));
      expect(gaps).toEqual(expectedGaps);
      expect([lastTime, ...times]).toEqual([lastTime, ...times].toSorted((a, b) => a - b));
      lastTime = times.at(-1) ?? lastTime;
    };
    for (let step = 0; step < 1500; step++) if (model.step()) take(false);
    take(true);
    const { written, taken, lost, full } = model.counts;
    expect([taken, lost]).toEqual([written, 0]);
    expect(taken).toBeGreaterThan(500);
    expect(full).toBeGreaterThan(20);
  });
}

/** Comparing strings takes a fraction of the time. */
function plain(row: Row): string {
  return `${numberColumns.map(({ name }) => row[name]).join(' ')} ${Buffer.from(row.payload).toString('hex')}`;
}
