import { encodeCallPayload } from '../trace/index.ts';
import { Clock } from '../native-bridge/clock.ts';
import { Recorder } from '../native-bridge/recorder.ts';
import { Ring } from '../native-bridge/ring.ts';

/**
 * What recording costs a thread that makes calls: a row with the arguments of a WSARecv, written and taken out again,
 * against reading the clock alone. Both in turn in one run, so that the ratio means something on a shared machine.
 */
const ROWS = 200_000;
const ROUNDS = 7;
/** The ring is emptied as often as a collector would. */
const DRAIN_EVERY = 1000;

const clock = new Clock(process.hrtime.bigint());
const memory = new SharedArrayBuffer(1024 * 1024);
const recorder = new Recorder(memory, 3, clock);
const reader = new Ring(memory);
const payload = encodeCallPayload([208, 0x5980, 1, 0, 0x200, 0xb25820, 0], new Map([[5, new Uint8Array(32)]]));

function nsPerRow(step: (row: number) => void): number {
  const begin = process.hrtime.bigint();
  for (let row = 0; row < ROWS; row++) step(row);
  return Number(process.hrtime.bigint() - begin) / ROWS;
}

const figures = { clock: [] as number[], row: [] as number[] };
let drained = 0;
let drainNs = 0;
for (let round = 0; round < ROUNDS; round++) {
  figures.clock.push(nsPerRow(() => void clock.now()));
  drainNs = 0;
  const withDrain = nsPerRow((row) => {
    const time = recorder.stamp();
    recorder.write('call-entered', time, {
      call: row,
      operation: row,
      slot: 1,
      object: 2,
      api: 13,
      value: 4096,
      payload,
    });
    recorder.close();
    if (row % DRAIN_EVERY !== 0) return;
    const begin = process.hrtime.bigint();
    drained += reader.read(time).rows.length;
    drainNs += Number(process.hrtime.bigint() - begin);
  });
  figures.row.push(withDrain - drainNs / ROWS);
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const [clockNs, rowNs] = [median(figures.clock), median(figures.row)];
console.log(`clock alone       ${clockNs.toFixed(0)} ns`);
console.log(
  `row, clock in it  ${rowNs.toFixed(0)} ns   ${(rowNs / clockNs).toFixed(2)} × the clock   (${drained} rows taken)`,
);
