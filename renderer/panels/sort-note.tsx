import type { SortedOperations } from '../../trace/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { formatCount, formatMoment } from '../format/format-duration.ts';
import type { TableSort } from '../state/order-slice.ts';
import { operationColumns } from './operation-columns.ts';

/** Says which order the table is in, as of when, and where to find what has no place in it. */
export function SortNote({
  sort,
  sorted,
}: {
  readonly sort: TableSort;
  readonly sorted: SortedOperations | undefined;
}) {
  const { store } = useApp();
  const isDone = useSelect((state) => state.order.isDone);
  const hasCursor = useSelect((state) => state.cursorNs !== undefined);
  const sortsAnother = sorted?.of.key !== sort.key || !isDone;
  return (
    <div className="table-note">
      <span role="status">
        {sortsAnother
          ? `Sorting by ${nameOf(sort.key)} …`
          : `By ${nameOf(sort.key)}, ${columnOf(sort.key).directions[sort.isDescending ? 1 : 0]}.`}
        {sorted === undefined || sorted.unkeyed === 0
          ? ''
          : ` ${formatCount(sorted.unkeyed)} that have none come last.`}
      </span>
      {sorted?.of.isOutdated() === true ? (
        <span>The order of {formatMoment(sorted.of.atNs)}: rows keep coming.</span>
      ) : null}
      {hasCursor ? <span>What came of it after the cursor is faint.</span> : null}
      <button type="button" className="link" onClick={() => store.getState().setSort(undefined)}>
        Back to the order of issue
      </button>
    </div>
  );
}

function columnOf(key: TableSort['key']) {
  return operationColumns.find((column) => column.key === key)!;
}

function nameOf(key: TableSort['key']): string {
  return columnOf(key).title.replace(' (ms)', '').replace('#', 'number');
}
