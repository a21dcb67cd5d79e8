import type { ReactNode } from 'react';
import { hex, objectName, type FilteredOperations, type Operation, type Trace } from '../../trace/index.ts';
import { errorName, statusName } from '../../winsock/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { formatMomentShort } from '../format/format-duration.ts';
import { operationAsOf, waitsOf, type Wait } from '../state/operation-as-of.ts';
import { selectShownMoment } from '../state/store.ts';
import { VirtualTable, type TableColumn } from './virtual-table.tsx';

const columns: readonly TableColumn[] = [
  { title: '#', width: '44px' },
  { title: 'api', width: '96px' },
  { title: 'socket', width: 'minmax(150px, 1.2fr)' },
  { title: 'overlapped', width: '92px' },
  { title: 'issued (ms)', width: '104px' },
  { title: 'outcome', width: '80px' },
  { title: 'in flight (ms)', width: '92px' },
  { title: 'unnoticed (ms)', width: '92px' },
  { title: 'unfetched (ms)', width: '92px' },
  { title: 'bytes', width: '64px' },
  { title: 'status', width: 'minmax(180px, 1.4fr)' },
];

/** Every operation, or those that fit the query, as they stand at the cursor: the accessible twin of the timeline. */
export function OperationsTable({ trace }: { readonly trace: Trace }) {
  const { store, search } = useApp();
  const cursor = useSelect(selectShownMoment);
  const selection = useSelect((state) => state.selection);
  const mode = useSelect((state) => state.filterMode);
  useSelect((state) => state.search.version);
  const { filtered } = search;
  const only = mode === 'only' ? filtered : undefined;
  const wanted = selection?.kind === 'operation' ? trace.operations.placeOf(selection.id) : undefined;
  return (
    <VirtualTable
      label="Operations"
      testId="operations-table"
      columns={columns}
      rows={only ?? trace.operations}
      keyOf={({ id }) => id}
      testIdOf={({ id }) => `operation-row-${id}`}
      isMarked={only === filtered ? undefined : ({ id }) => search.matches(trace.operations.placeOf(id) ?? -1)}
      selected={rankOf(only, wanted)}
      empty={only === undefined ? 'No operation has been issued yet.' : 'No operation fits the query.'}
      cells={(operation) => cellsOf(trace, operationAsOf(operation, cursor), cursor)}
      onSelect={({ id, issuedAt }) => {
        store.getState().select({ kind: 'operation', id });
        store.getState().lookAt(issuedAt);
      }}
    />
  );
}

/** Which row of the table an operation is, by its place among all; -1: none. */
function rankOf(only: FilteredOperations | undefined, place: number | undefined): number {
  if (place === undefined) return -1;
  if (only === undefined) return place;
  return only.matches(place) ? only.places.rankOf(place) : -1;
}

function cellsOf(trace: Trace, operation: Operation, cursor: number): readonly ReactNode[] {
  if (operation.issuedAt > cursor) return [operation.id, operation.api, ...later(trace, operation)];
  const waits = waitsOf(operation, cursor);
  const isPending = operation.outcome === 'pending';
  return [
    operation.id,
    operation.api,
    socketName(trace, operation),
    hex(trace.slots.get(operation.slot)?.address ?? 0),
    formatMomentShort(operation.issuedAt),
    operation.outcome ?? '…',
    waitCell(isPending ? waits.inFlight : undefined),
    waitCell(isPending ? waits.unnoticed : undefined, 'is-unnoticed'),
    waitCell(waits.unfetched),
    operation.transferred ?? '',
    statusCell(operation),
  ];
}

/** An operation that lies after the cursor: it has not been issued. */
function later(trace: Trace, operation: Operation): readonly ReactNode[] {
  return [
    socketName(trace, operation),
    '',
    <span key="issued" className="faint">
      {formatMomentShort(operation.issuedAt)}
    </span>,
  ];
}

function socketName(trace: Trace, operation: Operation): string {
  return objectName(trace, operation.object).replace(/^socket /, '');
}

function waitCell(wait: Wait | undefined, goingOn = ''): ReactNode {
  if (wait === undefined) return '';
  const text = `${(wait.ns / 1e6).toFixed(3)}${wait.goesOn ? ' …' : ''}`;
  return <span className={wait.goesOn ? goingOn : undefined}>{text}</span>;
}

function statusCell(operation: Operation): ReactNode {
  const { status, error, end, outcome } = operation;
  if (status === undefined) {
    if (outcome === 'failed') return <span className="is-failed">{errorName(error ?? 0)}</span>;
    return outcome === 'pending' ? (
      <span className="is-pending">{end === 'leaked' ? 'leaked' : 'STATUS_PENDING'}</span>
    ) : (
      ''
    );
  }
  return (
    <span className={end === undefined || end === 'completed' ? undefined : `is-${end}`}>{statusName(status)}</span>
  );
}
