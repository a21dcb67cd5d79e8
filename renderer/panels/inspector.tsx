import { Suspense } from 'react';
import {
  callText,
  hex,
  meaningOf,
  objectName,
  overlappedAt,
  edgeAt,
  wokenBy,
  type Call,
  type Operation,
  type OverlappedState,
  type Trace,
} from '../../trace/index.ts';
import { findFunction, pageUrl, statusName } from '../../winsock/index.ts';
import { useSelect, useShown } from '../app-context.ts';
import { formatMoment } from '../format/format-duration.ts';
import { operationAsOf } from '../state/operation-as-of.ts';
import { selectShownMoment } from '../state/store.ts';
import { causeText, wokenLines } from '../timeline/reasons.ts';
import { Buffers } from './buffers.tsx';
import { Learned } from './learned.tsx';
import { Life } from './life.tsx';
import { OperationLinks } from './operation-links.tsx';
import { Peers } from './peers.tsx';
import { SocketState } from './socket-state.tsx';
import type { OperationAtCursor } from './operation-at-cursor.ts';

/** What is selected, as it was at the cursor. */
export function Inspector() {
  const trace = useShown()?.trace;
  const selection = useSelect((state) => state.selection);
  const cursor = useSelect(selectShownMoment);
  const operation = selection?.kind === 'operation' ? trace?.operation(selection.id) : undefined;
  const call = selection?.kind === 'call' ? trace?.calls.get(selection.id) : undefined;
  return (
    <aside className="side inspector" aria-label="Inspector" data-testid="inspector">
      {trace === undefined ? (
        <Hint />
      ) : operation !== undefined ? (
        <Suspense fallback={<Reading />}>
          <OperationView trace={trace} operation={operation} cursor={cursor} />
        </Suspense>
      ) : call !== undefined ? (
        <Suspense fallback={<Reading />}>
          <CallView trace={trace} call={call} />
        </Suspense>
      ) : (
        <Hint hasTrace />
      )}
    </aside>
  );
}

/** The rows of what is selected are not in memory. */
function Reading() {
  return <p className="faint">Its rows are being read …</p>;
}

function Hint({ hasTrace = false }: { readonly hasTrace?: boolean }) {
  return (
    <>
      <h2>Inspector</h2>
      <p className="faint">
        {hasTrace
          ? 'Click an operation on the timeline or in the table. Then move the cursor: the inspector shows its WSAOVERLAPPED at that moment.'
          : 'When there are rows, the operation that you select is shown here, at the moment of the cursor.'}
      </p>
    </>
  );
}

function OperationView({ trace, operation, cursor }: OperationAtCursor) {
  const known = operationAsOf(operation, cursor);
  const thread = trace.threads.get(operation.thread);
  const slot = trace.slots.get(operation.slot);
  const state = overlappedAt(trace, operation.slot, cursor);
  const call = trace.calls.get(operation.call);
  const isBefore = cursor < operation.issuedAt;
  return (
    <>
      <div className="crumb mono">
        operation {operation.id} · thread {thread?.systemId} {thread?.name}
      </div>
      <h2>
        {operation.api} on {objectName(trace, operation.object)}
      </h2>
      <Life operation={known} cursor={cursor} />
      <p className="meaning">
        {isBefore
          ? `Not issued yet at the cursor: that comes at ${formatMoment(operation.issuedAt)}.`
          : meaningOf(trace, known)}
      </p>
      <h3>WSAOVERLAPPED {hex(slot?.address ?? 0)} at the cursor</h3>
      {state === undefined ? (
        <p className="faint">Nobody has looked at it yet at this moment.</p>
      ) : (
        <Overlapped trace={trace} operation={operation} state={state} cursor={cursor} />
      )}
      {isBefore ? null : <Learned trace={trace} operation={known} cursor={cursor} />}
      <Buffers trace={trace} operation={known} cursor={cursor} />
      <Peers trace={trace} operation={known} cursor={cursor} />
      <SocketState trace={trace} socket={operation.object} cursor={cursor} />
      {call === undefined ? null : <CallCode trace={trace} call={call} />}
    </>
  );
}

const fieldPlaces: readonly (readonly [name: string, from: number, to: number])[] = [
  ['Internal', 0, 8],
  ['InternalHigh', 8, 16],
  ['Offset', 16, 20],
  ['OffsetHigh', 20, 24],
  ['hEvent', 24, 32],
];

/** The five fields and the 32 bytes; what changed since the look before is marked. */
function Overlapped({
  trace,
  operation,
  state,
  cursor,
}: {
  readonly trace: Trace;
  readonly operation: Operation;
  readonly state: OverlappedState;
  readonly cursor: number;
}) {
  const edge = edgeAt(trace, operation.event, cursor);
  // Only TransmitFile reads them: the position in the file from which it sends.
  const hasOffset = operation.api === 'TransmitFile';
  const texts: Readonly<Record<string, string>> = {
    Internal: `0x${state.Internal.toString(16).toUpperCase().padStart(8, '0')} ${statusName(Number(state.Internal & 0xffff_ffffn))}`,
    InternalHigh: `${state.InternalHigh} bytes`,
    Offset: String(state.Offset),
    OffsetHigh: String(state.OffsetHigh),
    hEvent:
      state.hEvent === 0n
        ? 'NULL'
        : `${hex(state.hEvent)} ${edge === undefined ? '' : edge.signaled ? 'signaled' : 'not signaled'}`,
  };
  const notes: Readonly<Record<string, string | undefined>> = {
    Offset: hasOffset ? `from byte ${state.OffsetHigh * 2 ** 32 + state.Offset} of the file` : undefined,
    hEvent: edge === undefined ? undefined : causeText(edge, trace.calls.get(edge.call)),
  };
  const changed = new Set(state.changed);
  return (
    <>
      <table className="fields mono">
        <tbody>
          {fieldPlaces.map(([name, from, to]) => (
            <tr
              key={name}
              className={name.startsWith('Offset') && !hasOffset ? 'is-meaningless' : undefined}
              title={name.startsWith('Offset') && !hasOffset ? `Means nothing to ${operation.api}` : undefined}
            >
              <th scope="row">{name}</th>
              <td
                data-testid={`field-${name}`}
                className={state.changed.some((index) => index >= from && index < to) ? 'changed' : undefined}
              >
                {internalText(name, texts[name] ?? '')}
                {notes[name] === undefined ? null : <div className="faint">{notes[name]}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>32 bytes, seen at {formatMoment(state.seenAt)}</h3>
      <div className="bytes mono" data-testid="bytes">
        {[0, 16].map((line) => (
          <div key={line}>
            {Array.from(state.bytes.subarray(line, line + 16), (byte, index) => (
              <span key={index} className={byteClass(changed.has(line + index), byte)}>
                {byte.toString(16).toUpperCase().padStart(2, '0')}
                {index === 7 ? '\u2002' : ' '}
              </span>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

/** `0x00000103 STATUS_PENDING` is written with the number that people look for: 0x103. */
function internalText(name: string, text: string): string {
  return name === 'Internal' ? text.replace('0x00000103', '0x103') : text;
}

function byteClass(hasChanged: boolean, byte: number): string | undefined {
  return hasChanged ? 'changed' : byte === 0 ? 'zero' : undefined;
}

function CallView({ trace, call }: { readonly trace: Trace; readonly call: Call }) {
  const thread = trace.threads.get(call.thread);
  return (
    <>
      <div className="crumb mono">
        call {call.id} · thread {thread?.systemId} {thread?.name}
      </div>
      <h2>{call.api}</h2>
      <p>{findFunction(call.api)?.does}</p>
      <WokenBy trace={trace} call={call} />
      <CallCode trace={trace} call={call} />
      <p className="faint mono">
        entered {formatMoment(call.enteredAt)}
        <br />
        returned {call.returnedAt === undefined ? 'not yet' : formatMoment(call.returnedAt)}
      </p>
    </>
  );
}

/** What ended a wait or a dequeue. */
function WokenBy({ trace, call }: { readonly trace: Trace; readonly call: Call }) {
  const lines = wokenLines(trace, call);
  const woken = wokenBy(trace, call);
  const told = woken?.kind === 'packets' ? woken.packets : woken?.kind === 'routines' ? woken.routines : [];
  const ids = told.map(({ operation }) => operation).filter((id) => trace.operation(id) !== undefined);
  if (lines.length === 0) return null;
  return (
    <p data-testid="woken">
      {lines.join(' ')} <OperationLinks ids={ids} />
    </p>
  );
}

/** The call as C, with its arguments decoded, and the page that explains it. */
function CallCode({ trace, call }: { readonly trace: Trace; readonly call: Call }) {
  const text = callText(trace, call);
  const row = findFunction(call.api);
  return (
    <>
      <h3>The call</h3>
      <pre className="code mono" data-testid="call-text">
        <b>{text.api}</b>({text.arguments.map((argument, index) => `${index === 0 ? '' : ',\n  '}${argument}`).join('')}
        ){text.result === undefined ? null : <span className="result">{`\n→ ${text.result}`}</span>}
      </pre>
      {row === undefined ? null : (
        <p>
          <a href={pageUrl(row)} target="_blank" rel="noreferrer">
            {call.api} at Microsoft Learn
          </a>
        </p>
      )}
    </>
  );
}
