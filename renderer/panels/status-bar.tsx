import { useApp, useSelect, useShown } from '../app-context.ts';
import { formatBytes, formatMoment, formatMomentShort } from '../format/format-duration.ts';
import { balanceText } from '../state/balance-text.ts';
import { selectShownMoment } from '../state/store.ts';
import { PANELS, type PanelName } from './window-panels.ts';

export function StatusBar() {
  const cursor = useSelect(selectShownMoment);
  const view = useSelect((state) => state.view);
  const shown = useShown();
  const version = useSelect(({ host }) => host?.version);
  const trace = shown?.trace;
  return (
    <footer className="status mono">
      {trace === undefined ? (
        <span>no rows yet</span>
      ) : (
        <>
          <span data-testid="cursor-time">{formatMoment(cursor)}</span>
          <span>
            view {formatMomentShort(Math.max(view.startNs, 0))} to {formatMoment(view.endNs)}
          </span>
        </>
      )}
      <span className={trace !== undefined && trace.lostRows > 0 ? 'warning' : undefined}>
        {trace === undefined || trace.lostOperations === 0 ? '' : `${trace.lostOperations} operations, `}
        {trace?.lostRows ?? 0} rows dropped
      </span>
      {trace?.balance === undefined ? null : (
        <span data-testid="balance" className={trace.balance.leaked > 0 ? 'warning' : undefined}>
          {balanceText(trace.balance, trace.operations.length)}
        </span>
      )}
      {shown === undefined ? null : (
        <span className="gives-way">
          {shown.origin === 'live' ? 'recording ' : ''}
          {shown.fileName} · {formatBytes(shown.bytes)}
        </span>
      )}
      <span className="spring" />
      <span className="hint-long gives-way">W S zoom · A D pan · [ ] next step in this life · ? keys</span>
      <span className="gives-way">{version === undefined ? '' : `Overlook ${version}`}</span>
      <PanelButtons />
    </footer>
  );
}

/** Shows and hides the panels around the timeline. */
function PanelButtons() {
  const { panels } = useApp();
  const hidden = useSelect((state) => state.hiddenPanels);
  const filled: Readonly<Record<PanelName, string>> = {
    left: 'M2 3h4v10H2z',
    below: 'M2 9h12v4H2z',
    right: 'M10 3h4v10h-4z',
  };
  return (
    <span className="panel-buttons">
      {(['left', 'below', 'right'] as const).map((name) => (
        <button
          key={name}
          type="button"
          className="tool"
          aria-label={`Show the ${PANELS[name].title}`}
          aria-pressed={!hidden.includes(name)}
          title={`${hidden.includes(name) ? 'Show' : 'Hide'} the ${PANELS[name].title}`}
          onClick={() => panels.toggle(name)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 3h12v10H2z" />
            {hidden.includes(name) ? null : <path d={filled[name]} className="is-filled" />}
          </svg>
        </button>
      ))}
    </span>
  );
}
