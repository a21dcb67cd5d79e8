import type { Mark } from '../../trace/index.ts';
import { useApp, useSelect, useShown } from '../app-context.ts';
import { formatBytes, formatMoment } from '../format/format-duration.ts';
import { selectSessionActive } from '../state/store.ts';

/** The recordings that can be opened by name, and the chapters and notes of the one that is shown. */
export function RecordingsPanel() {
  const { actions } = useApp();
  const recordings = useSelect(({ host }) => host?.recordings);
  const isActive = useSelect(selectSessionActive);
  const shown = useShown();
  const marks = shown?.trace?.marks ?? [];
  return (
    <>
      <h2>Recordings</h2>
      <p className="faint">Choose one, press Open…, or drop a file (.ovl) on the window.</p>
      <ul className="list">
        {(recordings ?? []).map(({ name, bytes }) => (
          <li key={name}>
            <button
              type="button"
              className="list-item"
              data-testid={`recording-${name}`}
              disabled={isActive}
              aria-current={shown?.name === name ? 'true' : undefined}
              onClick={() => actions.openByName(name)}
            >
              {name}
              <span className="faint"> {formatBytes(bytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {marks.length === 0 ? null : (
        <>
          <h3>Chapters and notes</h3>
          <ul className="list">
            {marks.map((mark, index) => (
              <MarkItem key={`${mark.time} ${index}`} mark={mark} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function MarkItem({ mark }: { readonly mark: Mark }) {
  const { store } = useApp();
  const thread = useShown()?.trace?.threads.get(mark.thread)?.name;
  const show = () => store.getState().lookAt(mark.time);
  return (
    <li>
      <button type="button" className={`list-item is-${mark.kind}`} onClick={show}>
        {mark.text}
        <span className="faint mono">
          {' '}
          {formatMoment(mark.time)} {thread}
        </span>
      </button>
    </li>
  );
}
