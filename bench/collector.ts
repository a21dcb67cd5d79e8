import { Clock } from '../native-bridge/clock.ts';
import { Collector } from '../native-bridge/collector.ts';
import { Recorder, type CallColumns } from '../native-bridge/recorder.ts';
import { Chunks } from '../native-bridge/ring-writer.ts';
import { createSessionMemory } from '../native-bridge/shared-memory.ts';
import { BatchWriter } from '../trace/index.ts';
import { drawnInfo } from '../trace/testing/drawn-trace.ts';

/**
 * What it costs to take rows out of the rings, merge them and make them an Arrow message, against copying as many bytes:
 * turns of as many rows as a busy echo writes in 16 ms, of two actors and the observer.
 */
const ROUND_TRIPS = 100;
const TURNS = 300;

const memory = createSessionMemory(2);
const clock = new Clock(process.hrtime.bigint());
const writer = new BatchWriter(drawnInfo);
const collector = new Collector(memory, clock, writer);
const [, , observer, client, server] = memory.rings.map(
  (ring, thread) => new Recorder(ring, thread, clock, memory.arena),
);

const words = Float64Array.of(208, 0x5980, 1, 0, 0x200, 0xb25820, 0);
const before = new Chunks(3);
before.add(1, 0, 16);
before.add(4, 64, 4);
before.add(5, 128, 32);
const after = new Chunks(2);
after.add(4, 64, 4);
after.add(5, 128, 32);
const payload = new Uint8Array(32);

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

/** Ten rows on each actor's thread, and one that the observer saw. */
function roundTrip(number: number): void {
  for (const actor of [client!, server!]) {
    for (const call of [number, number + 1, number + 2]) {
      actor.writeEntered(actor.stamp(), columns(call), words, words.length, before);
      actor.close();
      const returned = actor.stamp();
      actor.writeReturned(returned, columns(call), after);
      if (call !== number) actor.write('completed', returned, { operation: call, slot: 1, object: 2, payload });
      else {
        actor.write('event-state', returned, { object: 5, value: 1, operation: call });
        actor.write('event-state', returned, { object: 6, value: 0, operation: call });
      }
      actor.close();
    }
  }
  observer!.write('completed', observer!.stamp(), { operation: number, slot: 1, object: 2, payload });
  observer!.close();
}

const figures = { copying: [] as number[], fresh: [] as number[], recycled: [] as number[] };
let bytesPerRow = 0;
for (let turn = 0; turn < TURNS; turn++) {
  for (let number = 0; number < ROUND_TRIPS; number++) roundTrip(number);
  const begin = process.hrtime.bigint();
  const message = collector.take();
  const taken = process.hrtime.bigint();
  if (message === undefined) throw new Error('There were no rows');
  message.slice();
  const copied = process.hrtime.bigint();
  // Half of the turns with the memory of the turn before, as where the message has left over a connection meanwhile.
  figures[turn % 100 < 50 ? 'fresh' : 'recycled'].push(Number(taken - begin) / (ROUND_TRIPS * 21));
  if (turn % 100 >= 49) writer.recycle(message);
  figures.copying.push(Number(copied - taken) / (ROUND_TRIPS * 21));
  bytesPerRow = message.length / (ROUND_TRIPS * 21);
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const copyNs = median(figures.copying);
console.log(`copying ${bytesPerRow.toFixed(0)} bytes a row       ${copyNs.toFixed(0).padStart(4)} ns a row`);
for (const [name, ns] of [
  ['to an Arrow message', median(figures.fresh)],
  ['in memory used before', median(figures.recycled)],
] as const) {
  console.log(`${name.padEnd(28)} ${ns.toFixed(0).padStart(4)} ns a row   ${(ns / copyNs).toFixed(2)} × copying`);
}
