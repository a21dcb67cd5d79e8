import type { Call, ProgramWait, RoutineRun } from '../../trace/index.ts';

/**
 * What one thread did, by depth, each list sorted by entry:
 *
 * ```
 *  calls[0]      ▐ WSARecv ▌▐──────────── SleepEx ────────────▌
 *  routines[0]                ▐ routine of #12 ▌ ▐ of #13 ▌
 *  calls[1]                       ▐ WSASend ▌
 * ```
 *
 * A call is never inside another call, only inside a routine; so what is still open without one has lost its return.
 */
export class ThreadTrack {
  readonly calls: Call[][] = [[]];
  readonly routines: RoutineRun[][] = [];
  readonly waits: ProgramWait[] = [];
  private readonly open: (Call | RoutineRun)[] = [];
  /** Of calls inside routines. */
  private readonly depths = new Map<number, number>();

  constructor(readonly id: number) {}

  /** How many rows it takes to draw all of it: calls and routines in turn. */
  get rows(): number {
    return Math.max(2 * this.calls.length - 1, 2 * this.routines.length);
  }

  /** The depth of a call, from 0. */
  depthOf(call: number): number {
    return this.depths.get(call) ?? 0;
  }

  enter(call: Call): void {
    while (this.open.length > 0 && !isRoutine(this.open.at(-1)!)) this.open.pop();
    const depth = this.open.filter(isRoutine).length;
    (this.calls[depth] ??= []).push(call);
    if (depth > 0) this.depths.set(call.id, depth);
    this.open.push(call);
  }

  leave(call: number): void {
    this.close((item) => !isRoutine(item) && item.id === call);
  }

  enterRoutine(run: RoutineRun): void {
    const inside = this.open.findLastIndex((item) => !isRoutine(item) && item.id === run.call);
    if (inside >= 0) this.open.length = inside + 1;
    const depth = this.open.filter(isRoutine).length;
    (this.routines[depth] ??= []).push(run);
    this.open.push(run);
  }

  leaveRoutine(operation: number): void {
    this.close((item) => isRoutine(item) && item.operation === operation);
  }

  /** Closes an item, and with it what is inside. */
  private close(is: (item: Call | RoutineRun) => boolean): void {
    const at = this.open.findLastIndex(is);
    if (at >= 0) this.open.length = at;
  }
}

function isRoutine(item: Call | RoutineRun): item is RoutineRun {
  return 'dwError' in item;
}
