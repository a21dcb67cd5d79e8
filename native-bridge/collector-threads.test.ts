import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { BatchWriter, kindName } from '../trace/index.ts';
import { drawnInfo } from '../trace/testing/drawn-trace.ts';
import { Clock } from './clock.ts';
import { Collector } from './collector.ts';
import { ringBytes } from './ring.ts';
import type { BusyWriterData } from './testing/busy-writer.ts';
import { rowsOf } from './testing/test-ring.ts';

const THREADS = [1, 2];
const OPERATIONS = 100_000;
/** More than a ring holds. */
const TOO_MANY = 20_000;

it('of two threads that write as fast as they can, every operation comes out whole or is counted', async () => {
  const origin = process.hrtime.bigint();
  const begun = new SharedArrayBuffer(4 * (THREADS.length + 1));
  const arena = new SharedArrayBuffer(4096);
  // So small that a collector which pauses has both threads drop operations.
  const rings = [new SharedArrayBuffer(0), ...THREADS.map(() => new SharedArrayBuffer(ringBytes(512 * 1024)))];
  const code = await bundled('busy-writer.ts');
  const workers = THREADS.map((thread) => {
    const workerData: BusyWriterData = { ring: rings[thread]!, arena, thread, origin, operations: OPERATIONS, begun };
    return new Worker(code, { eval: true, workerData });
  });
  const ended = Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  const collector = new Collector({ rings }, new Clock(origin), new BatchWriter(drawnInfo));
  const count = new Count();
  const haveBegun = (operations: number) =>
    THREADS.every((thread) => Atomics.load(new Int32Array(begun), thread) >= operations);
  // A pause in which rows are dropped, however busy the machine is; then some that may do so.
  for (let turn = 0; !haveBegun(OPERATIONS); turn++) {
    if (haveBegun(TOO_MANY)) count.take(collector.take());
    await new Promise((resolve) => setTimeout(resolve, turn % 10 === 0 ? 30 : 1));
  }
  expect(await ended).toEqual([0, 0]);
  for (let rows = collector.take(true); rows !== undefined; rows = collector.take(true)) count.take(rows);

  const { whole, broken, dropped } = count;
  expect(count.isSorted).toBe(true);
  expect(broken()).toEqual([]);
  expect(dropped.rows).toBe(dropped.operations * 3);
  expect(whole() + dropped.operations).toBe(OPERATIONS * THREADS.length);
  expect(Math.min(whole(), dropped.operations)).toBeGreaterThan(100);
});

/** What came out, by operation of a thread. */
class Count {
  readonly dropped = { rows: 0, operations: 0 };
  private readonly rows = new Map<string, number>();
  isSorted = true;
  private lastTime = 0;

  take(message: Uint8Array | undefined): void {
    for (const { time, kind, thread, operation, value, payload } of rowsOf(message)) {
      this.isSorted &&= time >= this.lastTime;
      this.lastTime = time;
      if (kindName(kind) === 'gap') {
        const { operations } = JSON.parse(new TextDecoder().decode(payload)) as { operations: number };
        this.dropped.rows += value;
        this.dropped.operations += operations;
      } else {
        const key = `${thread}:${operation}`;
        this.rows.set(key, (this.rows.get(key) ?? 0) + (value === operation ? 1 : 100));
      }
    }
  }

  whole = () => [...this.rows.values()].filter((rows) => rows === 3).length;
  broken = () => [...this.rows].filter(([, rows]) => rows !== 3);
}

/** A thread cannot load TypeScript: its program as one script. */
async function bundled(file: string): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'testing', file), platform: 'node' });
  const { output } = await bundle.generate({ format: 'cjs' });
  await bundle.close();
  return output[0].code;
}
