import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import * as fc from 'fast-check';
import { stateAt } from '../operation.ts';
import { DensityMeter } from '../store/density.ts';
import { tableNames } from '../store/tables.ts';
import { drawnInfo, drawnRow, drawnTrace } from '../testing/drawn-trace.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import { randomRows } from '../testing/random-trace.ts';
import { footerBytes, readFooter } from '../testing/through-footer.ts';
import { Trace } from '../trace.ts';
import { FOOTER_VERSION } from './footer-format.ts';
import { FooterIsDamaged } from './read-footer.ts';

const randomTrace = (seed: number) => drawnTrace(randomRows(randomNumbers(seed), 1 + (seed % 5), 60));

/** All that stands in the tables, as text. */
function entriesOf({ tables }: Trace): string {
  return tableNames
    .map((name) => {
      const bytes = [...tables[name].bytesOf(0, tables[name].length, tables[name].widths)];
      return `${name} ${tables[name].length} ${Buffer.concat(bytes).toString('base64')}`;
    })
    .join('\n');
}

it('a trace that is read from a footer is the one that was written (seeds 1 to 100)', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const trace = randomTrace(seed);
    const parts: number[] = [];
    let density: DensityMeter | undefined;
    const read = await readFooter(footerBytes(trace, 1 + ((seed * 13) % 400)), trace, {
      async begun(begun, reader) {
        density = new DensityMeter(begun.tables);
        density.state = await reader.density();
      },
      part: ({ endTime }) => parts.push(endTime),
    });
    const where = `seed ${seed}`;
    expect(entriesOf(read), where).toBe(entriesOf(trace));
    expect(read.toMessage(undefined).records, where).toEqual(trace.toMessage(undefined).records);
    expect([...read.operations], where).toEqual([...trace.operations]);
    expect([...read.calls], where).toEqual([...trace.calls]);
    expect(parts, where).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts.at(-1), where).toBe(trace.endTime);
    const built = new DensityMeter(trace.tables);
    built.update(trace.endTime);
    expect(density?.update(read.endTime), where).toBe(true);
    expect(density?.read(50, read.endTime), where).toEqual(built.read(50, trace.endTime));
  }
});

it('a trace without operations, and one without rows, are read too', async () => {
  for (const rows of [[], [drawnRow('note', 5)], [drawnRow('event-opened', 3, { object: 1, value: 4 })]]) {
    const trace = rows.length === 0 ? new Trace(drawnInfo) : drawnTrace(rows);
    const read = await readFooter(footerBytes(trace, 10), trace);
    expect(read.toMessage(undefined).records).toEqual(trace.toMessage(undefined).records);
    expect(read.operations.length).toBe(0);
  }
});

it('after a part everything that it names is there, and what has begun by then is what was observed', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const trace = randomTrace(seed);
    let parts = 0;
    await readFooter(footerBytes(trace, 50), trace, {
      part({ operations, tables, endTime, leaked, ended }) {
        parts++;
        // That an operation leaked is known at the end of the session only.
        if (operations.length < trace.operations.length) expect([ended, leaked]).toEqual([false, []]);
        const { settled, completed } = tables;
        for (const { length, columns } of [settled, completed]) {
          for (let place = 0; place < length; place++) expect(columns.operation[place]).toBeLessThan(operations.length);
        }
        for (const operation of operations) {
          expect(operation.issuedAt).toBeLessThanOrEqual(endTime);
          expect(stateAt(operation, endTime)).toBe(stateAt(trace.operation(operation.id)!, endTime));
        }
      },
    });
    expect(parts).toBeGreaterThan(1);
  }
});

it('a footer with other bytes is damaged, or what is read leads nowhere that there is nothing (3000 inputs)', async () => {
  const trace = randomTrace(7);
  const whole = footerBytes(trace, 100);
  const change = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255), count: fc.integer({ min: 1, max: 8 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(30), async (changes, cut) => {
      const bytes = whole.slice(0, cut > 20 ? whole.length - cut : whole.length);
      for (const { at, value, count } of changes) bytes.fill(value, at, at + count);
      let read: Trace;
      try {
        read = await readFooter(bytes, trace);
      } catch (error) {
        expect(error).toBeInstanceOf(FooterIsDamaged);
        return;
      }
      for (const { api } of read.calls) expect(typeof api).toBe('string');
      const { settled, operations } = read.tables;
      for (let place = 0; place < settled.length; place++)
        expect(settled.columns.operation[place]).toBeLessThan(operations.length);
      expect([...read.operations].length).toBe(trace.operations.length);
    }),
    { seed: 5, numRuns: 3000 },
  );
});

it('what a reader of rows makes of them is what this version of the footer says', () => {
  const hash = createHash('sha256');
  for (let seed = 1; seed <= 20; seed++) hash.update(footerBytes(randomTrace(seed), 100));
  // Differs when rows make something else than before: then footers that were written before must not be used any more.
  // Raise FOOTER_VERSION, and put the new digest here.
  expect([FOOTER_VERSION, hash.digest('hex')]).toMatchInlineSnapshot(`
    [
      1,
      "14518bb4f5cebe34a2f0858d96f9b53e0708727b0dea77fac62dbb18be0565ca",
    ]
  `);
});
