import { encodeCallPayload } from '../trace/index.ts';
import { Clock } from '../native-bridge/clock.ts';
import { Recorder, type CallColumns } from '../native-bridge/recorder.ts';
import { headerWords } from '../native-bridge/ring.ts';
import { Chunks } from '../native-bridge/ring-writer.ts';
import { RING_BYTES } from '../native-bridge/shared-memory.ts';

/**
 * What recording costs a thread that makes calls: rows as a WSARecv and its completion write them, against reading the
 * clock alone. All in turn in one run, so that the ratios mean something on a shared machine.
 */
const ROWS = 200_000;
const ROUNDS = 7;
/** The ring is emptied as often as a collector would. */
const DRAIN_EVERY = 1000;

const clock = new Clock(process.hrtime.bigint());
const memory = new SharedArrayBuffer(RING_BYTES);
const recorder = new Recorder(memory, 3, clock, new SharedArrayBuffer(4096));
const header = new Int32Array(memory);

function nsPer(rowsOfStep: number, step: (row: number) => void): number {
  const begin = process.hrtime.bigint();
  for (let row = 0; row < ROWS; row += rowsOfStep) {
    step(row);
    if (row % DRAIN_EVERY === 0) drain();
  }
  return Number(process.hrtime.bigint() - begin) / ROWS;
}

/** As a collector that has taken everything: what taking costs is measured in collector.ts. */
function drain(): void {
  Atomics.store(header, headerWords.read, Atomics.load(header, headerWords.published));
}

const columns = (call: number): CallColumns => ({
  call,
  api: 13,
  operation: call,
  slot: 1,
  object: 2,
  value: 4096,
  error: 0,
  status: 259,
});
const words = Float64Array.of(208, 0x5980, 1, 0, 0x200, 0xb25820, 0);
const chunks = new Chunks(3);
chunks.add(1, 0, 16);
chunks.add(4, 64, 4);
chunks.add(5, 128, 32);
const payload = encodeCallPayload([...words], new Map([[5, new Uint8Array(32)]]));

const steps: readonly (readonly [name: string, rows: number, step: (row: number) => void])[] = [
  ['clock alone', 1, () => void clock.now()],
  [
    'row with a payload',
    1,
    (row) => {
      const time = recorder.stamp();
      recorder.write('completed', time, { operation: row, slot: 1, object: 2, status: 0, value: 21, call: 0, payload });
      recorder.close();
    },
  ],
  [
    'row without',
    1,
    (row) => {
      const time = recorder.stamp();
      recorder.write('slot-released', time, { slot: row });
      recorder.close();
    },
  ],
  [
    'row of a call',
    1,
    (row) => {
      const time = recorder.stamp();
      recorder.writeEntered(time, columns(row), words, words.length, chunks);
      recorder.close();
    },
  ],
  [
    'rows that share a stamp, each',
    5,
    (row) => {
      const time = recorder.stamp();
      recorder.writeReturned(time, columns(row), chunks);
      recorder.write('completed', time, {
        operation: row,
        slot: 1,
        object: 2,
        status: 0,
        value: 21,
        call: row,
        payload,
      });
      recorder.write('event-state', time, { object: 5, value: 1, uncertainty: 100, operation: row, call: row });
      recorder.write('event-state', time, { object: 6, value: 0, uncertainty: 0, operation: row, call: row });
      recorder.write('object-closed', time, { object: 7, call: row });
      recorder.close();
    },
  ],
];

const figures = new Map<string, number[]>(steps.map(([name]) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, rows, step] of steps) figures.get(name)!.push(nsPer(rows, step));
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const clockNs = median(figures.get('clock alone')!);
for (const [name, values] of figures) {
  const ns = median(values);
  console.log(`${name.padEnd(32)} ${ns.toFixed(0).padStart(5)} ns   ${(ns / clockNs).toFixed(2)} × the clock`);
}
if (header[headerWords.lostRows] !== 0) console.log(`${header[headerWords.lostRows]} rows were lost`);
