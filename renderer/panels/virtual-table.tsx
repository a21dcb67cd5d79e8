import { Suspense, useEffect, useEffectEvent, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { ROW_CSS, useVirtualRows } from './virtual-rows.ts';

export interface TableColumn {
  readonly title: string;
  /** A grid track: `60px`, `minmax(0, 1fr)`. */
  readonly width: string;
  /** How the table is sorted by it now; absent: it does not sort. */
  readonly sorting?: 'ascending' | 'descending' | 'none';
  readonly onSort?: () => void;
}

export interface VirtualTableProps<Row> {
  readonly label: string;
  readonly testId: string;
  readonly columns: readonly TableColumn[];
  /** A list, or what can be asked like one. */
  readonly rows: { readonly length: number; at(index: number): Row | undefined };
  readonly keyOf: (row: Row) => string | number;
  readonly cells: (row: Row) => readonly ReactNode[];
  readonly testIdOf?: (row: Row) => string;
  /** Rows that stand out; undefined: none is to. */
  readonly isMarked?: ((row: Row) => boolean) | undefined;
  /** Its rank; -1: none is. */
  readonly selected: number;
  /** The selected row is scrolled into sight when this is another; by default when its rank is. */
  readonly revealOn?: unknown;
  /** The first row is scrolled into sight when this is another. */
  readonly startOn?: unknown;
  readonly onSelect: (row: Row) => void;
  readonly empty: string;
  /** What is to be said below the rows. */
  readonly note?: ReactNode;
}

/** What a row says; it may have to be read first. */
function Cells({ of, columns }: { readonly of: () => readonly ReactNode[]; readonly columns: readonly TableColumn[] }) {
  return of().map((cell, index) => (
    <span key={columns[index]?.title} role="cell">
      {cell}
    </span>
  ));
}

/** A table of any length, of which only the rows in sight are in the page. Arrow keys go from row to row. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, testId, columns, rows, keyOf, cells, testIdOf, isMarked, selected, onSelect, empty, note } = props;
  const { revealOn = selected, startOn } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { first, count, topCss, heightCss, reveal } = useVirtualRows(scroller, rows.length);
  const revealNow = useEffectEvent(() => {
    if (selected >= 0) reveal(selected);
  });
  const before = useRef<{ readonly revealOn: unknown; readonly startOn: unknown }>(undefined);
  useEffect(() => {
    const { current } = before;
    before.current = { revealOn, startOn };
    if (current !== undefined && current.startOn !== startOn) scroller.current?.scrollTo({ top: 0 });
    else if (current?.revealOn !== revealOn) revealNow();
  }, [revealOn, startOn]);
  const gridTemplateColumns = columns.map(({ width }) => width).join(' ');
  const move = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    const next = rows.at(Math.min(Math.max(selected + step, 0), rows.length - 1));
    if (next !== undefined) onSelect(next);
  };
  return (
    <div className="table" role="table" aria-label={label} aria-rowcount={rows.length + 1} data-testid={testId}>
      <div className="table-head" role="row" style={{ gridTemplateColumns }}>
        {columns.map((column) => (
          <ColumnHead key={column.title} column={column} />
        ))}
      </div>
      <div
        ref={scroller}
        className="table-body mono"
        role="rowgroup"
        tabIndex={0}
        data-keeps-arrows
        aria-label={`${label}: arrow keys choose a row`}
        onKeyDown={move}
      >
        {rows.length === 0 ? <p className="faint padded">{empty}</p> : null}
        <div role="presentation" style={{ height: heightCss, position: 'relative' }}>
          {Array.from({ length: count }, (_, nth) => {
            const index = first + nth;
            const row = rows.at(index);
            if (row === undefined) return null;
            return (
              <div
                key={keyOf(row)}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === selected}
                className={isMarked?.(row) === true ? 'table-row is-marked' : 'table-row'}
                data-testid={testIdOf?.(row)}
                style={{ gridTemplateColumns, transform: `translateY(${topCss + nth * ROW_CSS}px)` }}
                onClick={() => onSelect(row)}
              >
                <Suspense fallback={<span role="cell">…</span>}>
                  <Cells of={() => cells(row)} columns={columns} />
                </Suspense>
              </div>
            );
          })}
        </div>
      </div>
      {note}
    </div>
  );
}

/** A title, which sorts by its column where that is possible. */
function ColumnHead({ column: { title, sorting, onSort } }: { readonly column: TableColumn }) {
  if (sorting === undefined) return <span role="columnheader">{title}</span>;
  return (
    <span role="columnheader" aria-sort={sorting}>
      <button type="button" className="table-sort" onClick={onSort}>
        {title}
        <span aria-hidden="true">{sorting === 'none' ? '' : sorting === 'ascending' ? '▲' : '▼'}</span>
      </button>
    </span>
  );
}
