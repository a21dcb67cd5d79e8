import { useApp, useSelect, useShown } from '../app-context.ts';
import { formatBytes } from '../format/format-duration.ts';
import { OperationLinks } from './operation-links.tsx';

/** What a person must be told, in sentences, above everything: what went wrong, what was lost, that there is no host. */
export function Notices() {
  const { store } = useApp();
  const problem = useSelect((state) => state.problem);
  const hostProblem = useSelect((state) => state.host?.problem);
  const session = useSelect((state) => state.host?.session);
  const connection = useSelect((state) => state.connection);
  const shown = useShown();
  /** With nothing to show, the stage says it, and what to do. */
  const isOnStage = shown?.trace === undefined;
  const failure = session?.state === 'failed' && shown?.origin === 'live' ? session.text : undefined;
  const lostBytes = shown?.lostBytes ?? 0;
  const unread = shown?.unreadBytes ?? 0;
  const lostRows = shown?.trace?.lostRows ?? 0;
  const lostOperations = shown?.trace?.lostOperations ?? 0;
  const overruns = shown?.trace?.marks.filter(({ kind }) => kind === 'overrun') ?? [];
  const leaked = shown?.trace?.ended === true ? shown.trace.leaked : [];
  const bad = shown?.badMessages ?? 0;
  return (
    <div className="notices">
      {problem === undefined || isOnStage ? null : (
        <div className="notice is-problem" role="alert" data-testid="problem">
          <span>{problem}</span>
          <button type="button" className="button" onClick={() => store.getState().setProblem(undefined)}>
            Close
          </button>
        </div>
      )}
      {hostProblem === undefined ? null : (
        <div className="notice is-problem" role="alert" data-testid="host-problem">
          {hostProblem}
        </div>
      )}
      {failure === undefined || failure === '' ? null : (
        <div className="notice is-problem" role="alert" data-testid="session-problem">
          {failure}
        </div>
      )}
      {connection.state === 'lost' ? (
        <div className="notice is-warning" role="status" data-testid="connection">
          The connection to Overlook’s host is lost, and is tried again. The timeline stays; rows that are not here are
          in the host’s recording. Files can still be opened.
        </div>
      ) : null}
      {unread === 0 ? null : (
        <div className="notice is-warning" role="status" data-testid="unread">
          The last {formatBytes(unread)} of this recording were not read: reading was stopped. Open it again to read all
          of it.
        </div>
      )}
      {lostBytes === 0 && bad === 0 ? null : (
        <div className="notice is-warning" role="status" data-testid="loss">
          {lostBytes === 0
            ? ''
            : `The last ${formatBytes(lostBytes)} of this recording could not be read: it was cut off. `}
          {bad === 0 ? '' : `${bad} batches of this recording could not be read: they are damaged. `}
          Everything before is shown.
        </div>
      )}
      {lostRows === 0 ? null : (
        <div className="notice is-warning" role="status" data-testid="lost-rows">
          {lostOperations === 0 ? '' : `${lostOperations} operations, in all `}
          {lostRows} rows were lost while recording, because nobody took them in time. They are missing here; bands on
          the timeline show where.
        </div>
      )}
      {overruns.map(({ text, time }) => (
        <div key={`${time} ${text}`} className="notice is-problem" role="alert" data-testid="overrun">
          <span>Memory was overrun: {text}</span>
          <button type="button" className="button" onClick={() => store.getState().lookAt(time)}>
            Show
          </button>
        </div>
      ))}
      {leaked.length === 0 ? null : (
        <div className="notice is-warning" role="status" data-testid="leaked">
          <span>
            {leaked.length === 1
              ? 'One operation was never seen to end: Windows still owned its WSAOVERLAPPED when the session ended.'
              : `${leaked.length} operations were never seen to end: Windows still owned their WSAOVERLAPPED structures when the session ended.`}
          </span>
          <OperationLinks ids={leaked} />
        </div>
      )}
    </div>
  );
}
