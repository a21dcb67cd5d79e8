import { hex, objectName, type Operation, type SortKey, type Trace } from '../../trace/index.ts';
import { errorName, statusName } from '../../winsock/index.ts';
import { formatMomentShort } from '../format/format-duration.ts';
import { operationAsOf, waitsOf } from '../state/operation-as-of.ts';

/** What stands in one cell. */
export interface Cell {
  readonly text: string | number;
  readonly look?: string | undefined;
}

/** A column of the table of operations: what it says of one, and how it sorts them. */
export interface OperationColumn {
  readonly key: SortKey;
  readonly title: string;
  readonly width: string;
  /** What ascending and descending are here. */
  readonly directions: readonly [string, string];
  /** What the first click shows: of waits and bytes the most. */
  readonly isDescendingFirst?: boolean;
  readonly cell: (trace: Trace, operation: Operation, nowNs: number) => Cell;
}

const byLetter = ['A to Z', 'Z to A'] as const;
const bySize = ['least first', 'most first'] as const;
const byTime = ['earliest first', 'latest first'] as const;

export const operationColumns: readonly OperationColumn[] = [
  { key: 'id', title: '#', width: '44px', directions: bySize, cell: (_, { id }) => ({ text: id }) },
  { key: 'api', title: 'api', width: '96px', directions: byLetter, cell: (_, { api }) => ({ text: api }) },
  {
    key: 'socket',
    title: 'socket',
    width: 'minmax(150px, 1.2fr)',
    directions: bySize,
    cell: (trace, { object }) => ({ text: objectName(trace, object).replace(/^socket /, '') }),
  },
  {
    key: 'overlapped',
    title: 'overlapped',
    width: '92px',
    directions: bySize,
    cell: (trace, { slot }) => ({ text: hex(trace.slots.get(slot)?.address ?? 0) }),
  },
  {
    key: 'issued',
    title: 'issued (ms)',
    width: '104px',
    directions: byTime,
    cell: (_, { issuedAt }) => ({ text: formatMomentShort(issuedAt) }),
  },
  {
    key: 'outcome',
    title: 'outcome',
    width: '84px',
    directions: byLetter,
    cell: (_, { outcome }) => ({ text: outcome ?? '…' }),
  },
  waitColumn('inflight', 'in flight (ms)'),
  waitColumn('unnoticed', 'unnoticed (ms)'),
  waitColumn('unfetched', 'unfetched (ms)'),
  {
    key: 'bytes',
    title: 'bytes',
    width: '64px',
    directions: bySize,
    isDescendingFirst: true,
    cell: (_, { transferred }) => ({ text: transferred ?? '' }),
  },
  {
    key: 'status',
    title: 'status',
    width: 'minmax(180px, 1.4fr)',
    directions: byLetter,
    cell: (_, operation) => statusCell(operation),
  },
];

/** What is known of an operation before it is issued: what follows from its row being there at all. */
const beforeIssue: ReadonlySet<SortKey> = new Set(['id', 'api', 'socket']);

/** What a column says of an operation at a moment. Of one that has not been issued by then, only when it will be. */
export function cellAt(column: OperationColumn, trace: Trace, operation: Operation, cursorNs: number): Cell {
  const isIssued = operation.issuedAt <= cursorNs;
  if (!isIssued && column.key === 'issued') return { ...column.cell(trace, operation, cursorNs), look: 'faint' };
  if (!isIssued && !beforeIssue.has(column.key)) return { text: '' };
  return column.cell(trace, operationAsOf(operation, cursorNs), cursorNs);
}

/**
 * What the column by which the table is sorted says: what it is sorted by, `atNs`, wherever the cursor is; faint where that
 * was not so at the cursor.
 */
export function sortedCell(
  column: OperationColumn,
  trace: Trace,
  operation: Operation,
  cursorNs: number,
  atNs: number,
): Cell {
  const atCursor = cellAt(column, trace, operation, cursorNs);
  const whole = column.cell(trace, operation, atNs);
  return whole.text === atCursor.text ? atCursor : { text: whole.text, look: 'faint' };
}

function waitColumn(key: 'inflight' | 'unnoticed' | 'unfetched', title: string): OperationColumn {
  const wait = ({ inflight: 'inFlight', unnoticed: 'unnoticed', unfetched: 'unfetched' } as const)[key];
  return {
    key,
    title,
    width: '98px',
    directions: ['shortest first', 'longest first'],
    isDescendingFirst: true,
    cell: (_, operation, nowNs) => {
      if (key !== 'unfetched' && operation.outcome !== 'pending') return { text: '' };
      const { ns, goesOn } = waitsOf(operation, nowNs)[wait] ?? {};
      if (ns === undefined) return { text: '' };
      const look = goesOn === true && key === 'unnoticed' ? 'is-unnoticed' : undefined;
      return { text: `${(ns / 1e6).toFixed(3)}${goesOn === true ? ' …' : ''}`, look };
    },
  };
}

function statusCell({ status, error, end, outcome }: Operation): Cell {
  if (status !== undefined) {
    return { text: statusName(status), look: end === undefined || end === 'completed' ? undefined : `is-${end}` };
  }
  if (outcome === 'failed') return { text: errorName(error ?? 0), look: 'is-failed' };
  if (outcome !== 'pending') return { text: '' };
  return { text: end === 'leaked' ? 'leaked' : 'STATUS_PENDING', look: 'is-pending' };
}
