import type { PeerPart } from '../../trace/index.ts';
import { useApp } from '../app-context.ts';
import { peersAsOf } from '../state/peers-as-of.ts';
import type { OperationAtCursor } from './operation-at-cursor.ts';

/** What the peer socket had done with the bytes of an operation at the cursor. Nothing where that is not known. */
export function Peers({ trace, operation, cursor }: OperationAtCursor) {
  const peers = peersAsOf(trace, operation, cursor);
  if (peers === undefined) return null;
  return (
    <>
      <h3>Peer: {peers.socket}</h3>
      <ul className="peers mono" data-testid="peers">
        {peers.lines.map(({ part, what, text }) => (
          <li key={part.call}>
            <PeerLink part={part} what={what} seenNs={operation.completedAt ?? 0} /> {text}
          </li>
        ))}
        {peers.rest === undefined ? null : <li className="faint">{peers.rest}</li>}
      </ul>
    </>
  );
}

/** Selects the operation, or the call, at a moment at which both were over. */
function PeerLink({ part, what, seenNs }: { readonly part: PeerPart; readonly what: string; readonly seenNs: number }) {
  const { store } = useApp();
  const { operation, call, completedAt } = part;
  const look = () => {
    const { select, lookAt } = store.getState();
    select(operation === 0 ? { kind: 'call', id: call } : { kind: 'operation', id: operation });
    lookAt(Math.max(completedAt, seenNs));
  };
  return (
    <button type="button" className="link" data-testid={`peer-${operation}`} onClick={look}>
      {operation === 0 ? `${what}, call ${call},` : `${what} #${operation}`}
    </button>
  );
}
