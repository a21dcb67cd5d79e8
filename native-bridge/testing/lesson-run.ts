import assert from 'node:assert/strict';
import type { Call, Operation, Trace } from '../../trace/index.ts';
import type { FunctionName } from '../../winsock/index.ts';
import { nothingIsLeft, runProgram } from './run-program.ts';

const STEP_EVERY_MS = 2;

/** What a lesson has recorded, for tests that look at what it shows. */
export class LessonRun {
  constructor(readonly trace: Trace) {}

  /** What the program has found out, by name. */
  get facts(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.trace.facts.map(({ name, value }) => [name, value]));
  }

  /** The calls of a function, in the order of their beginning; without those of the bridge itself. */
  calls(api: FunctionName): Call[] {
    return [...this.trace.calls]
      .filter((call) => call.api === api && this.trace.threads.get(call.thread)?.name !== 'overlook')
      .sort((a, b) => a.enteredAt - b.enteredAt);
  }

  /** The operations that a function has issued, in their order; of one thread, when it is named. */
  operations(api: FunctionName, thread?: string): Operation[] {
    return this.trace.operations.filter(
      (operation) =>
        operation.api === api && (thread === undefined || this.trace.threads.get(operation.thread)?.name === thread),
    );
  }

  /** An argument of a call, as a machine word, by its place. */
  argument(call: Call, place: number): number {
    return this.trace.argumentsOf(call).words[place] ?? Number.NaN;
  }

  threadName(thread: number): string {
    return this.trace.threads.get(thread)?.name ?? '';
  }
}

/** Runs a lesson to its end: it must end well and give everything back. */
export async function runLesson(lesson: string): Promise<LessonRun> {
  const { trace, end } = await runProgram(lesson);
  assert.deepEqual(end, { kind: 'ended', reason: 'completed', text: 'the program ran to its end' });
  nothingIsLeft(trace);
  return new LessonRun(trace);
}

/** Stops a lesson as soon as its trace is as far as the test wants, and wants it to end well all the same. */
export async function stopLesson(lesson: string, isFarEnough: (run: LessonRun) => boolean): Promise<LessonRun> {
  let stopped = false;
  const { trace, end } = await runProgram(lesson, {
    during: (message, bridge, soFar) => {
      if (stopped || message.kind !== 'batch' || !isFarEnough(new LessonRun(soFar!))) return;
      stopped = true;
      bridge.send({ kind: 'control', action: 'stop' });
    },
  });
  assert.deepEqual(end, { kind: 'ended', reason: 'stopped', text: 'stopped' });
  nothingIsLeft(trace);
  return new LessonRun(trace);
}

/** Steps through a lesson from its first call to its last. */
export async function stepLesson(lesson: string): Promise<LessonRun> {
  let timer: NodeJS.Timeout | undefined;
  const { trace, end } = await runProgram(lesson, {
    paused: true,
    during: (message, bridge) => {
      if (message.kind === 'state' && message.state === 'paused') {
        timer = setInterval(() => bridge.send({ kind: 'control', action: 'step' }), STEP_EVERY_MS);
      } else if (message.kind === 'ended') clearInterval(timer);
    },
  });
  assert.deepEqual(end, { kind: 'ended', reason: 'completed', text: 'the program ran to its end' });
  nothingIsLeft(trace);
  return new LessonRun(trace);
}
