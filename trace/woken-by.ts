import { findFunction } from '../winsock/index.ts';
import type { Call } from './objects.ts';
import type { DequeuedPacket } from './packet.ts';
import type { RoutineRun } from './routines.ts';
import type { Trace } from './trace.ts';

/** What ended a call in which a thread may stand still. */
export type WokenBy =
  | { readonly kind: 'event'; readonly event: number }
  | { readonly kind: 'packets'; readonly packets: readonly DequeuedPacket[] }
  | { readonly kind: 'routines'; readonly routines: readonly RoutineRun[] }
  | { readonly kind: 'time' };

const WAIT_IO_COMPLETION = 0xc0;

/** What woke a wait or a dequeue; undefined while it has not returned, when it failed, and for other calls. */
export function wokenBy(trace: Trace, call: Call): WokenBy | undefined {
  const role = findFunction(call.api)?.role;
  if (call.returnedAt === undefined || (role !== 'wait' && role !== 'dequeue')) return undefined;
  const packets = trace.ports.packetsTakenBy(call.id);
  if (packets.length > 0) return { kind: 'packets', packets };
  const routines = trace.routines.runsIn(call.id);
  if (call.value === WAIT_IO_COMPLETION || call.error === WAIT_IO_COMPLETION) return { kind: 'routines', routines };
  if (role === 'wait' && trace.objects.get(call.object)?.kind === 'event') return { kind: 'event', event: call.object };
  if (call.api === 'SleepEx' || call.value === WAIT_TIMEOUT || call.error === WAIT_TIMEOUT) return { kind: 'time' };
  return undefined;
}
const WAIT_TIMEOUT = 258;
