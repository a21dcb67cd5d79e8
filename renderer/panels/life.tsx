import type { Operation, OperationState } from '../../trace/index.ts';
import { formatDuration } from '../format/format-duration.ts';
import { waitsOf, type Wait } from '../state/operation-as-of.ts';

interface Stretch {
  readonly name: string;
  readonly state: OperationState;
  readonly wait: Wait | undefined;
  readonly uncertainNs?: number;
}

/** A wait of a few microseconds beside one of seconds must still be seen. */
const LEAST_SHARE = 0.12;

/** The life of an operation as a bar: the call and its three waits, with their times, as far as the cursor. */
export function Life({ operation, cursor }: { readonly operation: Operation; readonly cursor: number }) {
  const { issuedAt, returnedAt, completedAt, completedSince, outcome } = operation;
  const waits = waitsOf(operation, cursor);
  const call = {
    ns: Math.max((returnedAt ?? Math.max(cursor, issuedAt)) - issuedAt, 0),
    goesOn: returnedAt === undefined,
  };
  const isPending = outcome === 'pending';
  const uncertainNs =
    isPending && completedAt !== undefined && completedSince !== undefined ? completedAt - completedSince : 0;
  const stretches: readonly Stretch[] = [
    { name: 'call', state: outcome === 'failed' ? 'failed' : 'call', wait: call },
    { name: 'in flight', state: 'in-flight', wait: isPending ? waits.inFlight : undefined, uncertainNs },
    { name: 'unnoticed', state: 'unnoticed', wait: isPending ? waits.unnoticed : undefined },
    { name: 'unfetched', state: 'unfetched', wait: waits.unfetched },
  ];
  const total = stretches.reduce((sum, { wait }) => sum + (wait?.ns ?? 0), 0);
  return (
    <ul className="life" data-testid="life" aria-label="The life of the operation">
      {stretches.map(({ name, state, wait, uncertainNs: uncertain = 0 }) => (
        <li
          key={name}
          className={wait === undefined ? 'stretch is-absent' : 'stretch'}
          style={{
            flexGrow: wait === undefined ? LEAST_SHARE : Math.max(total === 0 ? 1 : wait.ns / total, LEAST_SHARE),
          }}
        >
          <span className="stretch-name">{name}</span>
          <span className={`stretch-bar state-${state}`} />
          <span className="stretch-time mono">
            {wait === undefined ? '–' : formatDuration(wait.ns)}
            {wait?.goesOn === true ? ' …' : ''}
            {uncertain > 0 ? (
              <span className="faint" title="It may have completed so much earlier than it was seen">
                <br />−{formatDuration(uncertain)}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
