import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { Recording } from './recording.ts';
import { MemoryBytes } from '../test/memory-bytes.ts';

const writer = new BatchWriter(drawnInfo);
const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X\nWSARecv IP..C');
const batch = writer.batchMessage(rows);

/** Places in the message from one on, and what stands there instead. */
const damagesFrom = (least: number) =>
  fc.array(fc.tuple(fc.integer({ min: least, max: batch.length - 1 }), fc.nat(255)), { minLength: 1, maxLength: 8 });
/** In the rows themselves, or anywhere, in a message that may be cut off. */
const damage = fc.oneof(
  fc.tuple(damagesFrom(Math.floor(batch.length / 2)), fc.constant(batch.length)),
  fc.tuple(damagesFrom(0), fc.nat(batch.length)),
);

it('10,000 damaged batches are taken as rows or counted as bad, and what came before and comes after is there', () => {
  let taken = 0;
  let bad = 0;
  fc.assert(
    fc.property(damage, ([changes, length]) => {
      const damaged = batch.slice(0, length);
      for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
      const recording = new Recording('live', 'damaged', 0, new MemoryBytes());
      recording.takeSchema(writer.schemaMessage);
      recording.takeBatch(batch);
      recording.takeBatch(damaged);
      const before = recording.rows.length;
      recording.takeBatch(batch);
      recording.index?.update();
      expect(recording.rows.length - before).toBe(rows.length);
      expect(recording.trace!.operations.length).toBeGreaterThanOrEqual(3);
      expect(recording.badMessages === 0 || before === rows.length).toBe(true);
      if (recording.badMessages === 0) taken++;
      else bad++;
    }),
    { numRuns: 10_000, seed: 41 },
  );
  // Damage of both kinds has been met.
  expect([taken > 1000, bad > 1000]).toEqual([true, true]);
}, 120_000);
