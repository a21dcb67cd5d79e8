import { describe, expect, it } from 'vitest';
import { laneKind } from './lane-kind.ts';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { arrangement } from '../test/arrangement.ts';
import type { LaneArrangement } from '../state/lanes-slice.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { dropPlace, laneIdsOf, movedBefore } from './lane-order.ts';
import {
  anchorAt,
  groupAt,
  laneAt,
  lanesBetween,
  lanesInSight,
  layOut,
  stickyCssOf,
  toCanvasCss,
  toLayoutCss,
} from './layout.ts';
import { TraceIndex } from './trace-index.ts';

const index = new TraceIndex(drawnTrace('WSARecv IPC.S..N.F.X\nWSASend IM'));
const laidOut = (more: Partial<LaneArrangement> = {}, of = index) => layOut(LANE_KINDS, of, arrangement(more));
const titles = (toggledGroups: string[]) =>
  laidOut({ toggledGroups }).groups.map(({ title, count }) => `${title} ${count}`);

describe('layout', () => {
  it('stacks groups and lanes without overlap, in the order of the table', () => {
    const { groups, lanes, heightCss } = laidOut();
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
    const folded = laidOut({ toggledGroups: ['sockets'] });
    expect(folded.lanes.some(({ lane }) => lane.id.startsWith('sockets'))).toBe(false);
    expect(folded.heightCss).toBeLessThan(laidOut().heightCss);
  });

  it('begins with a group of too many lanes folded, until it is opened', () => {
    const many = LANE_KINDS.map((kind) => (kind.id === 'sockets' ? { ...kind, openUpTo: 1 } : kind));
    const isFolded = (toggledGroups: string[]) =>
      layOut(many, index, arrangement({ toggledGroups })).groups.find(({ id }) => id === 'sockets')?.collapsed;
    expect([isFolded([]), isFolded(['sockets']), isFolded(['events'])]).toEqual([true, false, true]);
  });

  it('finds what stands at a height', () => {
    const layout = laidOut();
    expect(groupAt(layout, 5)?.id).toBe('threads');
    expect(laneAt(layout, 5)).toBeUndefined();
    for (const placed of layout.lanes) expect(laneAt(layout, placed.yCss)).toBe(placed);
  });

  it('has no group for a kind without lanes', () => {
    const empty = new TraceIndex(drawnTrace('WSARecv ...'));
    expect(laidOut({}, empty).groups.map(({ id }) => id)).toEqual(['events']);
  });

  it('tells where to tie an arrow, and nothing for a lane that is folded away', () => {
    const layout = laidOut({ toggledGroups: ['events'] });
    const socket = layout.lanes.find(({ lane }) => lane.id === 'sockets:201');
    expect(anchorAt(layout, { kind: 'operation', id: 1 })).toBe((socket?.yCss ?? 0) + 11);
    expect(anchorAt(layout, { kind: 'event', id: 101 })).toBeUndefined();
  });

  it('keeps pinned lanes at the top, in the order in which they were pinned', () => {
    const layout = laidOut({ pinnedLanes: ['events:102', 'sockets:201'] });
    expect(layout.groups.map(({ id, count, left }) => `${id} ${left}/${count}`)).toEqual([
      'pinned 2/2',
      'threads 2/2',
      'sockets 1/1',
      'overlapped 2/2',
      'events 1/1',
    ]);
    expect(layout.lanes.slice(0, 2).map(({ lane }) => lane.id)).toEqual(['events:102', 'sockets:201']);
    expect(new Set(layout.lanes.map(({ lane }) => lane.id)).size).toBe(8);
    const sight = { layout, scrollCss: 70, stickyCss: stickyCssOf(layout, 1000) };
    expect(sight.stickyCss).toBe(layout.pinnedCss);
    for (const yCss of [0, 10, sight.stickyCss - 1, sight.stickyCss + 70, 200]) {
      expect(toLayoutCss(sight, toCanvasCss(sight, yCss))).toBe(yCss);
    }
    expect(lanesInSight(sight, 1000).map(({ lane }) => lane.id)).not.toContain('threads:1');
    // Too many to stand still: they scroll.
    expect(stickyCssOf(layout, layout.pinnedCss * 1.5)).toBe(0);
  });

  it('leaves the lanes whose names have all words of the filter, and says of how many', () => {
    const address = laidOut().lanes.find(({ group }) => group === 'overlapped')?.lane.label ?? '';
    const layout = laidOut({ laneFilter: ` ${address.toUpperCase()} ` });
    expect(layout.lanes.map(({ lane }) => lane.label)).toEqual([address]);
    expect(layout.groups.map(({ id, left, count }) => [id, left, count])).toContainEqual(['overlapped', 1, 2]);
    expect(laidOut({ laneFilter: `${address} nothing` }).lanes).toEqual([]);
  });

  it('opens a folded group for the few lanes that a filter leaves, and keeps to what the person has chosen', () => {
    const many = LANE_KINDS.map((kind) => (kind.id === 'overlapped' ? { ...kind, openUpTo: 1 } : kind));
    const isFolded = (laneFilter: string, toggledGroups: string[]) =>
      layOut(many, index, arrangement({ laneFilter, toggledGroups })).groups.find(({ id }) => id === 'overlapped')
        ?.collapsed;
    expect([isFolded('', []), isFolded('10020', []), isFolded('10020', ['overlapped'])]).toEqual([true, false, false]);
  });

  it('puts a lane where it is dropped among its group', () => {
    const layout = laidOut();
    const [one, two] = layout.lanes.filter(({ group }) => group === 'sockets');
    if (one === undefined || two === undefined) throw new Error('There are two sockets');
    expect(dropPlace(layout, one, one.yCss + 3)).toBeUndefined();
    expect(dropPlace(layout, one, two.yCss + 1)).toBeUndefined();
    expect(dropPlace(layout, one, 1e6)).toEqual({ before: undefined, yCss: two.yCss + two.heightCss });
    expect(dropPlace(layout, two, 0)).toEqual({ before: one.lane.id, yCss: one.yCss });
    const sockets = movedBefore(laneIdsOf('sockets', index, arrangement()), two.lane.id, one.lane.id);
    expect(sockets).toEqual([two.lane.id, one.lane.id]);
    expect(laneIdsOf('sockets', index, arrangement({ laneOrder: { sockets } }))).toEqual(sockets);
    // One that was not there when they were ordered comes after those that were.
    const laneOrder = { sockets: [two.lane.id] };
    expect(laneIdsOf('sockets', index, arrangement({ laneOrder }))).toEqual(sockets);
  });

  it('finds lanes among thousands without asking them all', () => {
    let asked = 0;
    const kind = laneKind<number>({
      id: 'many',
      title: 'Many',
      lanes: () => Array.from({ length: 10_000 }, (_, item) => item),
      key: (item) => item,
      label: (item) => {
        asked++;
        return `lane ${item}`;
      },
      heightCss: () => 20,
      draw: () => {},
      hitTest: () => undefined,
      anchorCss: (item, { id }) => {
        asked++;
        return item === id ? 10 : undefined;
      },
    });
    const layout = layOut([kind], index, arrangement());
    expect(asked).toBe(0);
    expect(lanesBetween(layout, 100_030, 100_060).map(({ lane }) => lane.id)).toEqual(['many:5000', 'many:5001']);
    expect(laneAt(layout, 24 + 20 * 7000)?.lane.id).toBe('many:7000');
    const anchor = { kind: 'operation', id: 9000 } as const;
    expect(anchorAt(layout, anchor)).toBe(24 + 20 * 9000 + 10);
    const first = asked;
    expect(anchorAt(layout, anchor)).toBe(24 + 20 * 9000 + 10);
    expect(asked).toBe(first);
  });
});
