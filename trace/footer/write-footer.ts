import type { Integers } from '../store/column-table.ts';
import { asBytes } from '../store/compact-column.ts';
import { DensityMeter } from '../store/density.ts';
import type { BatchPlace } from '../store/stored-rows.ts';
import { byTable, tableNames, type TableName, type TraceTables } from '../store/tables.ts';
import type { Trace } from '../trace.ts';
import { END_OF_ROWS, encodeHead, encodeTrailer, type FooterPart } from './footer-format.ts';
import { keptRecords } from './kept-records.ts';

/** So many entries of a part, about: what comes first is shown at once. */
const PART_ENTRIES = 65_536;

/** The bytes that come behind the rows of a whole recording, `rowsEnd` of them, piece by piece. `batches`: where its rows lie. */
export function* footerOf(
  trace: Trace,
  batches: readonly BatchPlace[],
  rowsEnd: number,
  partEntries = PART_ENTRIES,
): Generator<Uint8Array> {
  const { tables } = trace;
  yield END_OF_ROWS;
  const meter = new DensityMeter(tables);
  meter.update(trace.endTime);
  const { bucketNs, values, worst, open } = meter.state;
  for (const array of [...values, worst, open]) yield asBytes(array);
  const parts = partsOf(tables, trace.endTime, partEntries);
  const widths = byTable((name) => tables[name].widths);
  let begins: FooterPart['ends'] = byTable(() => 0);
  for (const { ends } of parts) {
    for (const name of tableNames) yield* tables[name].bytesOf(begins[name], ends[name], widths[name]);
    begins = ends;
  }
  const records = keptRecords(trace.toMessage(undefined).records);
  const head = encodeHead({ parts, widths, density: { bucketNs, open: open.length }, records, batches });
  yield head;
  yield encodeTrailer({ headBytes: head.length, rowsEnd });
}

/** Cuts the tables at some moments, so that nothing names an operation of a later part but by its number. */
function partsOf(tables: TraceTables, endNs: number, partEntries: number): FooterPart[] {
  const { operations } = tables;
  const entries = tableNames.reduce((sum, name) => sum + tables[name].length, 0);
  const count = Math.max(Math.min(Math.ceil(entries / partEntries), operations.length), 1);
  const cuts = cutters(tables);
  const ends = byTable(() => 0);
  const parts: FooterPart[] = [];
  let ns = 0;
  for (let part = 1; part < count; part++) {
    ends.operations = Math.floor((operations.length * part) / count);
    ns = Math.max(ns, operations.columns.issuedAt[ends.operations - 1]!);
    for (const name of tableNames) {
      const isIn = cuts[name];
      if (isIn === undefined) continue;
      while (ends[name] < tables[name].length && isIn(ends[name], ns, ends.operations)) ends[name]++;
    }
    parts.push({ ends: { ...ends }, endNs: ns });
  }
  parts.push({ ends: byTable((name) => tables[name].length), endNs });
  return parts;
}

/** Whether an entry of a table belongs to what there is up to a moment and a number of operations. */
function cutters(
  tables: TraceTables,
): Partial<Record<TableName, (place: number, ns: number, operations: number) => boolean>> {
  const { calls, edges, packets, posts, depths, routines, plainTransfers, settled, completed } = tables;
  const before = (times: Float64Array) => (place: number, ns: number) => times[place]! <= ns;
  const known = (places: Integers) => (place: number, _ns: number, operations: number) => places[place]! < operations;
  return {
    calls: before(calls.columns.enteredAt),
    edges: before(edges.columns.time),
    packets: before(packets.columns.time),
    posts: before(posts.columns.time),
    depths: before(depths.columns.time),
    routines: before(routines.columns.enteredAt),
    plainTransfers: before(plainTransfers.columns.enteredAt),
    settled: known(settled.columns.operation),
    completed: known(completed.columns.operation),
  };
}
