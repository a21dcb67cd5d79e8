import { parseBalance } from './balance.ts';
import { callLine, hex } from './call-as-c.ts';
import { packetPayload } from './packet.ts';
import { objectName } from './operation-json.ts';
import { statusName } from '../winsock/index.ts';
import type { Trace } from './trace.ts';

/**
 * The rows of a trace as lines for people, in the order of time:
 *
 * ```
 *      1.204 310 ms  receiver   WSARecv(208, {4096 bytes at 0x…}, …) → SOCKET_ERROR, WSA_IO_PENDING (997)
 *      3.900 115 ms  observer   operation 1 completed: STATUS_SUCCESS, 16 bytes
 * ```
 *
 * A call stands at the time of its return, with the time that it took when that is more than a tenth of a millisecond.
 */
export function* textTimeline(trace: Trace, from = 0, to = trace.rows.length): Generator<string> {
  for (let row = from; row < to; row++) {
    const text = rowText(trace, row);
    if (text === undefined) continue;
    const thread = trace.threads.get(trace.get('thread', row))?.name ?? '';
    yield `${milliseconds(trace.get('time', row)).padStart(15)}  ${thread.padEnd(12)}  ${text}`;
  }
}

/** One row in words; undefined for a row that says nothing by itself. */
export function rowText(trace: Trace, row: number): string | undefined {
  const kind = trace.kind(row);
  const operation = trace.get('operation', row);
  switch (kind) {
    case 'call-returned': {
      const call = trace.calls.get(trace.get('call', row));
      if (call === undefined) return undefined;
      const took = trace.get('time', row) - call.enteredAt;
      return `${callLine(trace, call)}${took > 100_000 ? `   (took ${milliseconds(took)})` : ''}${operation === 0 ? '' : `   [operation ${operation}]`}`;
    }
    case 'completed':
      return `operation ${operation} completed: ${statusName(trace.get('status', row))}, ${trace.get('value', row)} bytes`;
    case 'event-state':
      return `${objectName(trace, trace.get('object', row))} is ${trace.get('value', row) === 0 ? 'not signaled' : 'signaled'}`;
    case 'program-waits':
      return `waits: ${trace.text(row)}`;
    case 'chapter':
      return `── ${trace.text(row)} ──`;
    case 'note':
      return `“${trace.text(row)}”`;
    case 'gap':
      return `${trace.get('value', row)} rows were lost here: nobody took them in time`;
    case 'leaked':
      return `operation ${operation} is still owned by Windows`;
    case 'packet-dequeued':
      return `${packetLine(trace, row)}   [${operation === 0 ? 'posted' : `operation ${operation}`}]`;
    case 'port-depth':
      return `${objectName(trace, trace.get('object', row))} has ${packetCount(trace.get('value', row))} queued`;
    case 'routine-entered':
      return `completion routine begins: dwError ${trace.get('error', row)}, ${trace.get('value', row)} bytes   [operation ${operation}]`;
    case 'routine-left':
      return `completion routine returns   [operation ${operation}]`;
    case 'balance':
      return balanceLine(trace.text(row));
    case 'overrun':
      return `memory was overrun: ${trace.text(row)}`;
    case 'fact':
      return `fact ${trace.text(row)}`;
    case 'session-ended':
      return `session ended: ${trace.text(row)}`;
    case 'thread-started':
      return `thread ${trace.get('value', row)} begins`;
    case 'slot-allocated':
      return `WSAOVERLAPPED at ${hex(trace.get('value', row))}`;
    case 'none':
    case 'call-entered':
    case 'thread-ended':
    case 'socket-opened':
    case 'event-opened':
    case 'port-opened':
    case 'file-opened':
    case 'object-closed':
    case 'socket-named':
    case 'slot-released':
    case 'buffers':
    case 'program-goes-on':
      return undefined;
  }
}

function packetLine(trace: Trace, row: number): string {
  const { key } = packetPayload(trace.rows.payload(row));
  return `packet from ${objectName(trace, trace.get('object', row))}: key ${hex(key)}, ${statusName(trace.get('status', row))}, ${trace.get('value', row)} bytes`;
}

function packetCount(count: number): string {
  return `${count} ${count === 1 ? 'packet' : 'packets'}`;
}

function balanceLine(json: string): string {
  const balance = parseBalance(json);
  if (balance === undefined) return 'the balance of the session cannot be read';
  const { issued, completed, failed, leaked } = balance;
  return `${issued} operations issued = ${completed} completed + ${failed} failed + ${leaked} leaked`;
}

/** Nanoseconds as `12.482 617 ms`. */
export function milliseconds(ns: number): string {
  const whole = Math.floor(ns / 1e6);
  const rest = String(Math.round(ns - whole * 1e6)).padStart(6, '0');
  return `${whole}.${rest.slice(0, 3)} ${rest.slice(3)} ms`;
}
