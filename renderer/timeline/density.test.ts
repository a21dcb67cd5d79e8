import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { measureDensity } from './density.ts';
import { TraceIndex } from './trace-index.ts';

const density = (drawing: string, columns: number) => measureDensity(new TraceIndex(drawnTrace(drawing)), columns);

describe('density of a session', () => {
  it('is the mean number of operations in each wait, column by column', () => {
    const { inFlight, unnoticed, unfetched, endNs } = density('WSARecv .IP.C.N.F\nWSASend .IP.C.N.F', 9);
    expect(endNs).toBe(9000);
    expect([...inFlight]).toEqual([0, 0, 0, 2, 2, 0, 0, 0, 0]);
    expect([...unnoticed]).toEqual([0, 0, 0, 0, 0, 2, 2, 0, 0]);
    expect([...unfetched]).toEqual([0, 0, 0, 0, 0, 0, 0, 2, 2]);
  });

  it('shares a wait between the columns that it lies in', () => {
    const { inFlight } = density('WSARecv IP.C', 2);
    expect([...inFlight]).toEqual([0, 1]);
    const [first, second] = density('WSARecv IP..C..', 2).inFlight;
    expect(first).toBeCloseTo(0.2);
    expect(second).toBeCloseTo(1);
  });

  it('knows of operations that are too short for any of it', () => {
    expect([...density('WSASend IMF.......IMF', 5).touched]).toEqual([1, 0, 0, 0, 1]);
  });

  it('keeps the worst of each column, however many succeed beside it', () => {
    const { worst } = density('WSARecv IPRNFXIPCNFX\nWSARecv IPKNFXIPKNFX\nWSASend ............IM', 2);
    expect(worst).toEqual(['failed', 'cancelled']);
  });

  it('survives a trace in which nothing has happened', () => {
    expect(measureDensity(new TraceIndex(drawnTrace('WSARecv ..........')), 3)).toMatchObject({ endNs: 1, most: 1 });
  });
});
