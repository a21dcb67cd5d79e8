import type { ReactNode } from 'react';
import type { CommandId } from '../../protocol/index.ts';
import { useApp, useSelect, useShown } from '../app-context.ts';
import { keyCaps } from '../commands/key-names.ts';
import { formatDuration, formatMoment } from '../format/format-duration.ts';
import { selectCanGo } from '../state/store.ts';
import { LaneFilter } from './lane-heads.tsx';
import { HEADER_CSS } from '../timeline/draw-ruler.ts';

/** Beside the ruler: back and forward through the views, and the whole session. */
export function StageTools() {
  const shown = useShown();
  const canGoBack = useSelect((state) => selectCanGo(state, -1));
  const canGoForward = useSelect((state) => selectCanGo(state, 1));
  if (shown?.trace === undefined) return null;
  return (
    <>
      <LaneFilter />
      <div className="stage-tools" role="toolbar" aria-label="View" style={{ top: HEADER_CSS - 43 }}>
        <ToolButton command="back" isPossible={canGoBack}>
          <path d="M10 3 5 8l5 5" />
        </ToolButton>
        <ToolButton command="forward" isPossible={canGoForward}>
          <path d="m6 3 5 5-5 5" />
        </ToolButton>
        <ToolButton command="fit">
          <path d="M2 3v10M14 3v10M4.5 8h7M6.5 5.5 4 8l2.5 2.5M9.5 5.5 12 8l-2.5 2.5" />
        </ToolButton>
      </div>
    </>
  );
}

/** A command as an icon, named by its title and key. */
function ToolButton(props: {
  readonly command: CommandId;
  readonly isPossible?: boolean;
  readonly children: ReactNode;
}) {
  const { commands } = useApp();
  const command = commands.find(({ id }) => id === props.command);
  if (command === undefined) return null;
  const [key] = command.keys;
  return (
    <button
      type="button"
      className="tool"
      aria-label={command.title}
      title={key === undefined ? command.title : `${command.title} (${keyCaps(key).join(' ')})`}
      disabled={props.isPossible === false}
      onClick={command.run}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {props.children}
      </svg>
    </button>
  );
}

/** The range that was marked, in words, and what can be done with it. */
export function RangeWords() {
  const { store } = useApp();
  const range = useSelect((state) => state.range);
  return (
    <div role="status" data-testid="range">
      {range === undefined ? null : (
        <div className="chip mono">
          <b>{formatDuration(range.toNs - range.fromNs)}</b>
          <span className="faint">
            {formatMoment(range.fromNs)} to {formatMoment(range.toNs)}
          </span>
          <button
            type="button"
            className="button"
            title="Zoom to the range (Z)"
            onClick={() => store.getState().fit(range.fromNs, range.toNs)}
          >
            Zoom
          </button>
          <button
            type="button"
            className="button"
            title="Clear the range (Esc)"
            aria-label="Clear the range"
            onClick={() => store.getState().clearRange()}
          >
            ×
          </button>
        </div>
      )}
    </div>
  );
}

/** Only while rows come and the view does not follow them. */
export function FollowButton() {
  const { commands } = useApp();
  const follow = useSelect((state) => state.follow);
  const isRunning = useSelect(({ host }) => host?.session?.state === 'running' || host?.session?.state === 'paused');
  const shown = useShown();
  if (follow || !isRunning || shown?.origin !== 'live') return null;
  return (
    <button type="button" className="button follow" onClick={commands.find(({ id }) => id === 'follow')?.run}>
      Follow the live edge
    </button>
  );
}
