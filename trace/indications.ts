import { constants } from '../winsock/index.ts';
import type { Operation } from './operation.ts';
import { outcomes } from './store/tables.ts';
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
export function indicationsOf({ objects }: Pick<Trace, 'objects'>, operation: Operation): Indications {
  const { event, object, outcome, issuedAt, completedAt = Infinity } = operation;
  if (operation.hasRoutine) return { event: 0, port: 0, routine: true };
  const { port, associatedAt = 0, notificationModes = 0, modesSetAt = 0 } = objects.get(object) ?? {};
  if (port === undefined || completedAt < associatedAt) return { event, port: 0, routine: false };
  const skips = (notificationModes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) !== 0 && issuedAt >= modesSetAt;
  if (outcome === 'immediate' && skips) return { event, port, keptOff: 'mode', routine: false };
  // The low bit is set on a valid event: without one there is nothing to read.
  if (event !== 0 && operation.keepsOffPort) return { event, port, keptOff: 'hEvent', routine: false };
  return { event, port, routine: false };
}

/** The completion port at which the packet of a completed operation is queued, as an object number; 0: none is. */
export function packetPortAt({ tables, objects, operations }: Trace, place: number): number {
  const { packet, outcome, object } = tables.operations.columns;
  // Once it was taken, it says so itself.
  if (packet[place] !== 0) return tables.packets.columns.port[packet[place]! - 1]!;
  if (outcomes[outcome[place]!] === 'failed' || objects.get(object[place]!)?.port === undefined) return 0;
  const { port, keptOff } = indicationsOf({ objects }, operations.at(place)!);
  return keptOff === undefined ? port : 0;
}
