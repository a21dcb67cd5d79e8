import { describe, expect, it } from 'vitest';
import { drawnRow, drawnTrace, drawRows } from '../../../trace/testing/drawn-trace.ts';
import { drawLane, frameOf } from '../../test/drawn-frame.ts';
import { ports } from './ports.ts';

type Rows = Parameters<typeof drawnTrace>[0];
const sorted = (rows: ReturnType<typeof drawRows>) => rows.toSorted((a, b) => a.time - b.time);
const depth = (ns: number, value: number, uncertainty = 0) =>
  drawnRow('port-depth', ns, { object: 301, value, uncertainty, thread: 9 });
const draw = (rows: Rows, more = {}) => drawLane(ports, frameOf(drawnTrace(rows), 400, more));

/** Ticks at the upper and at the lower edge, by their style. */
const ticks = (rows: Rows, style = 'port') => {
  const lines = draw(rows).of(style);
  const at = (top: string) => lines.filter((line) => line.includes(`,${top} `)).map((line) => line.split(',')[0]);
  return { queued: at('2'), taken: at('28') };
};
const hover = (rows: Rows, ns: number, yCss: number) => {
  const [lane] = ports.lanes(frameOf(drawnTrace(rows)).index);
  return lane?.hitTest({ ns, toleranceNs: 300, yCss });
};
const UPPER = 4;
const LOWER = 30;

describe('port lane', () => {
  it('has a tick where a packet was queued and one where it was taken', () => {
    expect(ticks('WSARecv OIP..C....D')).toEqual({ queued: ['60'], taken: ['110'] });
    expect(ticks('WSARecv OIP..C....')).toEqual({ queued: ['60'], taken: [] });
    expect(ticks('WSARecv O.Y..Y..U')).toEqual({ queued: ['30', '60'], taken: ['90'] });
  });

  it('has none for completions whose packet goes elsewhere or nowhere', () => {
    expect(ticks('WSARecv OGP..C')).toEqual({ queued: [], taken: [] });
    expect(ticks('WSARecv IPC.N.F..O')).toEqual({ queued: [], taken: [] });
  });

  it('draws a failure in its colour, wider and last, however many packets share the pixel', () => {
    const log = draw('WSARecv OIPRDIPCDIPCD', { scale: { startNs: 0, endNs: 1e9, leftCss: 0, widthCss: 400 } });
    expect(log.of('port')).toEqual(['0,2 1×6', '0,28 1×6']);
    expect(log.lines.slice(-2)).toEqual(['failed 0,2 2×6', 'failed 0,28 2×6']);
    expect(ticks('WSARecv OIPKD', 'cancelled')).toEqual({ queued: ['40'], taken: ['50'] });
  });

  it('costs as much as there are pixels', () => {
    const life = 'IPCD'.repeat(2000);
    const log = draw(`WSARecv O${life}`, { scale: { startNs: 0, endNs: 8e6, leftCss: 0, widthCss: 100 } });
    expect(log.of('port').length).toBeLessThanOrEqual(202);
  });

  it('marks the packet of the selected operation at both edges', () => {
    const log = draw('WSARecv OIP..C....D', { selectedOperation: 1 });
    expect(log.of('outline text')).toEqual(['58,0 6×10', '108,26 6×10']);
    // The ticks keep their colour.
    expect(log.of('port')).toEqual(['60,2 1×6', '110,28 1×6']);
  });
});

describe('the depth of a port', () => {
  it('is solid where looks have seen it and pale between two that saw different depths', () => {
    const rows = sorted([...drawRows('WSARecv O'), depth(5000, 0), depth(20_000, 4, 5000), depth(30_000, 2, 8000)]);
    const area = draw([...rows, drawnRow('note', 35_000)])
      .of('port')
      .filter((line) => !line.includes('×6'));
    expect(area).toEqual([
      // 0 packets from 5 to 15 µs: a line. From 0 to 4 it may have been anything.
      '50,26 100×1',
      '150,10 50×16',
      // 4 packets until 22 µs, with a line on top; then pale again.
      '200,10 20×16',
      '200,10 20×1',
      '220,10 80×16',
      // After the last change nothing says how long it lasted.
      '300,18 1×8',
      '300,18 1×1',
      '300,18 50×8',
    ]);
  });

  it('is not drawn where the system does not tell it', () => {
    const lines = draw('WSARecv OIP..C....D').lines;
    expect(lines).toEqual(['line 10,8 100×1', 'line 10,27 100×1', 'port 60,2 1×6', 'port 110,28 1×6']);
    const [lane] = ports.lanes(frameOf(drawnTrace('WSARecv OIP')).index);
    expect(lane?.label).toBe('0x4B4');
  });

  it('is drawn pixel by pixel from far away, each as high as its highest', () => {
    const depths = Array.from({ length: 1000 }, (_, i) => depth(2000 + i * 1000, i % 7, 500));
    const rows = [...drawRows('WSARecv O'), ...depths];
    const log = draw(rows, { scale: { startNs: 0, endNs: 1e8, leftCss: 0, widthCss: 400 } });
    expect(log.of('port').length).toBeLessThan(20);
    expect(log.of('port')[0]).toBe('0,10 1×16');
  });

  it('says in a hover what was seen and what was not', () => {
    const rows = sorted([...drawRows('WSARecv O'), depth(5000, 1), depth(20_000, 4, 5000)]);
    expect(hover(rows, 10_000, 15)?.lines).toEqual(['1 packet queued', 'at every look for 10.0 µs']);
    expect(hover(rows, 17_000, 15)?.lines).toEqual([
      '1 packets queued, then 4',
      'nobody looked in between, for 5.00 µs',
    ]);
    expect(hover(rows, 20_000, 15)?.lines[1]).toContain('the last change that a look has seen');
    expect(hover(rows, 4000, 15)).toBeUndefined();
  });
});

describe('a hover over a packet', () => {
  const life = 'WSARecv OIP..C....D';

  it('where it was queued says who took it and when, and a click selects its operation', () => {
    expect(hover(life, 6000, UPPER)).toEqual({
      selection: { kind: 'operation', id: 1 },
      fromNs: 6000,
      toNs: 11_000,
      lines: [
        '#1 WSARecv · packet queued',
        'taken by 1001 thread 1 5.00 µs later',
        'key 0x1 · STATUS_SUCCESS, 21 bytes',
        'up to 500 ns earlier than drawn',
      ],
    });
  });

  it('where it was taken says by whom, with what, and how long it had waited', () => {
    expect(hover(life, 11_000, LOWER)?.lines).toEqual([
      '#1 WSARecv · packet taken',
      'by 1001 thread 1, GetQueuedCompletionStatusEx',
      'key 0x1 · STATUS_SUCCESS, 21 bytes',
      'waited 5.00 µs in the queue',
    ]);
  });

  it('that nobody has taken is only inferred', () => {
    expect(hover('WSARecv OIP..R....', 6000, UPPER)?.lines).toEqual([
      '#1 WSARecv · packet queued',
      'nobody has taken it',
      'STATUS_CONNECTION_RESET, 0 bytes',
      'up to 500 ns earlier than drawn',
      'inferred from its completion: no packet has been seen',
    ]);
  });

  it('that a program has posted selects the call that posted or took it', () => {
    const posted = hover('WSARecv O.Y.....U', 3000, UPPER);
    expect(posted?.lines.slice(0, 2)).toEqual([
      'posted packet · packet queued',
      'taken by 1001 thread 1 6.00 µs later',
    ]);
    expect(posted?.selection).toEqual({ kind: 'call', id: 2 });
    expect(hover('WSARecv O.Y.....U', 9000, LOWER)?.lines).toContain('waited 6.00 µs in the queue');
  });
});
