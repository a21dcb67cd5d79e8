import type { FilteredOperations, Operation, SortedOperations, Trace } from '../../trace/index.ts';
import { useEffect } from 'react';
import { useApp, useSelect } from '../app-context.ts';
import { selectShownMoment } from '../state/store.ts';
import { cellAt, operationColumns, sortedCell } from './operation-columns.ts';
import { SortNote } from './sort-note.tsx';
import { VirtualTable, type TableColumn } from './virtual-table.tsx';

/**
 * Every operation, or those that fit the query, as they stand at the cursor: the accessible twin of the timeline. In the
 * order of their issue, or by a column.
 */
export function OperationsTable({ trace }: { readonly trace: Trace }) {
  const { store, search, order } = useApp();
  const cursor = useSelect(selectShownMoment);
  const selection = useSelect((state) => state.selection);
  const mode = useSelect((state) => state.filterMode);
  const sort = useSelect((state) => state.sort);
  useSelect((state) => state.search.version);
  useSelect((state) => state.order.version);
  useEffect(() => order.want(), [order]);
  const { filtered } = search;
  const only = mode === 'only' ? filtered : undefined;
  const sorted = order.sortedOf(trace, only);
  const isDescending = sort?.isDescending === true;
  const wanted = selection?.kind === 'operation' ? trace.operations.placeOf(selection.id) : undefined;
  const columns = operationColumns.map(({ key, title, width, isDescendingFirst = false }): TableColumn => {
    const sorting = sorted?.of.key !== key ? 'none' : isDescending ? 'descending' : 'ascending';
    return { title, width, sorting, onSort: () => store.getState().sortBy(key, isDescendingFirst) };
  });
  return (
    <VirtualTable
      label="Operations"
      testId="operations-table"
      columns={columns}
      rows={sorted === undefined ? (only ?? trace.operations) : inOrder(sorted, isDescending)}
      keyOf={({ id }) => id}
      testIdOf={({ id }) => `operation-row-${id}`}
      isMarked={only === filtered ? undefined : ({ id }) => search.matches(trace.operations.placeOf(id) ?? -1)}
      selected={sorted === undefined ? rankOf(only, wanted) : sorted.rankOf(wanted ?? -1, isDescending)}
      revealOn={`${selection?.id} ${mode}`}
      startOn={sort}
      empty={only === undefined ? 'No operation has been issued yet.' : 'No operation fits the query.'}
      note={sort === undefined ? undefined : <SortNote sort={sort} sorted={sorted} />}
      cells={(operation) => cellsOf(trace, operation, cursor, sorted)}
      onSelect={({ id, issuedAt }) => {
        store.getState().select({ kind: 'operation', id });
        store.getState().lookAt(issuedAt);
      }}
    />
  );
}

function inOrder(sorted: SortedOperations, isDescending: boolean) {
  return { length: sorted.length, at: (rank: number) => sorted.at(rank, isDescending) };
}

/** Which row of the table in the order of issue an operation is, by its place among all; -1: none. */
function rankOf(only: FilteredOperations | undefined, place: number | undefined): number {
  if (place === undefined) return -1;
  if (only === undefined) return place;
  return only.matches(place) ? only.places.rankOf(place) : -1;
}

function cellsOf(trace: Trace, operation: Operation, cursor: number, sorted: SortedOperations | undefined) {
  return operationColumns.map((column) => {
    const { text, look } =
      column.key === sorted?.of.key
        ? sortedCell(column, trace, operation, cursor, sorted.of.atNs)
        : cellAt(column, trace, operation, cursor);
    return look === undefined ? (
      text
    ) : (
      <span key={column.key} className={look}>
        {text}
      </span>
    );
  });
}
