import type { ReactNode } from 'react';
import { useApp, useSelect, useShown } from '../app-context.ts';
import { formatBytes } from '../format/format-duration.ts';
import { selectLesson } from '../state/store.ts';
import { lessonTexts } from '../../lessons/index.ts';
import { KeyCaps } from './keys-dialog.tsx';

/** What the stage shows while it has no timeline to show, or while another is on its way. */
export function StageStates() {
  const hasTrace = useShown()?.trace !== undefined;
  const progress = useSelect((state) => state.progress);
  const loading = useSelect((state) => state.loading);
  const tooBig = useSelect((state) => state.tooBig);
  const problem = useSelect((state) => state.problem);
  const session = useSelect(({ host }) => host?.session?.state);
  if (progress !== undefined) return hasTrace ? <LoadingStrip {...progress} /> : <LoadingStage {...progress} />;
  if (loading) return <LoadingStage sentence="The recording is being opened." />;
  if (tooBig !== undefined) return <TooBigStage {...tooBig} />;
  if (hasTrace) return null;
  if (session === 'starting') {
    return <LoadingStage sentence="The threads of the lesson are being started on a real Winsock." />;
  }
  return problem === undefined ? <EmptyStage /> : <ErrorStage sentence={problem} />;
}

export interface Progress {
  /** 0 to 1; undefined: nobody knows how much there is. */
  readonly part?: number | undefined;
  readonly sentence: string;
  /** Absent: it cannot be stopped. */
  readonly onCancel?: (() => void) | undefined;
}

/** Something is on its way: how far it is, and a way out. */
export function LoadingStage({ part, sentence, onCancel }: Progress) {
  const percent = part === undefined ? undefined : Math.round(Math.min(Math.max(part, 0), 1) * 100);
  return (
    <StageState testId="loading" title="One moment …" sentence={sentence}>
      <div
        className={percent === undefined ? 'progress is-endless' : 'progress'}
        role="progressbar"
        aria-label={sentence}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: percent === undefined ? undefined : `${percent}%` }} />
      </div>
      <div className="progress-line mono">
        <span>{percent === undefined ? '' : `${percent} %`}</span>
        {onCancel === undefined ? null : (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </StageState>
  );
}

/** The same beside what is there already. */
function LoadingStrip({ part = 0, sentence, onCancel }: Progress) {
  const percent = Math.round(part * 100);
  return (
    <div className="loading-strip" data-testid="loading-strip">
      <span>{sentence}</span>
      <div
        className="progress"
        role="progressbar"
        aria-label={sentence}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <span className="mono">{percent} %</span>
      <button type="button" className="button" onClick={onCancel}>
        Stop reading
      </button>
    </div>
  );
}

/** Nothing has happened yet: where to begin, and how to read what will be drawn. */
function EmptyStage() {
  const { commands } = useApp();
  const chosen = useSelect(selectLesson);
  const canRun = useSelect(({ host }) => host?.winsock.available === true);
  const title = lessonTexts.find(({ name }) => name === chosen)?.title;
  const run = (id: string) => commands.find((command) => command.id === id)?.run();
  return (
    <StageState
      testId="empty"
      title="Nothing is simulated here"
      sentence="Run a lesson live, or open a recording: every bar that you will see is a real WSAOVERLAPPED that a real Winsock processed."
    >
      <div className="buttons">
        {canRun ? (
          <button type="button" className="button primary" onClick={() => run('run-lesson')}>
            Run “{title}”
          </button>
        ) : null}
        <button type="button" className="button" onClick={() => run('open')}>
          Open a recording…
        </button>
        <button type="button" className="button" onClick={() => run('palette')}>
          Everything else <KeyCaps of="ctrl+k" />
        </button>
      </div>
      <ul className="legend" aria-label="How the states of an operation are drawn">
        {legend.map(([state, says]) => (
          <li key={state}>
            <span className={`legend-bar state-${state.replace(' ', '-')}`} />
            <b>{state}</b>
            <span>{says}</span>
          </li>
        ))}
      </ul>
    </StageState>
  );
}

const legend = [
  ['call', 'the call has not returned'],
  ['in flight', 'Windows works on it'],
  ['unnoticed', 'done, and nobody knows'],
  ['unfetched', 'known, not read yet'],
  ['fetched', 'the result was read'],
  ['failed', 'it ended with an error'],
] as const;

/** What was wanted could not be shown, and there is nothing else to show. */
function ErrorStage({ sentence }: { readonly sentence: string }) {
  return (
    <StageState testId="problem" title="That did not work" sentence={sentence} kind="is-problem">
      <WaysOut />
    </StageState>
  );
}

/** A file that this window cannot hold. Bytes. */
export interface TooBig {
  readonly name: string;
  readonly bytes: number;
  readonly most: number;
}

function TooBigStage({ name, bytes, most }: TooBig) {
  const { store } = useApp();
  const shown = useShown();
  return (
    <StageState
      testId="too-big"
      title="This recording is too big for the window"
      sentence={`${name} has ${formatBytes(bytes)}; up to ${formatBytes(most)} can be opened here. Nothing of it was read. Record for a shorter time, or with fewer operations.`}
      kind="is-problem"
    >
      {shown === undefined ? (
        <WaysOut />
      ) : (
        <button type="button" className="button primary" onClick={() => store.getState().setTooBig(undefined)}>
          Back to {shown.fileName}
        </button>
      )}
    </StageState>
  );
}

function WaysOut() {
  const { commands, store } = useApp();
  return (
    <div className="buttons">
      <button type="button" className="button primary" onClick={() => commands.find(({ id }) => id === 'open')?.run()}>
        Open another…
      </button>
      <button
        type="button"
        className="button"
        onClick={() => commands.find(({ id }) => id === 'show-recordings')?.run()}
      >
        Show the recordings
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          store.getState().setTooBig(undefined);
          store.getState().setProblem(undefined);
        }}
      >
        Close
      </button>
    </div>
  );
}

function StageState(props: {
  readonly testId: string;
  readonly title: string;
  readonly sentence: string;
  readonly kind?: string;
  readonly children: ReactNode;
}) {
  const { testId, title, sentence, kind = '', children } = props;
  return (
    <div className={`stage-state ${kind}`} data-testid={testId} role={kind === '' ? undefined : 'alert'}>
      <h2>{title}</h2>
      <p>{sentence}</p>
      {children}
    </div>
  );
}
