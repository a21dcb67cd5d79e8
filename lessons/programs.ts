import { datagram } from './datagram.ts';
import { echo } from './echo.ts';
import { load } from './load/load.ts';
import { firstReceive } from './first-receive.ts';
import type { Lesson } from './program.ts';

/** Every program that a session can run, by name. */
export const programs: ReadonlyMap<string, Lesson> = new Map(
  [firstReceive, echo, datagram, load].map((lesson) => [lesson.name, lesson]),
);
