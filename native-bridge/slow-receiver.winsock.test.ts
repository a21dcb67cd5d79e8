import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runProgram } from './testing/run-program.ts';

/** Inside Windows Node: the load runs on while nobody takes its rows. */
it(
  'what nobody takes in time is lost operation by operation, counted, and shown as a gap; the rest is whole',
  { timeout: 60_000 },
  async () => {
    // From the first batch on nothing is taken, until the rings are emptied at the end: far more than they hold.
    let batches = 0;
    const { trace, end } = await runProgram('load', {
      options: { connections: 4, operations: 20_000, seconds: 50 },
      isBehind: () => batches > 0,
      during: ({ kind }) => void (batches += kind === 'batch' ? 1 : 0),
    });
    assert.equal(end.reason, 'completed', end.text);
    for (let row = 1; row < trace.rows.length; row++) assert.ok(trace.get('time', row) >= trace.get('time', row - 1));

    let missing = 0;
    for (let row = 0; row < trace.rows.length; row++) {
      if (trace.kind(row) !== 'gap') continue;
      const { operations, rows } = JSON.parse(trace.text(row)) as { operations: number; rows: number };
      assert.equal(rows, trace.get('value', row));
      missing += operations;
    }
    assert.ok(missing > 0, 'the rings were full');
    assert.equal(trace.operations.length + missing, trace.balance?.issued);
    for (const operation of trace.operations) assert.ok(operation.completedAt !== undefined, String(operation.id));
  },
);
