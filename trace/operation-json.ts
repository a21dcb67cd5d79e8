import { errorName, statusName } from '../winsock/index.ts';
import { hex } from './call-as-c.ts';
import { numberColumns } from './columns.ts';
import type { Operation } from './operation.ts';
import type { Trace } from './trace.ts';

/**
 * An operation as `overlook operations --json` prints it, one object a line. Times are nanoseconds since the session
 * began. A field is absent where it did not happen or was not observed.
 */
export function operationJson(trace: Trace, operation: Operation): Record<string, unknown> {
  const object = trace.objects.get(operation.object);
  return defined({
    operation: operation.id,
    api: operation.api,
    thread: trace.threads.get(operation.thread)?.systemId ?? operation.thread,
    threadName: trace.threads.get(operation.thread)?.name,
    socket: object?.handle,
    socketId: operation.object,
    local: object?.local,
    peer: object?.peer,
    lpOverlapped: hex(trace.slots.get(operation.slot)?.address ?? 0),
    outcome: operation.outcome,
    end: operation.end,
    issuedAt: operation.issuedAt,
    returnedAt: operation.returnedAt,
    internalAfterCall: internalAfterCall(trace, operation),
    completedSince: operation.completedSince,
    completedAt: operation.completedAt,
    signaledAt: operation.signaledAt,
    noticedAt: operation.noticedAt,
    noticedHow: operation.noticedHow,
    fetchedAt: operation.fetchedAt,
    releasedAt: operation.releasedAt,
    requested: operation.requested,
    transferred: operation.transferred,
    status: operation.status === undefined ? undefined : statusName(operation.status),
    error: operation.error === undefined ? undefined : errorName(operation.error),
    peers: peersOf(trace, operation),
  });
}

/** The transfers of the peer socket that moved its bytes: `from` and `to` count in its own bytes, the second is excluded. */
function peersOf(trace: Trace, { id }: Operation): Record<string, unknown>[] | undefined {
  const peers = trace.peers.of(id, Infinity);
  return peers?.parts.map(({ operation, call, from, to }) =>
    defined({ operation: operation === 0 ? undefined : operation, call, socketId: peers.socket, from, to }),
  );
}

/** WSAOVERLAPPED.Internal as the issuing thread read it right after the call, in hex. */
function internalAfterCall(trace: Trace, operation: Operation): string | undefined {
  const row = trace.calls.get(operation.call)?.returnedRow;
  return row === undefined ? undefined : hex(trace.get('status', row));
}

/** A row as `overlook rows --json` prints it: its columns, with the kind and function by name, the payload in hex. */
export function rowJson(trace: Trace, row: number): Record<string, unknown> {
  const json: Record<string, unknown> = { row };
  for (const { name } of numberColumns) {
    const value = trace.get(name, row);
    if (name === 'kind') json['kind'] = trace.kind(row);
    else if (name === 'api') json['api'] = value === 0 ? undefined : trace.api(row);
    else if (value !== 0 || name === 'time') json[name] = value;
  }
  const payload = trace.rows.payload(row);
  if (payload.length > 0) {
    if (isText(trace, row)) json['text'] = trace.text(row);
    else json['payload'] = Array.from(payload, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return defined(json);
}

function isText(trace: Trace, row: number): boolean {
  const kind = trace.kind(row);
  return (
    kind !== 'call-entered' &&
    kind !== 'call-returned' &&
    kind !== 'completed' &&
    kind !== 'packet-dequeued' &&
    kind !== 'buffers'
  );
}

/** The name of a socket or event for people: `socket 208 ⇄ 127.0.0.1:5001`, `event 0xE4`. */
export function objectName(trace: Trace, id: number): string {
  const object = trace.objects.get(id);
  if (object === undefined) return `object ${id}`;
  if (object.kind !== 'socket') return `${object.kind} ${hex(object.handle)}`;
  const address =
    object.peer !== undefined ? ` ⇄ ${object.peer}` : object.local !== undefined ? ` ${object.local}` : '';
  return `socket ${object.handle}${address}`;
}

function defined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
