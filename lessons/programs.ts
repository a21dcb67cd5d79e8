import { rulePrograms } from './conformance/rules.ts';
import { datagram } from './datagram.ts';
import { echo } from './echo.ts';
import { faults } from './faults/faults.ts';
import { load } from './load/load.ts';
import { firstReceive } from './first-receive.ts';
import type { Lesson } from './program.ts';
import { ownershipPrograms } from './testing/ownership.ts';

/** The lessons, by name, in the order in which they are offered. */
export const programs: ReadonlyMap<string, Lesson> = new Map(
  [firstReceive, echo, datagram, load, ...faults].map((lesson) => [lesson.name, lesson]),
);

/** A lesson, a rule, or a program of a test, by its name. */
export function findProgram(name: string): Lesson | undefined {
  return programs.get(name) ?? rulePrograms.get(name) ?? ownershipPrograms.get(name);
}
