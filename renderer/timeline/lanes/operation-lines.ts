import { objectName, type Operation, type Trace } from '../../../trace/index.ts';
import { errorName, statusName } from '../../../winsock/index.ts';
import { formatDuration, formatMoment } from '../../format/format-duration.ts';
import { waitsOf, type Wait } from '../../state/operation-as-of.ts';

/** An operation in a few lines, as it is told at the pointer. */
export function operationLines(trace: Trace, operation: Operation): string[] {
  const waits = waitsOf(operation, trace.endTime);
  const named: readonly (readonly [string, Wait | undefined])[] = [
    ['in flight', waits.inFlight],
    ['unnoticed', waits.unnoticed],
    ['unfetched', waits.unfetched],
  ];
  const { status, transferred, error, outcome, end } = operation;
  return [
    `${operation.api} #${operation.id} on ${objectName(trace, operation.object)}`,
    `issued at ${formatMoment(operation.issuedAt)} by ${trace.threads.get(operation.thread)?.name ?? 'a thread'}`,
    ...named.flatMap(([name, wait]) =>
      wait === undefined || outcome === 'failed' ? [] : [`${name} ${formatDuration(wait.ns)}${wait.goesOn ? ' …' : ''}`],
    ),
    [
      outcome ?? 'the call has not returned',
      end ?? '',
      status === undefined ? '' : statusName(status),
      error === undefined ? '' : errorName(error),
      transferred === undefined ? '' : `${transferred} bytes`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
  ];
}
