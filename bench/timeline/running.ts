import type { Cycle, Plan } from './plan.ts';
import type { PlannedRow } from './row-stream.ts';

/** A cycle on its way: the operation that it is in, and what became of it. */
export interface Running {
  readonly cycle: Cycle;
  answer: Running | undefined;
  /** Issued when there is something to answer; idle until then. */
  readonly isAnswer: boolean;
  isIdle: boolean;
  /** The next step, among those of the cycle. */
  step: number;
  /** The socket of its operation, among the objects. */
  socket: number;
  operation: number;
  isInFlight: boolean;
  /** When its call returned. */
  issuedNs: number;
  /** When it completes, unless it is cancelled before. */
  untilNs: number;
  isSignaled: boolean;
  status: number;
  error: number;
  bytes: number;
}

export function runningsOf({ cycles }: Plan): Running[] {
  const runnings = cycles.map((cycle): Running => {
    const isAnswer = cycles.some(({ answer }) => answer === cycle);
    return {
      cycle,
      answer: undefined,
      isAnswer,
      isIdle: isAnswer,
      step: 0,
      socket: 0,
      operation: 0,
      isInFlight: false,
      issuedNs: 0,
      untilNs: 0,
      isSignaled: false,
      status: 0,
      error: 0,
      bytes: 0,
    };
  });
  for (const running of runnings) running.answer = runnings.find(({ cycle }) => cycle === running.cycle.answer);
  return runnings;
}

/** The row tells of this operation. */
export function of(row: PlannedRow, { operation, socket, cycle }: Running): PlannedRow {
  row.operation = operation;
  row.object = socket;
  row.slot = cycle.slot;
  return row;
}

/** The answer to a completion is to be issued, and the next operation of its cycle. */
export function makeReady(running: Running, ready: Running[]): void {
  const { answer } = running;
  if (answer?.isIdle === true) {
    answer.isIdle = false;
    ready.push(answer);
  }
  if (running.isAnswer) running.isIdle = true;
  else ready.push(running);
}
