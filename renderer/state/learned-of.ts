import { hex, objectName, type Call, type Operation, type Trace } from '../../trace/index.ts';
import { errorName, findFunction, statusName } from '../../winsock/index.ts';
import { formatDuration, formatMoment } from '../format/format-duration.ts';

/** One way in which a completion was told, in lines for people. */
export interface Told {
  readonly how: 'call' | 'event' | 'wait' | 'look' | 'packet' | 'routine';
  readonly ns: number;
  readonly lines: readonly string[];
}

/** Everything that had told of an operation's completion at a moment, in the order of time. */
export function learnedOf(trace: Trace, operation: Operation, ns: number): Told[] {
  return [
    fromCall(operation),
    fromEvent(trace, operation),
    fromPacket(trace, operation),
    fromRoutine(trace, operation),
    fromNotice(trace, operation),
  ]
    .filter((one) => one !== undefined)
    .filter((one) => one.ns <= ns)
    .toSorted((a, b) => a.ns - b.ns);
}

function fromCall({ outcome, returnedAt, api }: Operation): Told | undefined {
  if (outcome !== 'immediate' || returnedAt === undefined) return undefined;
  return { how: 'call', ns: returnedAt, lines: [`${api} itself returned success`, `at ${formatMoment(returnedAt)}`] };
}

function fromEvent(trace: Trace, { event, signaledAt }: Operation): Told | undefined {
  if (event === 0 || signaledAt === undefined) return undefined;
  return {
    how: 'event',
    ns: signaledAt,
    lines: [`${objectName(trace, event)} signaled`, `at ${formatMoment(signaledAt)}`],
  };
}

function fromPacket(trace: Trace, { id, completedAt }: Operation): Told | undefined {
  const packet = trace.ports.packetOf(id);
  if (packet === undefined) return undefined;
  const { port, key, thread, call, time, bytes, status } = packet;
  const waited =
    completedAt === undefined ? '' : `, after ${formatDuration(Math.max(time - completedAt, 0))} in the queue`;
  return {
    how: 'packet',
    ns: time,
    lines: [
      `from ${objectName(trace, port)}, key ${hex(key)}`,
      `taken by ${threadName(trace, thread)}${byCall(trace.calls.get(call))}`,
      `at ${formatMoment(time)}${waited}`,
      `${statusName(status)}, ${bytes} bytes`,
    ],
  };
}

function fromRoutine(trace: Trace, { id }: Operation): Told | undefined {
  const run = trace.routines.runOf(id);
  if (run === undefined) return undefined;
  const { enteredAt, leftAt, call, dwError, cbTransferred, thread } = run;
  const took = leftAt === undefined ? '' : `, for ${formatDuration(leftAt - enteredAt)}`;
  return {
    how: 'routine',
    ns: enteredAt,
    lines: [
      `inside ${trace.calls.get(call)?.api ?? 'a call whose row was lost'} of ${threadName(trace, thread)}`,
      `at ${formatMoment(enteredAt)}${took}`,
      `dwError ${dwError === 0 ? 0 : `${errorName(dwError)} (${dwError})`}, ${cbTransferred} bytes`,
    ],
  };
}

/** A wait that ended by its event, or a look at it. */
function fromNotice(trace: Trace, { noticedAt, noticedBy, noticedHow }: Operation): Told | undefined {
  if (noticedAt === undefined || (noticedHow !== 'wait' && noticedHow !== 'look')) return undefined;
  const call = trace.calls.get(noticedBy ?? 0);
  const api = call?.api ?? 'a call whose row was lost';
  const who = call === undefined ? '' : ` of ${threadName(trace, call.thread)}`;
  return { how: noticedHow, ns: noticedAt, lines: [`${api}${who} returned`, `at ${formatMoment(noticedAt)}`] };
}

function byCall(call: Call | undefined): string {
  return call === undefined || findFunction(call.api) === undefined ? '' : `, ${call.api}`;
}

function threadName(trace: Trace, id: number): string {
  const thread = trace.threads.get(id);
  return thread === undefined ? `thread ${id}` : `${thread.systemId} ${thread.name}`;
}
