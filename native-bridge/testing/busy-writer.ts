import { workerData } from 'node:worker_threads';
import { Clock } from '../clock.ts';
import { Recorder } from '../recorder.ts';
import { Chunks } from '../ring-writer.ts';

/** What a thread that writes as fast as it can is started with. */
export interface BusyWriterData {
  readonly ring: SharedArrayBuffer;
  readonly arena: SharedArrayBuffer;
  readonly thread: number;
  readonly origin: bigint;
  readonly operations: number;
  /** One word per thread: how many operations it has begun. */
  readonly begun: SharedArrayBuffer;
}

/** Three rows an operation, the last of which comes three operations later; an operation that is not admitted has none. */
function main(): void {
  const { ring, arena, thread, origin, operations, begun } = workerData as BusyWriterData;
  const recorder = new Recorder(ring, thread, new Clock(origin), arena);
  const words = Float64Array.of(1, 2, 3);
  const chunks = new Chunks(1);
  const inFlight: number[] = [];
  const complete = (operation: number) => {
    const time = recorder.stamp();
    recorder.write('completed', time, { operation, value: operation, payload: new Uint8Array(operation % 50) });
    recorder.close();
  };
  for (let operation = 1; operation <= operations; operation++) {
    const columns = { call: operation, api: 1, operation, slot: 1, object: 1, value: operation, error: 0, status: 0 };
    if (recorder.admits(3)) {
      chunks.count = 0;
      chunks.add(0, 0, operation % 100);
      recorder.writeEntered(recorder.stamp(), columns, words, words.length, chunks);
      recorder.close();
      recorder.writeReturned(recorder.stamp(), columns, chunks);
      recorder.close();
      inFlight.push(operation);
    } else recorder.dropped(3, 1);
    if (inFlight.length > 3) complete(inFlight.shift()!);
    if (operation < operations) Atomics.store(new Int32Array(begun), thread, operation);
  }
  for (const operation of inFlight) complete(operation);
  Atomics.store(new Int32Array(begun), thread, operations);
}

main();
