import { describe, expect, it } from 'vitest';
import { drawnRow, drawnTrace, drawRows } from '../../../trace/testing/drawn-trace.ts';
import { functions } from '../../../winsock/index.ts';
import { drawLane, frameOf } from '../../test/drawn-frame.ts';
import { LANE_KINDS } from '../lane-kinds.ts';
import { events } from './events.ts';
import { overlappedLanes } from './overlapped.ts';
import { sockets } from './sockets.ts';
import { threads } from './threads.ts';

const WHOLE_LIFE = 'WSARecv IP........C........N........F....X';

describe('socket lane', () => {
  it('draws every wait in its own fill, one after the other', () => {
    const log = drawLane(sockets, frameOf(drawnTrace(WHOLE_LIFE)));
    expect(log.of('▒call')).toEqual(['10,4 10×14']);
    expect(log.of('▒in-flight')).toEqual(['20,4 90×14']);
    expect(log.of('▒unnoticed')).toEqual(['110,4 90×14']);
    expect(log.of('▒unfetched')).toEqual(['200,4 90×14']);
    expect(log.of('▒fetched')).toEqual(['290,15 50×3', '290,4 3×14']);
  });

  it('labels a bar only where the label fits, and shortens it before it leaves it out', () => {
    const texts = (pixelsPerLife: number) =>
      drawLane(sockets, {
        ...frameOf(drawnTrace(WHOLE_LIFE), pixelsPerLife),
        scale: { startNs: 0, endNs: 40_000, leftCss: 0, widthCss: pixelsPerLife },
      }).of('text');
    expect(texts(400)).toEqual(['"WSARecv #1" 25,14.5', '"unnoticed" 115,14.5', '"unfetched" 205,14.5']);
    expect(texts(220)).toEqual(['"WSARe…" 16,14.5', '"unnot…" 65.5,14.5', '"unfet…" 115,14.5']);
    expect(texts(100)).toEqual([]);
  });

  it.each([
    ['failed', 'WSARecv IP........R........N........F....X'],
    ['cancelled', 'WSARecv IP........K........N........F....X'],
    ['aborted', 'WSARecv IP.Z......K........N........F....X'],
  ])('draws %s over the waits that were left, with a strip that says which', (state, drawing) => {
    const log = drawLane(sockets, frameOf(drawnTrace(drawing)));
    expect(log.of(`▒${state}`).slice(0, 2)).toEqual(['110,4 90×14', '200,4 90×14']);
    expect(log.of('▒unnoticed')).toEqual(['110,18 90×4']);
    expect(log.of('▒unfetched')).toEqual(['200,18 90×4']);
  });

  it('draws a leaked operation to the last observation', () => {
    const log = drawLane(sockets, frameOf(drawnTrace('WSARecv IP......L\nWSASend ..........IM')));
    expect(log.of('▒leaked')[0]).toBe('20,4 100×14');
  });

  it('draws nothing beyond what was observed', () => {
    const log = drawLane(sockets, frameOf(drawnTrace('WSARecv IP\nWSASend ......IM'), 400));
    expect(log.of('▒in-flight')).toEqual(['20,4 60×14']);
  });

  it('puts operations that overlap below each other', () => {
    const rows = drawRows('WSARecv IP..............C.N.F').concat(
      drawRows('WSARecv ......IP....C.N.F').map(otherOperation),
    );
    const log = drawLane(sockets, frameOf(drawnTrace(rows.toSorted((a, b) => a.time - b.time))));
    expect(log.of('▒in-flight')).toEqual(['20,4 150×14', '80,23 50×14']);
  });

  it('gives an operation that is too short to see a pixel, and a failure two, over everything', () => {
    const drawing = 'WSARecv IPCNFXIPRNFXIPCNFX';
    const frame = frameOf(drawnTrace(drawing), 400);
    const far = { ...frame, scale: { startNs: 0, endNs: 1e9, leftCss: 0, widthCss: 400 } };
    const log = drawLane(sockets, far);
    expect(log.lines).toEqual(['call 0,4 1×14', 'failed 0,4 2×14']);
  });

  it('keeps the shares of a narrow operation: no stretch gets a pixel that it does not fill', () => {
    const frame = frameOf(drawnTrace(WHOLE_LIFE));
    const log = drawLane(sockets, { ...frame, scale: { startNs: 0, endNs: 4e6, leftCss: 0, widthCss: 400 } });
    expect(log.lines).toEqual([
      '▒in-flight 0.2,4 1×14',
      '▒unnoticed 1.1,4 1×14',
      '▒unfetched 2,4 1×14',
      '▒fetched 2.9,15 1×3',
    ]);
  });

  it('looks only at what is in view', () => {
    const frame = frameOf(drawnTrace('WSARecv IPCNFXIPCNFXIPCNFXIPCNFXIPCNFX'));
    const log = drawLane(sockets, { ...frame, scale: { startNs: 13_500, endNs: 14_500, leftCss: 0, widthCss: 400 } });
    expect(log.lines.filter((line) => line.startsWith('▒'))).toEqual(['▒call 0,4 200×14', '▒in-flight 200,4 200×14']);
  });

  it('outlines the selected operation and brackets the uncertainty of its completion', () => {
    const log = drawLane(sockets, frameOf(drawnTrace(WHOLE_LIFE), 400, { selectedOperation: 1 }));
    expect(log.of('line')).toEqual(['text 8,2 284×18', 'text 105,13 105,18 105,16 110,16']);
  });
});

describe('WSAOVERLAPPED lane', () => {
  it('says what Internal and InternalHigh held, and that the memory is used again', () => {
    const drawing = 'WSARecv IP.................C................N.FIP..............................C.NF';
    const texts = drawLane(overlappedLanes, frameOf(drawnTrace(drawing), 900)).of('text');
    expect(texts.map((line) => line.split('"')[1])).toEqual([
      'STATUS_PENDING',
      'STATUS_SUCCESS, 21 bytes',
      'STATUS_PENDING  reused',
    ]);
  });
});

describe('thread lane', () => {
  it('draws calls grey and waits pale, and a wait outside Winsock paler, with its reason', () => {
    const rows = [
      ...drawRows('WSARecv IP........N'),
      drawnRow('program-waits', 12_000, { thread: 1, payload: new TextEncoder().encode('other work') }),
      drawnRow('program-goes-on', 25_000, { thread: 1 }),
    ];
    const log = drawLane(threads, frameOf(drawnTrace(rows)));
    expect(log.of('▒call')).toEqual(['10,4 10×14']);
    expect(log.of('▒wait')).toEqual(['120,4 130×14', '101,4 9×14']);
    expect(log.of('text')).toEqual(['"other work" 125,14.5']);
  });

  it('outlines the selected call', () => {
    const log = drawLane(threads, frameOf(drawnTrace('WSARecv I.........P'), 400, { selectedCall: 1 }));
    expect(log.of('line')).toEqual(['text 8,2 104×18']);
  });
});

describe('event lane', () => {
  const wave = (rows: Parameters<typeof drawnTrace>[0]) => drawLane(events, frameOf(drawnTrace(rows)));
  const edge = (ns: number, value: number, more = {}) =>
    drawnRow('event-state', ns, { object: 101, thread: 1, value, ...more });

  it('is high while signaled, and ends with the last observation', () => {
    const rows = [
      ...drawRows('WSARecv IP'),
      edge(0, 0),
      edge(10_000, 1),
      edge(20_000, 0),
      edge(30_000, 1),
      edge(35_000, 1),
    ];
    const log = wave(rows);
    expect(log.of('line')).toEqual(['event 0,18 100,18 100,5 200,5 200,18 300,18 300,5 350,5']);
    expect(log.of('event-fill')).toEqual(['100,5 100×13', '300,5 50×13']);
  });

  it('claims no state before the first look: a dashed line', () => {
    const rows = [...drawRows('WSARecv IP'), edge(10_000, 1), edge(12_000, 1)];
    expect(wave(rows).of('line')[0]).toBe('event 0,18 100,18');
  });

  it('shows how much earlier an edge may have come', () => {
    const rows = [...drawRows('WSARecv IP'), edge(0, 0), edge(20_000, 1, { uncertainty: 5000 }), edge(30_000, 1)];
    expect(wave(rows).of('event')).toEqual(['150,20 50×2']);
  });

  it('says in a hover what signaled it', () => {
    const rows = [...drawRows('WSARecv IP..C'), edge(6000, 1, { operation: 1 }), edge(9000, 1)];
    const [lane] = events.lanes(frameOf(drawnTrace(rows)).index);
    const hit = lane?.hitTest({ ns: 7000, toleranceNs: 10, yCss: 10 });
    expect(hit?.selection).toEqual({ kind: 'operation', id: 1 });
    expect(hit?.lines[1]).toBe('set by the completion of operation #1');
  });

  it('says of every edge what made it, and marks it where there is room', () => {
    const call = (id: number, ns: number, api: string) => [
      drawnRow('call-entered', ns, { call: id, thread: 1, object: 101, api: apiNumber(api) }),
      drawnRow('call-returned', ns, { call: id, thread: 1, object: 101, api: apiNumber(api), value: 1 }),
    ];
    const rows = [
      ...drawRows('WSARecv ...IP.....C'),
      ...call(91, 100, 'WSACreateEvent'),
      edge(100, 0, { call: 91 }),
      ...call(92, 2000, 'WSASetEvent'),
      edge(2000, 1, { call: 92 }),
      edge(5000, 0, { call: 1 }),
      edge(11_000, 1, { operation: 1 }),
      ...call(93, 14_000, 'WSAResetEvent'),
      edge(14_000, 0, { call: 93 }),
      edge(17_000, 1),
      ...call(94, 20_000, 'WSAWaitForMultipleEvents'),
      edge(20_000, 0, { call: 94 }),
      edge(30_000, 1, { operation: 1 }),
      edge(30_500, 0),
    ].toSorted((a, b) => a.time - b.time);
    const frame = frameOf(drawnTrace(rows));
    const [lane] = events.lanes(frame.index);
    const cause = (ns: number) => lane?.hitTest({ ns, toleranceNs: 0, yCss: 10 })?.lines[1];
    expect([200, 2500, 6000, 12_000, 15_000, 18_000, 21_000].map(cause)).toEqual([
      'created not signaled, by WSACreateEvent',
      'set by the program itself, with WSASetEvent',
      'reset by the issue of operation #1',
      'set by the completion of operation #1',
      'reset by the program itself, with WSAResetEvent',
      'set: the observer saw it, and nobody saw by what',
      'reset by the wait that it ended: WSAWaitForMultipleEvents takes the signal of an auto-reset event',
    ]);
    const marks = drawLane(events, frame).lines.filter((line) => /^event -?\d+,8\.5 /.test(line));
    expect(marks).toEqual([
      'event -2,8.5 6×6',
      'event 17,8.5 6×6',
      'event 47,8.5 53,8.5 50,14.5',
      'event 107,8.5 6×6',
      'event 137,8.5 6×6',
      'event 197,8.5 6×6',
    ]);
  });
});

describe('hits', () => {
  it('select the operation behind the call that issued it, and the call otherwise', () => {
    const [lane] = threads.lanes(frameOf(drawnTrace('WSARecv I..P......N')).index);
    expect(lane?.hitTest({ ns: 2000, toleranceNs: 0, yCss: 8 })?.selection).toEqual({ kind: 'operation', id: 1 });
    expect(lane?.hitTest({ ns: 10_500, toleranceNs: 0, yCss: 8 })?.selection).toEqual({ kind: 'call', id: 2 });
    expect(lane?.hitTest({ ns: 7000, toleranceNs: 0, yCss: 8 })).toBeUndefined();
  });

  it('reach an operation of one pixel from some pixels away', () => {
    const [lane] = sockets.lanes(frameOf(drawnTrace('WSARecv IPCNFX')).index);
    expect(lane?.hitTest({ ns: 8000, toleranceNs: 3000, yCss: 8 })?.selection).toEqual({ kind: 'operation', id: 1 });
    expect(lane?.hitTest({ ns: 8000, toleranceNs: 100, yCss: 8 })).toBeUndefined();
  });
});

describe('the table of lane kinds', () => {
  it('gives every lane a key of its own', () => {
    const { index } = frameOf(drawnTrace('WSARecv IPCNFX\nWSASend IM'));
    const ids = LANE_KINDS.flatMap((kind) => kind.lanes(index).map(({ id }) => id));
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(8);
  });
});

const apiNumber = (api: string) => functions.findIndex(({ name }) => name === api) + 1;

/** The rows of a drawing as those of a second operation on the same socket. */
function otherOperation(row: ReturnType<typeof drawRows>[number]) {
  return {
    ...row,
    operation: row.operation === 0 ? 0 : row.operation + 10,
    call: row.call === 0 ? 0 : row.call + 10,
    slot: row.slot + 10,
  };
}
