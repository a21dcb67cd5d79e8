import { expect, it } from 'vitest';
import { drawnInfo } from '../trace/testing/drawn-trace.ts';
import { BatchDecoder, BatchWriter, Trace } from '../trace/index.ts';
import { Clock } from './clock.ts';
import { Collector } from './collector.ts';
import { Control } from './control.ts';
import { ObjectTable } from './object-table.ts';
import type { PerformerParts } from './performer-parts.ts';
import { PortWatch } from './port-watch.ts';
import { Recorder } from './recorder.ts';
import { OBSERVER_THREAD, createSessionMemory } from './shared-memory.ts';
import { SlotTable } from './slot-table.ts';

/** A watch of two ports that looks whenever it is told to; the system tells these depths, one after the other. */
function watch(told: readonly (number | undefined)[]) {
  const memory = createSessionMemory(0);
  const control = new Control(memory.control);
  const clock = new Clock(process.hrtime.bigint());
  const objects = new ObjectTable(memory, control);
  const port = objects.open('port', 0xd8);
  objects.close(objects.open('port', 0xdc));
  objects.open('socket', 0xe0);
  const asked: number[] = [];
  let next = 0;
  const portDepth = (handle: number) => {
    asked.push(handle);
    return told[next++];
  };
  const recorder = new Recorder(memory.rings[OBSERVER_THREAD]!, OBSERVER_THREAD, clock, memory.arena);
  const parts = {
    objects,
    slots: new SlotTable(memory),
    clock,
    recorder,
    system: { portDepth },
  } as unknown as PerformerParts;
  const ports = new PortWatch(parts);
  // Each look is far enough from the one before.
  told.forEach((_, index) => ports.look((index + 1) * 1e12));
  const writer = new BatchWriter(drawnInfo);
  const message = new Collector(memory, clock, writer).take(true);
  const trace = new Trace(drawnInfo);
  if (message !== undefined) trace.append(new BatchDecoder(writer.schemaMessage).decode(message)!);
  return { depths: trace.ports.depthsOf(port).map(({ depth }) => depth), asked };
}

it('the depth of an open port is written when it has changed', () => {
  const { depths, asked } = watch([0, 0, 3, 3, 1]);
  expect(depths).toEqual([0, 3, 1]);
  expect(asked).toEqual([0xd8, 0xd8, 0xd8, 0xd8, 0xd8]);
});

it('where the system does not tell, nothing is written: no depth is made up', () => {
  expect(watch([undefined, undefined]).depths).toEqual([]);
});
