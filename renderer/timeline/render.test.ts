import { describe, expect, it } from 'vitest';
import { drawnRow, drawnTrace, drawRows } from '../../trace/testing/drawn-trace.ts';
import { createOverlookStore } from '../state/store.ts';
import { DrawLog } from '../test/draw-log.ts';
import { frameOf } from '../test/drawn-frame.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import { drawRange } from './draw-range.ts';
import { hitAt, snappedNs } from './hit-test.ts';
import { arrangement } from '../test/arrangement.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { layOut } from './layout.ts';

import { renderTimeline, type Scene } from './render.ts';
import { toCss } from './time-scale.ts';

const LEFT = 100;
const WIDTH = 500;

/** The timeline of a trace, 600 by 500 pixels, the lanes' names in the left 100. */
function sceneOf(
  trace: ReturnType<typeof drawnTrace>,
  view = { startNs: 0, endNs: 50_000 },
  selectedOperation = 0,
): Scene {
  const store = createOverlookStore({ getItem: () => null, setItem: () => {} }, 'dark');
  store.getState().observeUntil(trace.endTime);
  const frame = frameOf(trace, WIDTH, { scale: { ...view, leftCss: LEFT, widthCss: WIDTH }, selectedOperation });
  return {
    frame,
    layout: layOut(LANE_KINDS, frame.index, arrangement()),
    density: frame.index.density.read(WIDTH / 2, trace.endTime),
    state: store.getState(),
    scrollCss: 0,
    stickyCss: 0,
    hoverLane: undefined,
    dropCss: undefined,
    widthCss: LEFT + WIDTH,
    heightCss: 500,
  };
}

function rendered(scene: Scene): DrawLog {
  const log = new DrawLog();
  renderTimeline(log, scene);
  return log;
}
const texts = (log: DrawLog) => log.of('text').map((line) => line.split('"')[1]);

describe('the whole timeline', () => {
  it('names its groups and lanes, and the cursor carries its time', () => {
    const log = rendered(sceneOf(drawnTrace('WSARecv IP...C...N..F.....')));
    expect(texts(log)).toEqual(
      expect.arrayContaining(['Threads', 'Sockets', 'WSAOVERLAPPED', 'Events', '1001 thread…', '0x10020']),
    );
    expect(texts(log)).toContain('0.013 000');
  });

  it('leaves no label half under the cursor', () => {
    const scene = sceneOf(drawnTrace('WSARecv IP...C...N..F.....................................'), {
      startNs: 0,
      endNs: 40_000,
    });
    const { state } = scene;
    expect(texts(rendered(scene))).toContain('20 µs');
    expect(texts(rendered({ ...scene, state: { ...state, cursorNs: 20_000 } }))).not.toContain('20 µs');
  });

  it('shades what was not observed, and marks where observation ended', () => {
    const scene = sceneOf(drawnTrace('WSARecv IP...C...N..F'));
    const endCss = toCss(scene.frame.scale, scene.frame.observedNs);
    expect(rendered(scene).of('raised')).toEqual([`${endCss},${HEADER_CSS} ${600 - endCss}×${500 - HEADER_CSS}`]);
  });

  it('draws arrows only for the selected operation', () => {
    const trace = drawnTrace('WSARecv IP...C.S...N..F\nWSARecv IP...C.S...N..F');
    const arrows = (id: number) =>
      rendered(sceneOf(trace, undefined, id))
        .of('line accent')
        .filter((line) => line.includes('~'));
    expect(arrows(0)).toHaveLength(0);
    expect(arrows(1)).toHaveLength(4);
  });

  it('shows a failure in the overview and on its lane, from however far', () => {
    const trace = drawnTrace('WSARecv IPCNFXIPRNFXIPCNFX');
    const log = rendered(sceneOf(trace, { startNs: 0, endNs: 1e11 }));
    expect(log.of('failed').length).toBeGreaterThanOrEqual(3);
  });

  it('titles chapters, and lays a band over all lanes from where a loss began to where it was counted', () => {
    const lost = new TextEncoder().encode('{"operations":3,"rows":12}');
    const rows = [
      ...drawRows('WSARecv IP..................C...................N......F'),
      drawnRow('chapter', 1000, { payload: new TextEncoder().encode('A connection') }),
      drawnRow('gap', 20_000, { value: 12, thread: 1, uncertainty: 10_000, payload: lost }),
      drawnRow('note', 30_000, { payload: new TextEncoder().encode('look') }),
    ].toSorted((a, b) => a.time - b.time);
    const log = rendered(sceneOf(drawnTrace(rows)));
    expect(texts(log)).toContain('A connection');
    // In the lanes, and in the overview of the whole session.
    expect(log.of('▒gap')).toEqual(['200,90 100×410', '204.2,4 104.2×37']);
    expect(log.of('leaked')).toEqual(['200,70 1×430', '299,90 1×410']);
    const near = rendered(sceneOf(drawnTrace(rows), { startNs: 0, endNs: 20_000 }));
    expect(texts(near)).toContainEqual(expect.stringMatching(/^thread 1: 3 operations \(12 rows\) were .*…$/));
  });

  it('shows gaps from far away, those of one pixel as one', () => {
    const rows = Array.from({ length: 500 }, (_, i) => drawnRow('gap', 1000 + i, { value: 1 }));
    const trace = drawnTrace([...rows, drawnRow('note', 1e9)]);
    const log = rendered(sceneOf(trace, { startNs: 0, endNs: 1e9 }));
    expect(log.of('▒gap')).toEqual(['100,90 3×410', '100,4 2×37']);
  });

  it('draws a red line through all lanes where memory was overrun', () => {
    const rows = [
      ...drawRows('WSARecv IP'),
      drawnRow('overrun', 20_000, { payload: new TextEncoder().encode('slot 3') }),
    ];
    const log = rendered(sceneOf(drawnTrace(rows)));
    expect(log.of('failed')).toContain('300,70 2×430');
    expect(texts(log)).toContain('memory was overrun: slot 3');
  });

  it('costs what is in view, not what was recorded', () => {
    const life = 'IPCNFX'.repeat(1000);
    const scene = sceneOf(drawnTrace(`WSARecv ${life}`), { startNs: 3_000_000, endNs: 3_012_000 });
    const lanes = rendered({ ...scene, density: scene.frame.index.density.read(1, scene.frame.index.trace.endTime) });
    expect(lanes.lines.length).toBeLessThan(120);
  });
});

describe('a point of the timeline', () => {
  const scene = sceneOf(drawnTrace('WSARecv IP.......C.......N..F.....X'));
  const socket = scene.layout.lanes.find(({ lane }) => lane.id === 'sockets:201');
  const yCss = HEADER_CSS + (socket?.yCss ?? 0) + 10;
  const xCss = (ns: number) => toCss(scene.frame.scale, ns);

  it('is the operation that is drawn there', () => {
    expect(hitAt(scene, xCss(5000), yCss)).toMatchObject({
      selection: { kind: 'operation', id: 1 },
      fromNs: 1000,
      toNs: 21_000,
    });
  });

  it('is nothing among the names, in the ruler, between lanes and beyond the last observation', () => {
    expect(hitAt(scene, 50, yCss)).toBeUndefined();
    expect(hitAt(scene, xCss(5000), HEADER_CSS - 10)).toBeUndefined();
    expect(hitAt(scene, xCss(5000), HEADER_CSS + 5)).toBeUndefined();
    expect(hitAt(scene, xCss(45_000), yCss)).toBeUndefined();
  });

  it('snaps to the nearest edge of what is on its lane, a step of a life included', () => {
    // 10 pixels are a microsecond here: 6 pixels are 600 ns.
    const near = (ns: number) => snappedNs(scene, xCss(ns), yCss);
    expect([1400, 1600, 9500, 10_300, 18_100].map(near)).toEqual([1000, 2000, 10_000, 10_000, 18_000]);
    expect(near(5000)).toBeCloseTo(5000, 6);
    expect(near(30_000)).toBeCloseTo(30_000, 6);
  });

  it('above the lanes snaps to the edges of all lanes in sight', () => {
    expect(snappedNs(scene, xCss(10_300), HEADER_CSS - 10)).toBe(10_000);
    const scrolledAway = { ...scene, heightCss: HEADER_CSS };
    expect(snappedNs(scrolledAway, xCss(10_300), HEADER_CSS - 10)).toBeCloseTo(10_300, 6);
  });
});

describe('a range', () => {
  const drawn = (fromNs: number, toNs: number) => {
    const log = new DrawLog();
    drawRange(log, sceneOf(drawnTrace('WSARecv IP')).frame, { fromNs, toNs }, 500);
    return log;
  };

  it('says how long it is, between its edges where there is room and beside them where there is none', () => {
    const wide = drawn(10_000, 30_000);
    expect(texts(wide)).toEqual(['20.0 µs']);
    expect(wide.of('accent')).toEqual(expect.arrayContaining(['200,46 1×454', '400,46 1×454']));
    const placeOf = (log: DrawLog) => Number(/" ([\d.]+),/.exec(log.of('text')[0] ?? '')?.[1]);
    expect(placeOf(wide)).toBe(300 - (7 * 6 + 12) / 2 + 6);
    expect(placeOf(drawn(10_000, 11_000))).toBeGreaterThan(210);
    expect(placeOf(drawn(48_900, 49_900))).toBeLessThan(589);
  });

  it('is not drawn when it is out of view', () => {
    expect(drawn(60_000, 70_000).lines).toEqual([]);
  });
});
