import { constants, findFunction, overlapped, pointeeOf } from '../winsock/index.ts';
import type { Operation } from './operation.ts';
import type { Trace } from './trace.ts';

/** What tells of the completion of an operation, besides its own call and a look at it. */
export interface Indications {
  /** The event in hEvent, as an object number; 0: none. */
  readonly event: number;
  /** The completion port of its socket, as an object number; 0: none. */
  readonly port: number;
  /**
   * Why no packet goes to that port. `mode`: the call returned 0 and FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is set for the
   * socket; `hEvent`: its low bit is set.
   */
  readonly keptOff?: 'mode' | 'hEvent';
  /** A completion routine was given. */
  readonly routine: boolean;
}

const { FILE_SKIP_COMPLETION_PORT_ON_SUCCESS } = constants.notificationModes;

/** How the completion of an operation is indicated, as its call, its WSAOVERLAPPED and its socket say. */
export function indicationsOf(trace: Trace, operation: Operation): Indications {
  const { event, object, outcome, issuedAt, completedAt = Infinity } = operation;
  if (hasRoutine(trace, operation)) return { event: 0, port: 0, routine: true };
  const { port, associatedAt = 0, notificationModes = 0, modesSetAt = 0 } = trace.objects.get(object) ?? {};
  if (port === undefined || completedAt < associatedAt) return { event, port: 0, routine: false };
  const skips = (notificationModes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) !== 0 && issuedAt >= modesSetAt;
  if (outcome === 'immediate' && skips) return { event, port, keptOff: 'mode', routine: false };
  // The low bit is set on a valid event: without one there is nothing to read.
  if (event !== 0 && hasLowBit(trace, operation)) return { event, port, keptOff: 'hEvent', routine: false };
  return { event, port, routine: false };
}

/** The completion port at which the packet of a completed operation is queued, as an object number; 0: none is. */
export function packetPortOf(trace: Trace, operation: Operation): number {
  const packet = trace.ports.packetOf(operation.id);
  if (packet !== undefined) return packet.port;
  if (operation.outcome === 'failed' || trace.objects.get(operation.object)?.port === undefined) return 0;
  const { port, keptOff } = indicationsOf(trace, operation);
  return keptOff === undefined ? port : 0;
}

function hasRoutine(trace: Trace, operation: Operation): boolean {
  const call = trace.calls.get(operation.call);
  const parameter = parameterOf(operation.api, 'code');
  return call !== undefined && parameter >= 0 && (trace.argumentsOf(call).words[parameter] ?? 0) !== 0;
}

function hasLowBit(trace: Trace, operation: Operation): boolean {
  const call = trace.calls.get(operation.call);
  if (call === undefined) return false;
  const bytes = trace.argumentsOf(call).memory.get(parameterOf(operation.api, 'WSAOVERLAPPED'));
  return bytes?.length === overlapped.size && ((bytes[overlapped.hEvent] ?? 0) & 1) !== 0;
}

/** The parameter that points to a type; -1: the function has none. */
function parameterOf(api: string, pointee: 'code' | 'WSAOVERLAPPED'): number {
  return findFunction(api)?.parameters.findIndex(([, type]) => pointeeOf(type) === pointee) ?? -1;
}
