import { describe, expect, it } from 'vitest';
import { functions } from '../../../winsock/index.ts';
import { drawnRow, drawnTrace, drawRows } from '../../../trace/testing/drawn-trace.ts';
import { drawLane, frameOf } from '../../test/drawn-frame.ts';
import { threads } from './threads.ts';

const apiNumber = (api: string) => functions.findIndex(({ name }) => name === api) + 1;
const call = (id: number, fromNs: number, toNs: number, api: string) => [
  drawnRow('call-entered', fromNs, { call: id, thread: 1, api: apiNumber(api) }),
  drawnRow('call-returned', toNs, { call: id, thread: 1, api: apiNumber(api) }),
];
const sorted = (rows: ReturnType<typeof drawRows>) => rows.toSorted((a, b) => a.time - b.time);
/** A receive with a routine that sends from inside, at 9 to 11 µs, in a SleepEx from 7 to 13 µs. */
const nested = sorted([...drawRows('WSARecv JP..C..V....W'), ...call(50, 9000, 11_000, 'WSASend')]);
const at = (rows: Parameters<typeof drawnTrace>[0], ns: number, yCss: number) => {
  const [lane] = threads.lanes(frameOf(drawnTrace(rows)).index);
  return lane?.hitTest({ ns, toleranceNs: 0, yCss });
};

describe('a thread that runs completion routines', () => {
  it('shows each inside the alertable call, and what it calls inside of it', () => {
    const log = drawLane(threads, frameOf(drawnTrace(nested)));
    expect(log.of('▒wait')).toEqual(['71,4 60×14']);
    expect(log.of('▒routine')).toEqual(['80,20 50×14']);
    expect(log.of('▒call')).toEqual(['10,4 10×14', '90,36 20×14']);
  });

  it('names the operation of the routine', () => {
    const frame = frameOf(drawnTrace(nested), 400, { scale: { startNs: 0, endNs: 20_000, leftCss: 0, widthCss: 800 } });
    expect(drawLane(threads, frame).of('text')).toContain('"routine of #1" 325,30.5');
  });

  it('is as high as its routines and their calls need', () => {
    const heights = (rows: Parameters<typeof drawnTrace>[0]) =>
      threads.lanes(frameOf(drawnTrace(rows)).index).map(({ heightCss }) => heightCss);
    expect(heights('WSARecv IPC')).toEqual([23]);
    expect(heights('WSARecv JPC.VW')).toEqual([39]);
    expect(heights(nested)).toEqual([55]);
  });

  it('keeps its calls at their depth when the row of a return was lost', () => {
    const lostReturn = sorted([...drawRows('WSARecv JP..C..V....W....IP'), nested.find((row) => row.call === 50)!]);
    const log = drawLane(threads, frameOf(drawnTrace(lostReturn)));
    expect(log.of('▒call').filter((line) => line.includes(',4 '))).toEqual(['10,4 10×14', '180,4 10×14']);
  });

  it('shows one that was told of a failure in red, from however far', () => {
    const failed = drawRows('WSARecv JP..R..V....W').map((row) =>
      row.kind === routineEntered ? { ...row, error: 10_054 } : row,
    );
    expect(drawLane(threads, frameOf(drawnTrace(failed))).of('failed')).toEqual(['80,20 3×14']);
    expect(at(failed, 8500, 25)?.lines[1]).toBe('dwError WSAECONNRESET (10054) · 0 bytes');
  });

  it('says in a hover of a routine what it was told, where it ran and for how long', () => {
    const hit = at(nested, 8500, 25);
    expect(hit?.selection).toEqual({ kind: 'operation', id: 1 });
    expect(hit?.lines).toEqual([
      'completion routine of #1 WSARecv',
      'dwError 0 · 21 bytes',
      'inside SleepEx',
      'took 5.00 µs',
      'began 3.00 µs after the completion',
    ]);
    expect(at(nested, 10_000, 40)?.lines[0]).toContain('WSASend');
    expect(at(nested, 8500, 10)?.lines.at(-1)).toBe('ended by 1 completion routine: #1');
  });
});

const routineEntered = drawRows('WSARecv JPCVW').find(({ value, kind }) => value === 21 && kind > 20)?.kind;

describe('a hover over a wait', () => {
  it('says what ended it', () => {
    expect(at('WSARecv IP..C..N', 7500, 8)?.lines.at(-1)).toBe('woken by event 0x194');
    expect(at('WSARecv OIP.C..D', 7500, 8)?.lines.at(-1)).toBe('took 1 packet: #1');
    expect(at('WSARecv O.Y....U', 7500, 8)?.lines.at(-1)).toBe('took 1 packet: posted');
    expect(at(call(5, 1000, 4000, 'SleepEx'), 2000, 8)?.lines.at(-1)).toBe('ended by time, after 3.00 µs');
  });
});
