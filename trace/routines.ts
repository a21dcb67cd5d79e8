import type { Trace } from './trace.ts';

/** One run of a completion routine, inside an alertable call of the thread that issued the operation. */
export interface RoutineRun {
  readonly operation: number;
  readonly thread: number;
  /** The alertable call in which it ran. */
  readonly call: number;
  readonly enteredAt: number;
  /** Absent: it has not returned. */
  leftAt?: number;
  readonly dwError: number;
  readonly cbTransferred: number;
}

/** The completion routines that ran in a session. */
export class Routines {
  /** In the order in which they began. */
  readonly runs: RoutineRun[] = [];
  private readonly byOperation = new Map<number, RoutineRun>();
  private readonly byCall = new Map<number, RoutineRun[]>();

  constructor(private readonly trace: Trace) {}

  /** The run that told of an operation's completion. */
  runOf(operation: number): RoutineRun | undefined {
    return this.byOperation.get(operation);
  }

  /** The routines that ran inside a call. */
  runsIn(call: number): readonly RoutineRun[] {
    return this.byCall.get(call) ?? [];
  }

  entered(row: number, enteredAt: number): RoutineRun {
    const { trace } = this;
    const run: RoutineRun = {
      operation: trace.get('operation', row),
      thread: trace.get('thread', row),
      call: trace.get('call', row),
      enteredAt,
      dwError: trace.get('error', row),
      cbTransferred: trace.get('value', row),
    };
    this.runs.push(run);
    this.byOperation.set(run.operation, run);
    const inCall = this.byCall.get(run.call);
    if (inCall === undefined) this.byCall.set(run.call, [run]);
    else inCall.push(run);
    return run;
  }

  left(row: number, time: number): void {
    const run = this.byOperation.get(this.trace.get('operation', row));
    if (run !== undefined) run.leftAt ??= time;
  }
}
