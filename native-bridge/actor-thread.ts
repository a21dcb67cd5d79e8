import { parentPort, workerData } from 'node:worker_threads';
import { programs } from '../lessons/index.ts';
import { Actor } from './actor.ts';
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
  let problem: string | undefined;
  try {
    const start = programs.get(data.program)?.actors[data.name];
    if (start === undefined) throw new Error(`There is no actor ${data.name} in ${data.program}`);
    new Actor(parts, data.memory.board, data.thread).run(start());
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  port.postMessage({ problem } satisfies ActorEnded);
  parts.control.waitUntilLeave();
  parts.recorder.text('thread-ended', '');
}

main();
