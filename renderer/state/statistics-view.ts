import { ends, outcomes, waitNames, type Tally, type TimeBins, type Trace, type WaitName } from '../../trace/index.ts';
import { errorName, findError } from '../../winsock/index.ts';
import { formatBytes, formatCount, formatDuration, formatMoment } from '../format/format-duration.ts';

/** One bar of a chart: what it says in words, how high it stands, and what it stands for. */
export interface Bar {
  readonly label: string;
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** A line of a table of counts; `term` asks for these operations. */
export interface CountRow {
  readonly name: string;
  readonly title: string;
  readonly term: string;
  readonly count: number;
  readonly bytes?: number;
}

/** The three waits, as people read them, and the class of their colour and pattern: that of the lanes. */
export const waitTitles: Readonly<Record<WaitName, { readonly title: string; readonly look: string }>> = {
  inflight: { title: 'In flight', look: 'state-in-flight' },
  unnoticed: { title: 'Unnoticed', look: 'state-unnoticed' },
  unfetched: { title: 'Unfetched', look: 'state-unfetched' },
};

const THROUGHPUT_BARS = 96;

/** How long they waited: a line for each of the three waits, its cells in the order of `waitColumns`. */
export function waitRows(tally: Tally): readonly { readonly wait: WaitName; readonly cells: readonly string[] }[] {
  return waitNames.map((wait) => {
    const { over, goesOn } = tally.waits[wait];
    const time = (ns: number | undefined) => (ns === undefined ? '' : formatDuration(ns));
    const isEmpty = over.count === 0;
    const cells = [
      formatCount(over.count),
      time(isEmpty ? undefined : over.min),
      time(over.mean),
      time(over.quantile(0.5)),
      time(over.quantile(0.9)),
      time(over.quantile(0.99)),
      time(isEmpty ? undefined : over.max),
      goesOn === 0 ? '' : formatCount(goesOn),
    ];
    return { wait, cells };
  });
}

export const waitColumns = ['over', 'least', 'mean', 'p50', 'p90', 'p99', 'most', 'go on'] as const;

/** How many waited how long: two bars for each doubling of the time. */
export function waitBars(tally: Tally, wait: WaitName): readonly Bar[] {
  return tally.waits[wait].over.binned(2).map(({ from, to, count }) => ({
    label: `${formatDuration(from)} to ${formatDuration(to)}: ${operations(count)}`,
    size: count,
    from,
    to,
  }));
}

/** Bytes over time, in less than a hundred bars. */
export function throughputBars(bins: TimeBins, fromNs: number, toNs: number): readonly Bar[] {
  const first = Math.floor(Math.max(fromNs, 0) / bins.widthNs);
  const last = Math.min(Math.ceil(toNs / bins.widthNs), bins.length);
  const step = Math.max(Math.ceil((last - first) / THROUGHPUT_BARS), 1);
  const bars: Bar[] = [];
  for (let bin = first; bin < last; bin += step) {
    let size = 0;
    for (let part = bin; part < bin + step; part++) size += bins.at(part);
    const from = bin * bins.widthNs;
    const to = (bin + step) * bins.widthNs;
    const perSecond = (size / (to - from)) * 1e9;
    bars.push({ label: `${formatMoment(from)}: ${formatBytes(size)}, ${formatBytes(perSecond)}/s`, size, from, to });
  }
  return bars;
}

/** Counts by function, outcome, end and error: the most frequent first. */
export function countTables(
  trace: Trace,
  tally: Tally,
): readonly { readonly title: string; readonly rows: readonly CountRow[] }[] {
  const named = (field: string, names: readonly (string | undefined)[], counts: readonly number[]) =>
    names.map((name = 'none', index) => ({ name, title: '', term: `${field}:${name}`, count: counts[index]! }));
  const apis = [...tally.apis].map(([api, { count, bytes }]) => {
    const name = trace.info.functions[api - 1] ?? '?';
    return { name, title: '', term: `api:${name}`, count, bytes };
  });
  const errors = [...tally.errors].map(([error, count]) => {
    const name = errorName(error);
    return { name, title: findError(error)?.means ?? '', term: `error:${name}`, count };
  });
  return [
    { title: 'Function', rows: apis },
    { title: 'Outcome', rows: named('outcome', outcomes, tally.outcomes) },
    { title: 'End', rows: named('end', ends, tally.ends) },
    { title: 'Error', rows: errors },
  ].map(({ title, rows }) => ({
    title,
    rows: rows.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count),
  }));
}

export function operations(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'operation' : 'operations'}`;
}
