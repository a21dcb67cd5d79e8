import { Suspense, useEffect, useEffectEvent, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { ROW_CSS, useVirtualRows } from './virtual-rows.ts';

export interface TableColumn {
  readonly title: string;
  /** A grid track: `60px`, `minmax(0, 1fr)`. */
  readonly width: string;
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
  readonly selected: number;
  readonly onSelect: (row: Row) => void;
  readonly empty: string;
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
  const { label, testId, columns, rows, keyOf, cells, testIdOf, isMarked, selected, onSelect, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { first, count, topCss, heightCss, reveal } = useVirtualRows(scroller, rows.length);
  const revealNow = useEffectEvent(() => reveal(selected));
  useEffect(() => {
    if (selected >= 0) revealNow();
  }, [selected]);
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
        {columns.map(({ title }) => (
          <span key={title} role="columnheader">
            {title}
          </span>
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
    </div>
  );
}
