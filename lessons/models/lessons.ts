import type { Lesson } from '../program.ts';
import { portEcho } from './port-echo.ts';
import { portImmediate } from './port-immediate.ts';
import { routineChain } from './routine-chain.ts';
import { routineNeverRuns } from './routine-never-runs.ts';
import { routineStarved } from './routine-starved.ts';
import { sharedEvent } from './shared-event.ts';
import { waitAnyWaitAll } from './wait-any-wait-all.ts';

/** The three ways in which a program learns of a completion: events, completion routines, a completion port. */
export const modelLessons: readonly Lesson[] = [
  waitAnyWaitAll,
  sharedEvent,
  routineChain,
  routineNeverRuns,
  routineStarved,
  portEcho,
  portImmediate,
];
