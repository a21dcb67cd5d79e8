import { objectName, type Trace } from '../../trace/index.ts';
import { formatMoment } from '../format/format-duration.ts';
import { socketAsOf, stateCause } from '../state/socket-as-of.ts';

/** The socket of an operation at the cursor: its state, its completion port and its notification modes. */
export function SocketState({
  trace,
  socket,
  cursor,
}: {
  readonly trace: Trace;
  readonly socket: number;
  readonly cursor: number;
}) {
  const { states, port, key, modes } = socketAsOf(trace, socket, cursor);
  const [current, ...before] = states;
  return (
    <>
      <h3>{objectName(trace, socket).replace(/^socket (\d+).*/, 'Socket $1')} at the cursor</h3>
      <table className="fields is-told mono" data-testid="socket-state">
        <tbody>
          <tr>
            <th scope="row">state</th>
            <td>
              {current === undefined ? 'not opened yet' : current.state}
              {current === undefined ? null : (
                <div className="faint">
                  since {formatMoment(current.time)} {stateCause(trace, current)}
                </div>
              )}
              {before.length === 0 ? null : (
                <div className="faint">before: {before.map(({ state }) => state).join(' ← ')}</div>
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">port</th>
            <td>
              {port === undefined ? <span className="faint">none</span> : `${port.replace(/^port /, '')}, key ${key}`}
            </td>
          </tr>
          {modes === undefined ? null : (
            <tr>
              <th scope="row">modes</th>
              <td>{modes}</td>
            </tr>
          )}
        </tbody>
      </table>
    </>
  );
}
