import type { Operation, Trace } from '../../trace/index.ts';

/** What a part of the inspector says something of: an operation, as of a moment in nanoseconds. */
export interface OperationAtCursor {
  readonly trace: Trace;
  readonly operation: Operation;
  readonly cursor: number;
}
