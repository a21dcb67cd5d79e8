import { expect, it } from 'vitest';
import { BatchWriter, type Row } from '../trace/index.ts';
import { drawRows, drawnInfo, drawnRow } from '../trace/testing/drawn-trace.ts';
import { RecordingSummary } from './recording-summary.ts';

function summaryOf(...batches: readonly (readonly Row[])[]): string {
  const writer = new BatchWriter(drawnInfo);
  const summary = new RecordingSummary();
  [writer.schemaMessage, ...batches.map((rows) => writer.batchMessage(rows))].forEach((message, index) =>
    summary.take(message, index),
  );
  return summary.text;
}

it('counts operations, rows and losses over all batches', () => {
  const rows = drawRows('WSARecv IP..C..N.F\nWSASend IM');
  const gap = drawnRow('gap', 99e3, { value: 7 });
  expect(summaryOf(rows, [gap])).toBe(`2 operations, ${rows.length + 1} rows, 7 rows lost`);
});

it('says what the bridge has counted, where the session has come to its end', () => {
  const payload = new TextEncoder().encode('{"issued":3,"completed":1,"failed":1,"leaked":1}');
  const text = summaryOf([drawnRow('balance', 1, { payload })]);
  expect(text).toBe('3 operations (1 completed, 1 failed, 1 leaked), 1 rows, 0 rows lost');
});

it('of nothing is nothing', () => {
  expect(summaryOf()).toBe('0 operations, 0 rows, 0 rows lost');
});
