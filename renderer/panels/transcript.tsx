import { useCallback } from 'react';
import { callText, type Call, type Trace } from '../../trace/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { formatMomentShort } from '../format/format-duration.ts';
import { useFittingTexts } from './use-fitting-texts.ts';
import { VirtualTable, type TableColumn } from './virtual-table.tsx';

const columns: readonly TableColumn[] = [
  { title: 'entered (ms)', width: '124px' },
  { title: 'thread', width: '110px' },
  { title: 'call', width: 'minmax(320px, 2fr)' },
  { title: 'result', width: 'minmax(220px, 1fr)' },
];

/** Every call as C would write it, in the order of entry. */
export function Transcript({ trace }: { readonly trace: Trace }) {
  const { store } = useApp();
  const selection = useSelect((state) => state.selection);
  const { calls } = trace;
  const textAt = useCallback((place: number) => line(trace, trace.calls.at(place)!), [trace]);
  const operationAt = useCallback((place: number) => trace.calls.at(place)!.operation, [trace]);
  const filtered = useFittingTexts(trace, calls.length, textAt, operationAt);
  const rows = filtered ?? { length: calls.length, at: (place: number) => place };
  const wanted = selection?.kind === 'call' ? selection.id : (trace.operation(selection?.id ?? 0)?.call ?? 0);
  const place = calls.placeOf(wanted) ?? -1;
  const selected = filtered === undefined ? place : filtered.indexOf(place);
  return (
    <VirtualTable
      label="Transcript"
      testId="transcript"
      columns={columns}
      rows={rows}
      keyOf={(at) => at}
      selected={selected}
      empty={filtered === undefined ? 'No call has been made yet.' : 'No call fits the query, as far as was looked.'}
      cells={(at) => {
        const call = calls.at(at)!;
        const text = callText(trace, call);
        return [
          formatMomentShort(call.enteredAt),
          trace.threads.get(call.thread)?.name ?? '',
          `${text.api}(${text.arguments.join(', ')});`,
          text.result === undefined ? '…' : `→ ${text.result}`,
        ];
      }}
      onSelect={(at) => {
        const call = calls.at(at)!;
        store.getState().select({ kind: 'call', id: call.id });
        store.getState().lookAt(call.enteredAt);
      }}
    />
  );
}

function line(trace: Trace, call: Call): string {
  const text = callText(trace, call);
  return `${text.api} ${text.arguments.join(' ')} ${text.result ?? ''} ${trace.threads.get(call.thread)?.name ?? ''}`;
}
