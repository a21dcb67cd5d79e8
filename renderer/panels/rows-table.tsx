import { useCallback, type ReactNode } from 'react';
import { callText, objectName, rowText, type Trace } from '../../trace/index.ts';
import { statusName } from '../../winsock/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { formatMomentShort } from '../format/format-duration.ts';
import { selectShownMoment } from '../state/store.ts';
import { useFittingTexts } from './use-fitting-texts.ts';
import { useRows } from './use-rows.ts';
import { VirtualTable, type TableColumn } from './virtual-table.tsx';

const columns: readonly TableColumn[] = [
  { title: 'row', width: '72px' },
  { title: 'time (ms)', width: '124px' },
  { title: 'thread', width: '110px' },
  { title: 'kind', width: '130px' },
  { title: 'operation', width: '84px' },
  { title: 'what', width: 'minmax(260px, 1fr)' },
];

/** Every row of the trace, as it was written. The row at the cursor is marked. */
export function RowsTable({ trace }: { readonly trace: Trace }) {
  const { store } = useApp();
  const cursor = useSelect(selectShownMoment);
  const textAt = useCallback((row: number) => `${trace.kind(row)} ${what(trace, row)}`, [trace]);
  const operationAt = useCallback((row: number) => trace.get('operation', row), [trace]);
  const filtered = useFittingTexts(trace, trace.rows.length, textAt, operationAt);
  // Without a filter a row is its own number: there are too many for a list of them each time.
  const rows = filtered ?? { length: trace.rows.length, at: (row: number) => row };
  const selected = useRows(() => lastUpTo(trace, rows, cursor)) ?? -1;
  const select = (row: number) => {
    const { select: choose, lookAt } = store.getState();
    const operation = trace.get('operation', row);
    const call = trace.get('call', row);
    if (operation !== 0) choose({ kind: 'operation', id: operation });
    else if (call !== 0) choose({ kind: 'call', id: call });
    lookAt(trace.get('time', row));
  };
  return (
    <VirtualTable
      label="Rows"
      testId="rows-table"
      columns={columns}
      rows={rows}
      keyOf={(row) => row}
      selected={selected}
      empty="No row fits the query, as far as was looked."
      cells={(row) => cellsOf(trace, row)}
      onSelect={select}
    />
  );
}

/** The index of the last of the rows whose time is not after a moment. */
function lastUpTo(trace: Trace, rows: Pick<readonly number[], 'length' | 'at'>, ns: number): number {
  const end = trace.rows.firstAfter(ns);
  let low = -1;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows.at(middle) ?? 0) < end) low = middle;
    else high = middle - 1;
  }
  return low;
}

function cellsOf(trace: Trace, row: number): readonly ReactNode[] {
  const thread = trace.get('thread', row);
  return [
    row,
    formatMomentShort(trace.get('time', row)),
    trace.threads.get(thread)?.name ?? thread,
    trace.kind(row),
    trace.get('operation', row) || '',
    what(trace, row),
  ];
}

function what(trace: Trace, row: number): string {
  const kind = trace.kind(row);
  const call = trace.calls.get(trace.get('call', row));
  switch (kind) {
    case 'call-entered':
      return call === undefined ? trace.api(row) : `${call.api}(${callText(trace, call).arguments.join(', ')})`;
    case 'call-returned':
      return `${trace.api(row)} → ${call === undefined ? '' : (callText(trace, call).result ?? '')}`;
    case 'completed':
      return `${statusName(trace.get('status', row))}, ${trace.get('value', row)} bytes${trace.get('call', row) === 0 ? ', seen by the observer' : ''}`;
    case 'event-state':
      return `${objectName(trace, trace.get('object', row))} is ${trace.get('value', row) === 0 ? 'not signaled' : 'signaled'}`;
    case 'socket-opened':
    case 'event-opened':
    case 'port-opened':
    case 'file-opened':
    case 'object-closed':
      return objectName(trace, trace.get('object', row));
    case 'slot-allocated':
    case 'slot-released':
      return `WSAOVERLAPPED 0x${(trace.slots.get(trace.get('slot', row))?.address ?? 0).toString(16).toUpperCase()}`;
    case 'gap':
    case 'packet-dequeued':
    case 'port-depth':
    case 'routine-entered':
    case 'routine-left':
    case 'balance':
    case 'overrun':
      return rowText(trace, row) ?? '';
    case 'buffers':
      return `the first of ${trace.get('value', row)} bytes`;
    case 'leaked':
    case 'none':
      return '';
    case 'thread-started':
    case 'thread-ended':
    case 'socket-named':
    case 'program-waits':
    case 'program-goes-on':
    case 'note':
    case 'chapter':
    case 'fact':
    case 'session-ended':
      return trace.text(row);
  }
}
