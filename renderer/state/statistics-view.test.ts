import { describe, expect, it } from 'vitest';
import { FilteredOperations, OperationStatistics, parseQuery, TimeBins, waitNames } from '../../trace/index.ts';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { countTables, throughputBars, waitBars, waitColumns, waitRows } from './statistics-view.ts';

const trace = drawnTrace(`
  WSARecv IP..C....N.F.X
  WSARecv IP...R..N.F.X
  WSASend IMC..F.X
  WSARecv IE..X
  WSASend IP
`);

function found(text: string): FilteredOperations {
  const { query, problems } = parseQuery(text, trace);
  expect(problems, text).toEqual([]);
  const filtered = new FilteredOperations(trace, query, () => 0);
  filtered.advance(1);
  return filtered;
}

const statistics = new OperationStatistics(found(''), undefined, () => 0);
statistics.advance(1);
const { tally } = statistics;

describe('the figures of the waits', () => {
  it('stand in the order of their columns', () => {
    const rows = waitRows(tally).map(({ wait, cells }) => [
      wait,
      Object.fromEntries(waitColumns.map((name, i) => [name, cells[i]])),
    ]);
    expect(Object.fromEntries(rows)).toMatchObject({
      inflight: { over: '2', least: '3.00 µs', mean: '3.50 µs', most: '4.00 µs', 'go on': '1' },
      unnoticed: { over: '2', least: '3.00 µs', most: '5.00 µs', 'go on': '' },
      unfetched: { over: '3', most: '4.00 µs', 'go on': '' },
    });
  });

  it('of nothing are empty, not zero', () => {
    const none = new OperationStatistics(found('end:leaked'), undefined, () => 0);
    none.advance(1);
    expect(waitRows(none.tally)[0]?.cells).toEqual(['0', '', '', '', '', '', '', '']);
  });

  it('are bars whose range, as a query, finds as many operations as the bar says', () => {
    for (const wait of waitNames) {
      for (const { from, to, size } of waitBars(tally, wait)) {
        // What goes on is in no bar.
        expect(found(`${wait}>=${from}ns ${wait}<${to}ns ${wait === 'inflight' ? '-end:none' : ''}`)).toHaveLength(
          size,
        );
      }
    }
  });
});

it('every counted name is a term that finds as many operations', () => {
  const tables = countTables(trace, tally);
  expect(tables.map(({ title, rows }) => [title, rows.map(({ name, count }) => `${name} ${count}`)])).toEqual([
    ['Function', ['WSARecv 3', 'WSASend 2']],
    ['Outcome', ['pending 3', 'immediate 1', 'failed 1']],
    ['End', ['completed 2', 'failed 2', 'none 1']],
    ['Error', ['WSAECONNRESET 2']],
  ]);
  for (const { term, count } of tables.flatMap(({ rows }) => rows)) expect(found(term), term).toHaveLength(count);
});

it('throughput has less than a hundred bars, and no byte is lost in them', () => {
  const bins = new TimeBins();
  for (let ms = 0; ms < 450; ms++) bins.add(ms * 1e6, ms);
  const bars = throughputBars(bins, 0, 450e6);
  expect(bars.length).toBeLessThan(100);
  expect(bars.reduce((sum, { size }) => sum + size, 0)).toBe((449 * 450) / 2);
  bars.slice(1).forEach(({ from }, index) => expect(from).toBe(bars[index]!.to));
});
