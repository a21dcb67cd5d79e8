import { useApp, useSelect, useShown } from '../app-context.ts';
import type { Tab } from '../state/settings-slice.ts';
import { OperationsTable } from './operations-table.tsx';
import { QueryBox } from './query-box.tsx';
import { RowsTable } from './rows-table.tsx';
import { StatisticsPanel } from './statistics-panel.tsx';
import { Transcript } from './transcript.tsx';

const tabs: readonly { readonly tab: Tab; readonly title: string }[] = [
  { tab: 'operations', title: 'Operations' },
  { tab: 'rows', title: 'Rows' },
  { tab: 'transcript', title: 'Transcript' },
  { tab: 'statistics', title: 'Statistics' },
];

/** The timeline in words: every operation, every row, every call. */
export function BottomPanel() {
  const { store } = useApp();
  const tab = useSelect((state) => state.tab);
  const trace = useShown()?.trace;
  return (
    <section className="bottom" aria-label="Tables">
      <div className="tabs">
        <div role="tablist" aria-label="Tables">
          {tabs.map((one) => (
            <button
              key={one.tab}
              type="button"
              role="tab"
              id={`tab-${one.tab}`}
              aria-selected={tab === one.tab}
              aria-controls="table-panel"
              onClick={() => store.getState().setTab(one.tab)}
            >
              {one.title}
            </button>
          ))}
        </div>
        <span className="spring" />
        <QueryBox />
      </div>
      <div className="table-panel" id="table-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {trace === undefined ? (
          <p className="faint padded">There are no rows yet.</p>
        ) : tab === 'operations' ? (
          <OperationsTable trace={trace} />
        ) : tab === 'rows' ? (
          <RowsTable trace={trace} />
        ) : tab === 'transcript' ? (
          <Transcript trace={trace} />
        ) : (
          <StatisticsPanel trace={trace} />
        )}
      </div>
    </section>
  );
}
