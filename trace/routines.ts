import { firstFrom } from './port-activity.ts';
import type { TraceTables } from './store/tables.ts';
import type { Trace } from './trace.ts';

/** One run of a completion routine, inside an alertable call of the thread that issued the operation. */
export interface RoutineRun {
  readonly operation: number;
  readonly thread: number;
  /** The alertable call in which it ran. */
  readonly call: number;
  readonly enteredAt: number;
  /** Absent: it has not returned. */
  readonly leftAt?: number;
  readonly dwError: number;
  readonly cbTransferred: number;
}

/** The completion routines that ran in a session. */
export class Routines {
  constructor(
    private readonly trace: Trace,
    private readonly tables: TraceTables,
  ) {}

  /** All runs, in the order in which they began. */
  get runs(): readonly RoutineRun[] {
    return Array.from({ length: this.tables.routines.length }, (_, place) => this.run(place));
  }

  /** The run that told of an operation's completion. */
  runOf(operation: number): RoutineRun | undefined {
    const place = this.placeOf(operation);
    return place === undefined ? undefined : this.run(place);
  }

  /** The place of that run in the table. */
  placeOf(operation: number): number | undefined {
    const at = this.trace.operations.placeOf(operation);
    const place = at === undefined ? 0 : this.tables.operations.columns.routine[at]!;
    return place === 0 ? undefined : place - 1;
  }

  /** The routines that ran inside a call. */
  runsIn(id: number): readonly RoutineRun[] {
    const call = this.trace.calls.get(id);
    if (call === undefined) return [];
    const { columns, length } = this.tables.routines;
    const runs: RoutineRun[] = [];
    for (let place = firstFrom(columns.enteredAt, length, call.enteredAt); place < length; place++) {
      if (columns.enteredAt[place]! > (call.returnedAt ?? Infinity)) break;
      if (columns.call[place] === id) runs.push(this.run(place));
    }
    return runs;
  }

  run(place: number): RoutineRun {
    const { columns } = this.tables.routines;
    const leftAt = columns.leftAt.at(place);
    return {
      operation: columns.operation[place]!,
      thread: columns.thread[place]!,
      call: columns.call[place]!,
      enteredAt: columns.enteredAt[place]!,
      dwError: columns.dwError[place]!,
      cbTransferred: columns.cbTransferred.at(place),
      ...(Number.isNaN(leftAt) ? {} : { leftAt }),
    };
  }
}
