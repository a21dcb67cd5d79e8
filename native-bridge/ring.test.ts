import { expect, it } from 'vitest';
import { numberColumns, type Row } from '../trace/index.ts';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import { Ring } from './ring.ts';

function ring(bytes = 4096) {
  return new Ring(new SharedArrayBuffer(bytes + 64));
}

it('a row comes out with every column as it went in', () => {
  const one = ring();
  const numbers = Object.fromEntries(numberColumns.map(({ name }, index) => [name, index + 1]));
  const row = { ...numbers, payload: new Uint8Array([1, 2, 3]) } as unknown as Row;
  one.write(row, row);
  expect(one.read(0).rows).toEqual([row]);
  expect(one.read(0).rows).toEqual([]);
});

for (const seed of [1, 2, 3]) {
  it(`rows of all lengths go round and round without loss (seed ${seed})`, () => {
    const one = ring(2048);
    const random = randomNumbers(seed);
    let written = 0;
    let read = 0;
    for (let turn = 0; turn < 2000; turn++) {
      for (let n = Math.floor(random() * 4); n > 0; n--) {
        const payload = new Uint8Array(Math.floor(random() * 200)).fill(written % 256);
        one.write({ time: ++written }, { payload });
      }
      const { rows, lost } = one.read(0);
      expect(lost).toBe(0);
      for (const row of rows) {
        expect(row.time).toBe(++read);
        expect(row.payload.every((byte) => byte === (read - 1) % 256)).toBe(true);
      }
    }
    expect(read).toBe(written);
  });
}

it('what does not fit is lost and counted, and the rest stays whole', () => {
  const one = ring(1024);
  for (let time = 1; time <= 100; time++) one.write({ time });
  const { rows, lost } = one.read(0);
  expect(rows.length + lost).toBe(100);
  expect(lost).toBeGreaterThan(0);
  expect(rows.map((row) => row.time)).toEqual(rows.map((_, index) => index + 1));
  one.write({ time: 101 });
  expect(one.read(0)).toMatchObject({ rows: [{ time: 101 }], lost: 0 });
});

it('is complete up to now while its writer is quiet, and up to its last row while it writes', () => {
  const one = ring();
  expect(one.read(5).quietSince).toBe(5);
  one.begin();
  one.write({ time: 6 });
  expect(one.read(9).quietSince).toBe(6);
  expect(one.read(10).quietSince).toBeUndefined();
  one.end();
  expect(one.read(11).quietSince).toBe(11);
});
