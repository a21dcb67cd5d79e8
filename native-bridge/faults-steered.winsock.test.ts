import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faults } from '../lessons/faults/faults.ts';
import { FIRST_ACTOR_THREAD } from './shared-memory.ts';
import { nothingIsLeft, runProgram, type ProgramRun } from './testing/run-program.ts';

/** Steps that are on their way to the threads at once; what comes back comes once a frame. */
const AHEAD = 3;
const STEP_MS = 4;

/** Steps through a program, call by call, and stops it after so many calls. */
async function stepThrough(program: string, stopAfter = Infinity): Promise<ProgramRun & { readonly calls: number }> {
  let timer: NodeJS.Timeout | undefined;
  let entered = 0;
  let sent = 0;
  const run = await runProgram(program, {
    paused: true,
    during: (message, bridge, soFar) => {
      if (message.kind === 'batch')
        entered = [...(soFar?.calls ?? [])].filter(({ thread }) => thread >= FIRST_ACTOR_THREAD).length;
      if (message.kind === 'ended') clearInterval(timer);
      if (message.kind !== 'state' || message.state !== 'paused') return;
      timer = setInterval(() => {
        if (entered >= stopAfter) {
          clearInterval(timer);
          bridge.send({ kind: 'control', action: 'stop' });
        } else if (sent - entered < AHEAD) {
          sent++;
          bridge.send({ kind: 'control', action: 'step' });
        }
      }, STEP_MS);
    },
  });
  return { ...run, calls: entered };
}

describe('a fault', { timeout: 170_000 }, () => {
  for (const { name } of faults) {
    it(`${name} can be stepped through, and stopped on the way`, async () => {
      const { trace, end, calls } = await stepThrough(name);
      assert.equal(end.reason, 'completed', end.text);
      nothingIsLeft(trace);
      for (const part of [0.6, 0.8]) {
        const stopped = await stepThrough(name, Math.floor(calls * part));
        assert.equal(stopped.end.reason, 'stopped', stopped.end.text);
        nothingIsLeft(stopped.trace);
      }
    });
  }
});
