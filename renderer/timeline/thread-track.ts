import { IndexList, StatePyramid, type ProgramWait, type Trace } from '../../trace/index.ts';
import { functions } from '../../winsock/index.ts';
import { Moments } from './spans.ts';

/** What stands on a thread's lane, by the number of its look. */
export const spanLooks = ['call', 'wait', 'routine'] as const;
const CALL = spanLooks.indexOf('call');
const WAIT = spanLooks.indexOf('wait');
const ROUTINE = spanLooks.indexOf('routine');

/** The calls or the routines of one depth of a thread, in the order of their entry. */
export interface SpanRow {
  readonly places: IndexList;
  /** `spanLooks`, and whether a routine was told of a failure. */
  readonly looks: StatePyramid;
}

/**
 * What one thread did, by depth, each list sorted by entry:
 *
 * ```
 *  calls[0]      ▐ WSARecv ▌▐──────────── SleepEx ────────────▌
 *  routines[0]                ▐ routine of #12 ▌ ▐ of #13 ▌
 *  calls[1]                       ▐ WSASend ▌
 * ```
 */
export class ThreadTrack {
  readonly calls: SpanRow[] = [];
  readonly routines: SpanRow[] = [];
  readonly waits: ProgramWait[] = [];
  private waitTimes = new Float64Array(16);
  /** By the number of a function in the recording: 1 for one in which a thread stands still. */
  private readonly isWait: Uint8Array;

  constructor(
    readonly id: number,
    private readonly trace: Trace,
  ) {
    this.isWait = Uint8Array.from(['', ...trace.info.functions], (name) => (waiting.has(name) ? 1 : 0));
  }

  /** How many rows it takes to draw all of it: calls and routines in turn. */
  get rows(): number {
    return Math.max(2 * this.calls.length - 1, 2 * this.routines.length, 1);
  }

  /** When its waits outside Winsock began. */
  get waitStarts(): Moments {
    return new Moments(this.waits.length, this.waitTimes);
  }

  wait(wait: ProgramWait): void {
    const rank = this.waits.push(wait) - 1;
    if (rank === this.waitTimes.length) {
      const larger = new Float64Array(rank * 2);
      larger.set(this.waitTimes);
      this.waitTimes = larger;
    }
    this.waitTimes[rank] = wait.from;
  }

  enter(place: number, depth: number): void {
    const { places, looks } = rowAt(this.calls, depth);
    places.push(place);
    looks.append(this.isWait[this.trace.tables.calls.columns.api[place]!] === 1 ? WAIT : CALL, 0);
  }

  enterRoutine(place: number, depth: number): void {
    const { places, looks } = rowAt(this.routines, depth);
    places.push(place);
    looks.append(ROUTINE, this.trace.tables.routines.columns.dwError[place] === 0 ? 0 : 1);
  }
}

const waiting = new Set<string>(
  functions.filter(({ role }) => role === 'wait' || role === 'dequeue').map(({ name }) => name),
);

function rowAt(rows: SpanRow[], depth: number): SpanRow {
  while (rows.length <= depth) rows.push({ places: new IndexList(), looks: new StatePyramid() });
  return rows[depth]!;
}
