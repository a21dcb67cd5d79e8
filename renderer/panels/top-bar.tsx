import { useApp, useSelect, useShown } from '../app-context.ts';
import { selectSessionActive } from '../state/store.ts';
import type { Mode } from '../state/settings-slice.ts';
import { KeyCaps } from './keys-dialog.tsx';
import { Logo } from './logo.tsx';

const modes: readonly { readonly mode: Mode; readonly title: string }[] = [
  { mode: 'lessons', title: 'Lessons' },
  { mode: 'recordings', title: 'Recordings' },
];

export function TopBar() {
  const { store, actions, panels } = useApp();
  const mode = useSelect((state) => state.mode);
  const theme = useSelect((state) => state.theme);
  return (
    <header className="top-bar">
      <h1 className="logo">
        <Logo />
        Overlook
      </h1>
      <nav aria-label="Modes">
        {modes.map((one) => (
          <button
            key={one.mode}
            type="button"
            className="mode"
            data-testid={`mode-${one.mode}`}
            aria-current={mode === one.mode ? 'page' : undefined}
            onClick={() => {
              store.getState().setMode(one.mode);
              panels.show('left');
            }}
          >
            {one.title}
          </button>
        ))}
      </nav>
      <SessionButtons />
      <SessionPill />
      <span className="spring" />
      <button
        type="button"
        className="button open-palette"
        aria-keyshortcuts="Control+K"
        onClick={() => store.getState().setDialog('palette')}
      >
        <span>Search or command</span>
        <KeyCaps of="ctrl+k" />
      </button>
      <button type="button" className="button" data-testid="open-file" onClick={() => actions.chooseFile()}>
        Open…
      </button>
      <button type="button" className="button" data-testid="save" onClick={() => actions.save()}>
        Save
      </button>
      <button
        type="button"
        className="button"
        data-testid="theme"
        aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
        onClick={() => store.getState().toggleTheme()}
      >
        {theme === 'dark' ? 'Light' : 'Dark'}
      </button>
      <button
        type="button"
        className="button"
        aria-label="Show the keys"
        onClick={() => store.getState().setDialog('keys')}
      >
        ?
      </button>
    </header>
  );
}

/** What can be done with a session that runs. It is started beside its lesson. */
function SessionButtons() {
  const { actions } = useApp();
  const state = useSelect(({ host }) => host?.session?.state);
  const isActive = useSelect(selectSessionActive);
  if (!isActive) return null;
  const canPause = state === 'running';
  const isPaused = state === 'paused';
  return (
    <span className="buttons">
      {isPaused ? (
        <button type="button" className="button primary" data-testid="resume" onClick={() => actions.control('resume')}>
          Resume
        </button>
      ) : (
        <button
          type="button"
          className="button"
          data-testid="pause"
          disabled={!canPause}
          onClick={() => actions.control('pause')}
        >
          Pause
        </button>
      )}
      <button
        type="button"
        className="button"
        data-testid="step"
        disabled={!isPaused}
        onClick={() => actions.control('step')}
      >
        Step
      </button>
      <button
        type="button"
        className="button"
        data-testid="stop"
        disabled={state === 'stopping'}
        onClick={() => actions.control('stop')}
      >
        Stop
      </button>
    </span>
  );
}

const sessionWords = {
  starting: 'starting',
  running: 'live',
  paused: 'paused',
  stopping: 'stopping',
  ended: 'ended',
  failed: 'failed',
} as const;

/** How things stand, in one line: the session, its operations, and whose Winsock it is. */
export function SessionPill() {
  const shown = useShown();
  const session = useSelect(({ host }) => host?.session);
  const isLive = shown?.origin === 'live';
  const word =
    isLive && session !== undefined ? sessionWords[session.state] : shown === undefined ? 'ready' : 'recording';
  const operations = shown?.trace?.operations.length;
  const system = shown?.trace?.info.system;
  return (
    <span className={`pill is-${word}`} data-testid="session-state" role="status">
      <span className="dot" />
      <span className="pill-text">
        {[
          word,
          operations === undefined ? '' : `${operations} operations`,
          system === undefined ? '' : `${system.winsock} · ${system.name}`,
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </span>
  );
}
