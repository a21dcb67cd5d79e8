import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { anchorAt, groupAt, laneAt, layOut } from './layout.ts';
import { TraceIndex } from './trace-index.ts';

const index = new TraceIndex(drawnTrace('WSARecv IPC.S..N.F.X\nWSASend IM'));
const titles = (collapsed: string[]) =>
  layOut(LANE_KINDS, index, collapsed).groups.map(({ title, count }) => `${title} ${count}`);

describe('layout', () => {
  it('stacks groups and lanes without overlap, in the order of the table', () => {
    const { groups, lanes, heightCss } = layOut(LANE_KINDS, index, []);
    expect(groups.map(({ id }) => id)).toEqual(['threads', 'sockets', 'overlapped', 'events']);
    lanes.forEach(({ yCss }, i) => {
      const before = lanes[i - 1];
      expect(yCss).toBeGreaterThanOrEqual(before === undefined ? 24 : before.yCss + before.lane.heightCss);
    });
    const last = lanes.at(-1);
    expect(heightCss).toBeGreaterThanOrEqual((last?.yCss ?? 0) + (last?.lane.heightCss ?? 0));
  });

  it('folds a group away, and still counts its lanes', () => {
    expect(titles(['sockets'])).toEqual(['Threads 2', 'Sockets 2', 'WSAOVERLAPPED 2', 'Events 2']);
    const folded = layOut(LANE_KINDS, index, ['sockets']);
    expect(folded.lanes.some(({ lane }) => lane.id.startsWith('sockets'))).toBe(false);
    expect(folded.heightCss).toBeLessThan(layOut(LANE_KINDS, index, []).heightCss);
  });

  it('begins with a group of too many lanes folded, until it is opened', () => {
    const many = LANE_KINDS.map((kind) => (kind.id === 'sockets' ? { ...kind, openUpTo: 1 } : kind));
    const isFolded = (toggled: string[]) =>
      layOut(many, index, toggled).groups.find(({ id }) => id === 'sockets')?.collapsed;
    expect([isFolded([]), isFolded(['sockets']), isFolded(['events'])]).toEqual([true, false, true]);
  });

  it('finds what stands at a height', () => {
    const layout = layOut(LANE_KINDS, index, []);
    expect(groupAt(layout, 5)?.id).toBe('threads');
    expect(laneAt(layout, 5)).toBeUndefined();
    for (const placed of layout.lanes) expect(laneAt(layout, placed.yCss)).toBe(placed);
  });

  it('has no group for a kind without lanes', () => {
    const empty = new TraceIndex(drawnTrace('WSARecv ...'));
    expect(layOut(LANE_KINDS, empty, []).groups.map(({ id }) => id)).toEqual(['events']);
  });

  it('tells where to tie an arrow, and nothing for a lane that is folded away', () => {
    const layout = layOut(LANE_KINDS, index, ['events']);
    const socket = layout.lanes.find(({ lane }) => lane.id === 'sockets:201');
    expect(anchorAt(layout, { kind: 'operation', id: 1 })).toBe((socket?.yCss ?? 0) + 11);
    expect(anchorAt(layout, { kind: 'event', id: 101 })).toBeUndefined();
  });
});
