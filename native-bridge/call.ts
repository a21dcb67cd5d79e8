import type { BufferRef } from '../lessons/index.ts';
import { functions } from '../winsock/index.ts';
import type { CallPlan } from './call-plan.ts';
import { Chunks } from './ring-writer.ts';
import { Scratch } from './thread-memory.ts';

export type Arguments = Readonly<Record<string, unknown>>;

const MOST_PARAMETERS = Math.max(...functions.map(({ parameters }) => parameters.length));

/**
 * One call while it runs: its arguments as machine words, where its pointers point, how it ended, and the columns of its
 * two rows, under their names there.
 *
 * A thread has one of these for each call that it is inside of, and uses it for call after call: what a call touches
 * between two Winsock functions is then always the same few lines of memory.
 */
export class Call {
  call = 0;
  api = 0;
  operation = 0;
  slot = 0;
  object = 0;
  value = 0;
  error = 0;
  status = 0;

  plan!: CallPlan;
  args!: Arguments;
  /** The socket, event, port or file that it is about. Its rows may name another `object`: what it opened. */
  about = 0;
  isRecorded = false;
  /** Of the thread’s own clock, when it returned. */
  time = 0;
  returned = 0;
  failed = false;

  readonly words = new Float64Array(MOST_PARAMETERS);
  /** The memory behind its pointers whose content matters before it, and after it. */
  readonly before = new Chunks(MOST_PARAMETERS);
  readonly after = new Chunks(MOST_PARAMETERS);
  /** Bytes that its buffers hold or take. */
  requested = 0;
  /** The buffers of the program among its arguments, `lentCount` of them: an operation is given them. */
  readonly lent: BufferRef[] = [];
  lentCount = 0;
  /** How many bytes the pointer that was marshalled last points to. */
  length = 0;

  /** For what Winsock has copied when the call returns. */
  readonly scratch = new Scratch(0, 0);
  /** For what must live as long as the operation: behind its structure. The scratch memory where there is no operation. */
  lasting = this.scratch;
  readonly ofSlot = new Scratch(0, 0);

  /** Before its arguments are marshalled. */
  clear(): void {
    this.before.count = this.after.count = this.requested = this.lentCount = 0;
  }

  lend(buffer: BufferRef): void {
    this.lent[this.lentCount++] = buffer;
  }

  /** `routineAddress`: what Windows calls for every completion routine of this thread. */
  constructor(
    readonly view: DataView,
    readonly base: number,
    readonly routineAddress: () => number,
  ) {}
}
