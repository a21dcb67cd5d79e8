import { formatDuration } from '../format/format-duration.ts';
import { objectName, wokenBy, type Call, type EventEdge, type Trace } from '../../trace/index.ts';
import { findFunction } from '../../winsock/index.ts';

const MOST_NAMED = 6;

/** What ended a wait or a dequeue, for a hover and for the inspector; empty for other calls and while it goes on. */
export function wokenLines(trace: Trace, call: Call): string[] {
  const woken = wokenBy(trace, call);
  if (woken === undefined) return [];
  switch (woken.kind) {
    case 'event':
      return [`woken by ${objectName(trace, woken.event)}`];
    case 'packets':
      return [`took ${count(woken.packets.length, 'packet')}: ${named(woken.packets)}`];
    case 'routines': {
      const { routines } = woken;
      if (routines.length === 0) return ['woken by a completion routine whose rows were lost'];
      return [`ended by ${count(routines.length, 'completion routine')}: ${named(routines)}`];
    }
    case 'time':
      return [`ended by time, after ${formatDuration((call.returnedAt ?? call.enteredAt) - call.enteredAt)}`];
  }
}

/** `#12, #14 and 3 more`. */
function named(items: readonly { readonly operation: number }[]): string {
  const names = items.slice(0, MOST_NAMED).map(({ operation }) => (operation === 0 ? 'posted' : `#${operation}`));
  return `${names.join(', ')}${items.length > MOST_NAMED ? ` and ${items.length - MOST_NAMED} more` : ''}`;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

/** What made an event change. */
export function causeText({ cause, signaled, operation }: EventEdge, call: Call | undefined): string {
  const done = signaled ? 'set' : 'reset';
  switch (cause) {
    case 'completion':
      return operation !== 0
        ? `set by the completion of operation #${operation}`
        : `set by an operation that completed within its call, #${call?.operation ?? 0}`;
    case 'issue':
      return `reset by the issue of operation #${call?.operation ?? 0}`;
    case 'program':
      return findFunction(call?.api ?? '')?.role === 'open'
        ? `created ${signaled ? 'signaled' : 'not signaled'}, by ${call?.api ?? ''}`
        : `${done} by the program itself, with ${call?.api ?? ''}`;
    case 'wait':
      return `reset by the wait that it ended: ${call?.api ?? ''} takes the signal of an auto-reset event`;
    case 'unseen':
      return call === undefined
        ? `${done}: the observer saw it, and nobody saw by what`
        : `${done} by something unseen: it was noticed after ${call.api}`;
  }
}
