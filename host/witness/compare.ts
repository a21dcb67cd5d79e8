import type { Call, Trace } from '../../trace/index.ts';
import { STATUS_PENDING, WSA_IO_INCOMPLETE, WSA_IO_PENDING, winsockErrorOf } from '../../winsock/index.ts';
import type { WitnessedCall } from './wine-log.ts';

/** How far a trace and an independent log of the same calls agree. */
export interface Agreement {
  readonly matched: number;
  readonly onlyInLog: readonly string[];
  readonly onlyInTrace: readonly string[];
}

/** How a call ended, where the log does not say. */
const UNKNOWN = 'unknown';

const kinds: Readonly<Record<string, WitnessedCall['kind']>> = {
  WSARecv: 'receive',
  WSARecvFrom: 'receive',
  WSASend: 'send',
  WSASendTo: 'send',
  AcceptEx: 'accept',
  ConnectEx: 'connect',
  DisconnectEx: 'disconnect',
  TransmitFile: 'transmit',
  WSAIoctl: 'control',
  WSAGetOverlappedResult: 'fetch',
};

/**
 * Compares call by call, thread by thread, in their order: kind, socket, WSAOVERLAPPED address and what it returned.
 *
 * Of the log count all calls of threads that performed a program; on other threads (Node's own sockets live on the main
 * one) only those on a WSAOVERLAPPED of the trace.
 */
export function compare(trace: Trace, log: readonly WitnessedCall[]): Agreement {
  const addresses = new Set([...trace.slots.values()].map(({ address }) => address));
  const actors = new Set([...trace.threads.values()].filter(({ id }) => id > 2).map(({ systemId }) => systemId));
  const witnessed = byThread(
    log
      .filter(({ thread, lpOverlapped }) => actors.has(thread) || addresses.has(lpOverlapped))
      .map((call) => [call.thread, textOfLog(call)]),
  );
  const traced = byThread(
    [...trace.calls]
      .filter(({ api, slot }) => kinds[api] !== undefined && slot !== 0)
      .toSorted((a, b) => a.enteredAt - b.enteredAt)
      .map((call) => [trace.threads.get(call.thread)?.systemId ?? 0, textOfTrace(trace, call)]),
  );
  let matched = 0;
  const onlyInLog: string[] = [];
  const onlyInTrace: string[] = [];
  for (const thread of new Set([...witnessed.keys(), ...traced.keys()])) {
    const [log_, trace_] = [witnessed.get(thread) ?? [], traced.get(thread) ?? []];
    for (let [inLog, inTrace] = [0, 0]; inLog < log_.length || inTrace < trace_.length;) {
      const [moreInLog, moreInTrace] = skipped(log_, inLog, trace_, inTrace);
      for (const end = inLog + moreInLog; inLog < end; inLog++) {
        onlyInLog.push(`thread ${thread}, call ${inLog + 1}: ${log_[inLog]}`);
      }
      for (const end = inTrace + moreInTrace; inTrace < end; inTrace++) {
        onlyInTrace.push(`thread ${thread}, call ${inTrace + 1}: ${trace_[inTrace]}`);
      }
      if (moreInLog + moreInTrace > 0) continue;
      [inLog, inTrace] = [inLog + 1, inTrace + 1];
      matched++;
    }
  }
  return { matched, onlyInLog, onlyInTrace };
}

/** So many calls that one of the two lacks are looked over, to find where both go on. */
const AHEAD = 8;

/** How many calls each has here that the other lacks. */
function skipped(log: readonly string[], inLog: number, trace: readonly string[], inTrace: number): [number, number] {
  for (let more = 0; more <= AHEAD; more++) {
    if (agree(log[inLog], trace[inTrace + more])) return [0, more];
    if (agree(log[inLog + more], trace[inTrace])) return [more, 0];
  }
  return [Math.min(1, log.length - inLog), Math.min(1, trace.length - inTrace)];
}

/** The same call; where the log does not say how it ended, whatever the trace says. */
function agree(log: string | undefined, trace: string | undefined): boolean {
  if (log === undefined || trace === undefined) return false;
  return log === trace || (log.endsWith(UNKNOWN) && trace.startsWith(log.slice(0, -UNKNOWN.length)));
}

function byThread(calls: readonly (readonly [thread: number, text: string])[]): Map<number, string[]> {
  const threads = new Map<number, string[]>();
  for (const [thread, text] of calls) threads.set(thread, [...(threads.get(thread) ?? []), text]);
  return threads;
}

function textOfLog({ kind, socket, lpOverlapped, waits, status }: WitnessedCall): string {
  // Wine leaves WSAGetOverlappedResult without a word about its status when the operation is still pending.
  const told = status ?? (kind === 'fetch' ? STATUS_PENDING : undefined);
  // With fWait it may have been ended by another operation's event, and then succeeds all the same.
  const known = waits && told === STATUS_PENDING ? undefined : told;
  return text(kind, socket, lpOverlapped, known === undefined ? undefined : errorOf(kind, known));
}

/** What WSAGetLastError says after a call that ended with a status; 0: it succeeded. */
function errorOf(kind: WitnessedCall['kind'], status: number): number {
  if (status === STATUS_PENDING) return kind === 'fetch' ? WSA_IO_INCOMPLETE : WSA_IO_PENDING;
  return winsockErrorOf(status);
}

function textOfTrace(trace: Trace, call: Call): string {
  const socket = trace.objects.get(call.object)?.handle ?? 0;
  return text(kinds[call.api]!, socket, trace.slots.get(call.slot)?.address ?? 0, call.error);
}

function text(kind: string, socket: number, lpOverlapped: number, error: number | undefined): string {
  return `${kind} on socket ${socket}, WSAOVERLAPPED 0x${lpOverlapped.toString(16)}: ${error ?? UNKNOWN}`;
}
