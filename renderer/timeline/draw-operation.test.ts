import { expect, it } from 'vitest';
import { TraceTables, ends, outcomes, type PlaceSet } from '../../trace/index.ts';
import { DrawLog, namedPalette } from '../test/draw-log.ts';
import { drawOperations } from './draw-operation.ts';
import { OperationRow } from './operation-row.ts';
import type { Frame } from './pen.ts';

const COUNT = 1_000_000;
const EACH_NS = 1000;
const FAILED = 654_321;

/** One row of a million operations, one after the other; of them one has failed. */
function million(): { row: OperationRow; tables: TraceTables } {
  const tables = new TraceTables();
  const row = new OperationRow(tables);
  tables.operations.reserve(COUNT);
  for (let n = 0; n < COUNT; n++) {
    const place = tables.operations.append();
    const { columns } = tables.operations;
    const at = n * EACH_NS;
    columns.id[place] = n + 1;
    columns.issuedAt[place] = at;
    columns.returnedAt.set(place, at + 10);
    columns.completedAt.set(place, at + 600);
    columns.completedSince.set(place, at + 600);
    columns.signaledAt.set(place, at + 600);
    columns.noticedAt.set(place, at + 650);
    columns.fetchedAt.set(place, at + 700);
    columns.outcome[place] = outcomes.indexOf('pending');
    columns.end[place] = ends.indexOf(n === FAILED ? 'failed' : 'completed');
    row.places.push(place);
  }
  return { row, tables };
}

const { row, tables } = million();
const drawn = (hits?: Frame['hits']) => {
  const log = new DrawLog();
  const scale = { startNs: 0, endNs: COUNT * EACH_NS, leftCss: 0, widthCss: 1000 };
  const index = { trace: { tables, info: { functions: ['WSARecv'] } } } as unknown as Frame['index'];
  const frame = {
    index,
    scale,
    observedNs: COUNT * EACH_NS,
    palette: namedPalette,
    selectedOperation: 0,
    selectedCall: 0,
  };
  drawOperations(log, { ...frame, hits }, row, 0);
  return log.lines;
};

it('a failure among a million successes is seen however far away one looks', () => {
  expect(drawn()).toEqual(['in-flight 0,0 1000×14', 'failed 654,0 2×14']);
});

it('a hit among a million operations is too, and the others are pale', () => {
  const places = { has: (place: number) => place === 250_500 } as unknown as PlaceSet;
  // The hit parts the others.
  expect(drawn({ places, version: 1 })).toEqual([
    'in-flight 0,0 250×14',
    'in-flight 250,0 1×14',
    'in-flight 251,0 749×14',
  ]);
});
