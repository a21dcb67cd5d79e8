import { useEffect } from 'react';
import { waitNames, withRange, withTerm, type Tally, type Trace, type WaitName } from '../../trace/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { formatBytes, formatCount, formatDuration, formatMoment } from '../format/format-duration.ts';
import {
  countTables,
  operations,
  throughputBars,
  waitBars,
  waitColumns,
  waitRows,
  waitTitles,
  type Bar,
  type CountRow,
} from '../state/statistics-view.ts';
import { BarChart } from './bar-chart.tsx';

/** What there is to count of the operations that fit the query. A click on a bar or a name asks for what it stands for. */
export function StatisticsPanel({ trace }: { readonly trace: Trace }) {
  const { store, search } = useApp();
  const hits = useSelect((state) => state.search.hits);
  const range = useSelect((state) => state.statisticsRange);
  useSelect((state) => state.search.statisticsVersion);
  useEffect(() => search.wantStatistics(), [search]);
  const { statistics } = search;
  if (statistics === undefined) return <p className="faint padded">Counting …</p>;
  const { tally } = statistics;
  const { fromNs = 0, toNs = trace.endTime } = statistics.range ?? {};
  const ask = (text: string) => store.getState().setFilter(text);
  return (
    <div className="statistics" data-testid="statistics">
      <header>
        <b>{operations(tally.operations)}</b>
        <span className="faint">{hits === undefined ? 'of all' : 'of those that fit the query'}</span>
        <label>
          counted where they were issued in{' '}
          <select
            value={range}
            onChange={(event) =>
              store.getState().setStatisticsRange(event.target.value === 'view' ? 'view' : 'session')
            }
          >
            <option value="session">the whole session</option>
            <option value="view">what is in view</option>
          </select>
        </label>
      </header>
      <Waits tally={tally} />
      <div className="charts">
        {waitNames.map((wait) => (
          <WaitChart key={wait} tally={tally} wait={wait} />
        ))}
        <Throughput title="Sent" bins={tally.sent} bytes={tally.sentBytes} fromNs={fromNs} toNs={toNs} />
        <Throughput title="Received" bins={tally.received} bytes={tally.receivedBytes} fromNs={fromNs} toNs={toNs} />
      </div>
      <div className="counts">
        {countTables(trace, tally).map(({ title, rows }) => (
          <Counts
            key={title}
            title={title}
            rows={rows}
            onTake={(term) => ask(withTerm(store.getState().filter, term))}
          />
        ))}
      </div>
    </div>
  );
}

function Waits({ tally }: { readonly tally: Tally }) {
  return (
    <table className="figures">
      <caption className="faint">How long they waited. p99: 99 of 100 waited no longer, within 1 %.</caption>
      <thead>
        <tr>
          <th scope="col">wait</th>
          {waitColumns.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {waitRows(tally).map(({ wait, cells }) => (
          <tr key={wait}>
            <th scope="row">
              <span className={`swatch ${waitTitles[wait].look}`} />
              {waitTitles[wait].title}
            </th>
            {cells.map((cell, index) => (
              <td key={waitColumns[index]} className="mono">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WaitChart({ tally, wait }: { readonly tally: Tally; readonly wait: WaitName }) {
  const { store } = useApp();
  const bars = waitBars(tally, wait);
  const { title, look } = waitTitles[wait];
  return (
    <BarChart
      label={title}
      look={look}
      bars={bars}
      ends={[formatDuration(bars[0]?.from ?? 0), formatDuration(bars.at(-1)?.to ?? 0)]}
      onTake={({ from, to }) => store.getState().setFilter(withRange(store.getState().filter, wait, from, to))}
    />
  );
}

function Throughput(props: {
  readonly title: string;
  readonly bins: Tally['sent'];
  readonly bytes: number;
  readonly fromNs: number;
  readonly toNs: number;
}) {
  const { store } = useApp();
  const { title, bins, bytes, fromNs, toNs } = props;
  const bars = throughputBars(bins, fromNs, toNs);
  const take = ({ from, to }: Bar) =>
    store.getState().setFilter(withRange(store.getState().filter, 'completed', from, to));
  return (
    <BarChart
      label={bytes === 0 ? title : `${title}: ${formatBytes(bytes)}`}
      look="state-fetched"
      bars={bars}
      ends={[formatMoment(bars[0]?.from ?? 0), formatMoment(bars.at(-1)?.to ?? 0)]}
      onTake={take}
    />
  );
}

function Counts(props: {
  readonly title: string;
  readonly rows: readonly CountRow[];
  readonly onTake: (term: string) => void;
}) {
  const { title, rows, onTake } = props;
  if (rows.length === 0) return null;
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">operations</th>
          {rows[0]?.bytes === undefined ? null : <th scope="col">bytes</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, title: means, term, count, bytes }) => (
          <tr key={name}>
            <th scope="row">
              <button
                type="button"
                className="link"
                title={means === '' ? `Ask for ${term}` : means}
                onClick={() => onTake(term)}
              >
                {name}
              </button>
            </th>
            <td className="mono">{formatCount(count)}</td>
            {bytes === undefined ? null : <td className="mono">{formatBytes(bytes)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
