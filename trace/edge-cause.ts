import { findFunction } from '../winsock/index.ts';
import type { EdgeCause } from './objects.ts';
import type { Trace } from './trace.ts';

/** Why the state of an event changed, as its row tells: which operation, or after which call it was seen. */
export function edgeCause(trace: Trace, row: number): EdgeCause {
  const signaled = trace.get('value', row) !== 0;
  if (trace.get('operation', row) !== 0) return 'completion';
  switch (findFunction(trace.calls.get(trace.get('call', row))?.api ?? '')?.role) {
    case 'event':
    case 'open':
      return 'program';
    case 'issue':
      // An operation that completes at once has set it again before anybody can look.
      return signaled ? 'completion' : 'issue';
    case 'wait':
      return signaled ? 'unseen' : 'wait';
    default:
      return 'unseen';
  }
}
