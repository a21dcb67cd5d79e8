import { busyUntil, stateAt, type Operation } from '../../trace/index.ts';
import { errorName, statusName } from '../../winsock/index.ts';
import { formatDuration } from '../format/format-duration.ts';
import { waitsOf } from '../state/operation-as-of.ts';
import type { Hit } from './lane-kind.ts';
import { stateTitles } from './pen.ts';
import type { TraceIndex } from './trace-index.ts';

/** What a hover over an operation says, and what a double click zooms to. */
export function operationHit(index: TraceIndex, operation: Operation, ns: number): Hit {
  const { trace } = index;
  const state = stateAt(operation, ns);
  const waits = waitsOf(operation, trace.endTime);
  const named = [
    ['in flight', waits.inFlight],
    ['unnoticed', waits.unnoticed],
    ['unfetched', waits.unfetched],
  ] as const;
  const lines = [
    `#${operation.id} ${operation.api}${state === undefined ? '' : ` · ${stateTitles[state]} here`}`,
    named
      .flatMap(([name, wait]) =>
        wait === undefined ? [] : [`${name} ${formatDuration(wait.ns)}${wait.goesOn ? ' …' : ''}`],
      )
      .join(' · '),
    resultLine(operation),
  ];
  return {
    selection: { kind: 'operation', id: operation.id },
    fromNs: operation.issuedAt,
    toNs: Math.min(busyUntil(trace.tables.operations.columns, trace.operations.placeOf(operation.id)!), trace.endTime),
    lines: lines.filter((line) => line !== ''),
  };
}

function resultLine({ outcome, status, error, transferred }: Operation): string {
  if (outcome === 'failed') return error === undefined ? 'failed' : `failed: ${errorName(error)} (${error})`;
  if (status === undefined) return '';
  return `${statusName(status)}, ${transferred ?? 0} bytes`;
}
