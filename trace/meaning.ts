import { findError, findStatus, statusName } from '../winsock/index.ts';
import { indicationsOf, type Indications } from './indications.ts';
import type { Operation } from './operation.ts';
import type { Trace } from './trace.ts';

/** What an operation's outcome and end mean, in sentences. `operation` may be one of the trace as of an earlier moment. */
export function meaningOf(trace: Trace, operation: Operation): string {
  if (operation.outcome === undefined) return 'The call has not returned.';
  switch (operation.outcome) {
    case 'failed':
      return `${sentence(operation.error)} The operation was not started: no completion will come for it.`;
    case 'immediate': {
      const within = operation.error === undefined ? 'It completed within the call.' : sentence(operation.error);
      return `${within} ${allTheSame(indicationsOf(trace, operation))}`;
    }
    case 'pending':
      return endMeaning(operation, indicationsOf(trace, operation));
  }
}

/** What follows a call that has told everything already. */
function allTheSame({ event, port, keptOff, routine }: Indications): string {
  const told = 'all the same, as for a pending operation.';
  if (routine) return `Its completion routine runs ${told}`;
  const signal = event === 0 ? '' : ` The event is signaled ${told}`;
  if (keptOff !== undefined) {
    const why =
      keptOff === 'mode'
        ? 'FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is set for its socket'
        : 'the low bit of hEvent is set';
    return `No packet follows: ${why}.${signal}`;
  }
  if (port === 0 && event === 0) {
    return 'Nothing else will tell of it: it has no event, no completion port and no completion routine.';
  }
  if (port === 0) return signal.trim();
  return event === 0 ? `A packet is queued ${told}` : `The event is signaled and a packet is queued ${told}`;
}

function endMeaning(operation: Operation, indications: Indications): string {
  if (operation.end === undefined) {
    return `It will complete later. The structure and the buffer belong to Windows until then. ${thenTold(indications)}`;
  }
  switch (operation.end) {
    case 'leaked':
      return 'It was never seen to complete. Its structure and buffers still belonged to Windows at the end of the session.';
    case 'completed':
      return completedMeaning(operation, indications);
    case 'cancelled':
    case 'aborted':
    case 'failed':
      return `${findStatus(operation.status ?? 0)?.means ?? statusName(operation.status ?? 0)} ${sentence(operation.error)}`.trim();
  }
}

function completedMeaning({ fetchedAt, noticedAt, noticedHow }: Operation, indications: Indications): string {
  if (fetchedAt !== undefined) {
    if (noticedHow === 'packet')
      return 'It completed, and its packet brought the result: there was nothing left to fetch.';
    if (noticedHow === 'routine') return 'It completed, and its completion routine was given the result.';
    return 'It completed, and the program has fetched the result.';
  }
  if (noticedAt !== undefined) return 'It completed and the program knows, but nobody has fetched the result.';
  return `It has completed, and nobody knows yet. ${waitsToBeTold(indications)}`;
}

/** How the program will be told of an operation that is in flight. */
function thenTold({ event, port, keptOff, routine }: Indications): string {
  if (routine)
    return 'Then its completion routine is queued to this thread, and runs as soon as the thread waits alertably.';
  const toPort = port !== 0 && keptOff === undefined;
  if (toPort && event !== 0) return 'Then its event is signaled and a packet is queued at its completion port.';
  if (toPort) return 'Then a packet is queued at its completion port.';
  if (event !== 0) return 'Then its event is signaled.';
  return 'Nothing but a look will tell then: it has no event, no completion port and no completion routine.';
}

/** What has to happen before the program knows of a completion. */
function waitsToBeTold({ event, port, keptOff, routine }: Indications): string {
  if (routine) return 'Its completion routine runs when its thread waits alertably.';
  if (port !== 0 && keptOff === undefined) return 'Its packet waits in the completion port until a thread takes it.';
  return event === 0 ? 'Only a look will tell.' : 'A wait for its event will tell, or a look.';
}

function sentence(error: number | undefined): string {
  if (error === undefined || error === 0) return '';
  const row = findError(error);
  return row === undefined ? `Error ${error}.` : `${row.name} (${error}): ${row.means}`;
}
