import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { Segments, misfortuneOf } from './operation-segments.ts';

const segments = (drawing: string, coveredFromNs?: number) => {
  const trace = drawnTrace(drawing);
  const read = new Segments();
  read.read(trace.tables.operations.columns, 0, trace.endTime, coveredFromNs);
  return Array.from({ length: read.count }, (_, at) => {
    const name = `${read.states[at]!}${read.strips[at] === undefined ? '' : `/${read.strips[at]}`}`;
    return `${name} ${read.isTail[at] === true ? 'tail' : 'bar'} ${read.fromNs[at]! / 1000}–${read.toNs[at]! / 1000}`;
  });
};

describe('segments of an operation', () => {
  it('are the call, the three waits, and how it ended', () => {
    expect(segments('WSARecv IP..C.S..N.F.X')).toEqual([
      'call bar 1–2',
      'in-flight bar 2–5',
      'unnoticed bar 5–10',
      'unfetched bar 10–12',
      'fetched tail 12–14',
    ]);
  });

  it('end with what was observed while the operation goes on', () => {
    expect(segments('WSARecv IP\nWSASend ......IM')).toEqual(['call bar 1–2', 'in-flight bar 2–8']);
  });

  it('say "failed" over the waits that a failure still had, and which waits they were', () => {
    expect(segments('WSARecv IP..R..N.F.X')).toEqual([
      'call bar 1–2',
      'in-flight bar 2–5',
      'failed/unnoticed bar 5–8',
      'failed/unfetched bar 8–10',
      'failed tail 10–12',
    ]);
  });

  it('give their tail to the next operation of the row', () => {
    expect(segments('WSARecv IPC.N.F.....X', 9000).at(-1)).toBe('fetched tail 7–9');
  });

  it('of a call that failed are the call and the failure', () => {
    expect(segments('WSARecv IE..X')).toEqual(['call bar 1–2', 'failed tail 2–5']);
  });

  it('of a leaked operation stay one bar to the end', () => {
    expect(segments('WSARecv IP...L\nWSASend ........IM')).toEqual(['call bar 1–2', 'leaked bar 2–10']);
  });

  it.each([
    ['WSARecv IPC.N.F', undefined],
    ['WSARecv IE', { state: 'failed', ns: 2000 }],
    ['WSARecv IP.R', { state: 'failed', ns: 4000 }],
    ['WSARecv IP.K', { state: 'cancelled', ns: 4000 }],
    ['WSARecv IP.Z.K', { state: 'aborted', ns: 6000 }],
    ['WSARecv IP...L', { state: 'leaked', ns: 2000 }],
  ])('misfortune of %s', (drawing, misfortune) => {
    expect(misfortuneOf(drawnTrace(drawing).tables.operations.columns, 0)).toEqual(misfortune);
  });
});
