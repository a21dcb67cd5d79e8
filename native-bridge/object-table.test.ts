import { expect, it } from 'vitest';
import { Control } from './control.ts';
import { ObjectTable } from './object-table.ts';
import { createSessionMemory } from './shared-memory.ts';

function table() {
  const memory = createSessionMemory(1);
  return new ObjectTable(memory, new Control(memory.control));
}

it('a handle value that the system uses again is another object', () => {
  const objects = table();
  const first = objects.open('socket', 208);
  objects.close(first);
  const second = objects.open('socket', 208);
  expect(second).not.toBe(first);
  expect([...objects.allOpen('socket')]).toEqual([second]);
});

it('a change of an event is told once, with the time since which it can have happened', () => {
  const objects = table();
  const event = objects.open('event', 0xe4);
  const look = (signaled: boolean, time: number) => objects.learn(event, objects.eventWord(event), signaled, time);
  expect([look(false, 10), look(true, 20), look(true, 30), look(false, 40)]).toEqual([undefined, 10, undefined, 30]);
});

it('a look that another thread overtook says nothing', () => {
  const objects = table();
  const event = objects.open('event', 0xe4);
  const before = objects.eventWord(event);
  expect(objects.learn(event, objects.eventWord(event), true, 10)).toBe(0);
  expect(objects.learn(event, objects.eventWord(event), false, 20)).toBe(10);
  expect(objects.learn(event, before, true, 15)).toBeUndefined();
  expect(ObjectTable.wasSignaled(objects.eventWord(event))).toBe(false);
});
