import { describe, expect, it } from 'vitest';
import { drawRows, drawnTrace } from '../testing/drawn-trace.ts';
import { randomLives } from '../testing/random-lives.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import { phasesOf } from '../operation.ts';
import type { Trace } from '../trace.ts';
import { DensityMeter } from './density.ts';

const measured = (trace: Trace, columns: number) => {
  const meter = new DensityMeter(trace.tables);
  meter.update(trace.endTime);
  return meter.read(columns, trace.endTime);
};
const density = (drawing: string, columns: number) => {
  const { waits, ...more } = measured(drawnTrace(drawing), columns);
  const [inFlight, unnoticed, unfetched] = waits.map((values) => [...values]);
  return { inFlight, unnoticed, unfetched, ...more };
};

describe('density of a session', () => {
  it('is the mean number of operations in each wait, column by column', () => {
    const { inFlight, unnoticed, unfetched, endNs } = density('WSARecv .IP.C.N.F\nWSASend .IP.C.N.F', 9);
    expect(endNs).toBe(9000);
    expect(inFlight).toEqual([0, 0, 0, 2, 2, 0, 0, 0, 0]);
    expect(unnoticed).toEqual([0, 0, 0, 0, 0, 2, 2, 0, 0]);
    expect(unfetched).toEqual([0, 0, 0, 0, 0, 0, 0, 2, 2]);
  });

  it('shares a wait between the columns that it lies in', () => {
    const [first, second] = density('WSARecv IP..C..', 2).inFlight!;
    expect(first).toBeCloseTo(0.2);
    expect(second).toBeCloseTo(1);
  });

  it('knows of operations that are too short for any of it', () => {
    expect([...density('WSASend IMF.......IMF', 5).issued]).toEqual([1, 0, 0, 0, 1]);
  });

  it('keeps the worst of each column, however many succeed beside it', () => {
    const { worst } = density('WSARecv IPRNFXIPCNFX\nWSARecv IPKNFXIPKNFX\nWSASend ............IM', 2);
    expect([...worst]).toEqual([4, 1]);
  });

  it('survives a trace in which nothing has happened', () => {
    expect(density('WSARecv ..........', 3)).toMatchObject({ most: 1, inFlight: [0, 0, 0] });
  });

  it('is what adding up every operation gives, however long the session becomes (seed 5)', () => {
    const random = randomNumbers(5);
    const lives = ['IP..C.N..F', 'IPC.....N.F.X', 'IM.F', 'IP.R.N.F', 'IP........', 'IP.L', 'IE..'];
    const life = () => randomLives(random, lives, 400, 45);
    const rows = drawRows(['WSARecv', 'WSASend', 'WSARecv'].map((api) => `${api} ${life()}`).join('\n'));
    const trace = drawnTrace(rows);
    // Longer than the first buckets reach: they have become coarser.
    expect(trace.endTime).toBeGreaterThan(4096 * 1000);
    const { waits } = measured(trace, 16);
    const columnNs = trace.endTime / 16;
    const expected = ['in-flight', 'unnoticed', 'unfetched'].map((wait) =>
      Array.from({ length: 16 }, (_, column) => {
        let ns = 0;
        for (const operation of trace.operations) {
          for (const { state, from, to = trace.endTime } of phasesOf(operation)) {
            if ((state === 'leaked' ? 'in-flight' : state) !== wait) continue;
            ns += Math.max(Math.min(to, (column + 1) * columnNs) - Math.max(from, column * columnNs), 0);
          }
        }
        return ns / columnNs;
      }),
    );
    waits.forEach((values, wait) =>
      values.forEach((value, column) => expect(Math.abs(value - expected[wait]![column]!)).toBeLessThan(0.05)),
    );
  });
});
