import { parentPort, workerData } from 'node:worker_threads';
import { actorsOf, findProgram } from '../lessons/index.ts';
import { Actor, type ProgramEnd } from './actor.ts';
import { enterSession, type ThreadData } from './session-thread.ts';

/** What an actor's thread tells the bridge: once, when its program has ended. `problem`: how it went wrong. */
export interface ActorEnded {
  readonly problem: string | undefined;
}

/** The program of an actor's worker thread: runs its part of the program, then waits until nothing is in flight. */
function main(): void {
  const data = workerData as ThreadData;
  const parts = enterSession(data);
  const port = parentPort;
  if (port === null) throw new Error('An actor runs in a worker thread');
  const actor = new Actor(parts, data.memory.board, data.thread);
  let problem: string | undefined;
  let end: ProgramEnd = 'returned';
  try {
    const lesson = findProgram(data.program);
    const start = lesson === undefined ? undefined : actorsOf(lesson, data.options)[data.name];
    if (start === undefined) throw new Error(`There is no actor ${data.name} in ${data.program}`);
    end = actor.run(start());
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  port.postMessage({ problem } satisfies ActorEnded);
  // The system cancels what a thread that exits has in flight; others wait until nothing is.
  if (end !== 'exit') actor.waitUntilLeave();
  actor.endThread();
  parts.recorder.text('thread-ended', '');
}

main();
