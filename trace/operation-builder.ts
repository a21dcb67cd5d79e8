import {
  STATUS_CANCELLED,
  STATUS_PENDING,
  WSA_IO_INCOMPLETE,
  WSA_IO_PENDING,
  WSA_MAXIMUM_WAIT_EVENTS,
  findFunction,
  functionRow,
  isFailure,
  overlapped,
  pointeeOf,
  winsockErrorOf,
} from '../winsock/index.ts';
import { UNCERTAINTY_MAX } from './columns.ts';
import { hasFailed } from './call-result.ts';
import type { Call, EventEdge } from './objects.ts';
import type { DequeuedPacket } from './packet.ts';
import type { RoutineRun } from './routines.ts';
import type { Indication, Operation } from './operation.ts';
import type { Trace } from './trace.ts';

/**
 * Turns rows into operations, in the order of the rows.
 *
 * A completion can be reported a moment after the program learned of it, because another thread watches Internal. What
 * the program was told is then the better bound: `completedAt` moves back to `noticedAt`, never the other way.
 */
export class OperationBuilder {
  /** Event object → operations issued with it whose completion the program has not learned of. */
  private readonly waitingOn = new Map<number, Set<Operation>>();
  private readonly newestInSlot = new Map<number, Operation>();
  private readonly closedSockets = new Set<number>();
  /** Waits that ended by the event of an operation which nobody had yet seen complete. */
  private readonly told = new Map<Operation, { readonly call: number; readonly time: number }>();

  constructor(
    private readonly trace: Trace,
    private readonly operations: Operation[],
    private readonly byId: Map<number, Operation>,
  ) {}

  entered(call: Call, requested: number): void {
    const role = findFunction(call.api)?.role;
    if (role === 'close' && call.object !== 0) this.closedSockets.add(call.object);
    if (role !== 'issue' || call.operation === 0) return;
    const event = this.eventOf(call);
    const operation: Operation = {
      id: call.operation,
      api: call.api,
      call: call.id,
      thread: call.thread,
      object: call.object,
      slot: call.slot,
      event,
      issuedAt: call.enteredAt,
      requested,
    };
    this.release(call.slot, call.enteredAt);
    this.newestInSlot.set(call.slot, operation);
    this.operations.push(operation);
    this.byId.set(operation.id, operation);
    if (event !== 0) this.watchersOf(event).add(operation);
  }

  returned(call: Call, row: number, time: number): void {
    const role = findFunction(call.api)?.role;
    if (role === 'issue') this.issued(call, row, time);
    else if (role === 'fetch') this.fetched(call, time);
    else if (role === 'wait') this.waited(call, time);
  }

  completed(row: number, time: number): void {
    const operation = this.byId.get(this.trace.get('operation', row));
    if (operation === undefined || operation.status !== undefined) return;
    const uncertainty = this.trace.get('uncertainty', row);
    const since = uncertainty === UNCERTAINTY_MAX ? operation.issuedAt : time - uncertainty;
    const status = this.trace.get('status', row);
    operation.status = status;
    operation.transferred = this.trace.get('value', row);
    const told = this.told.get(operation);
    this.told.delete(operation);
    if (told !== undefined && since <= told.time) this.notice(operation, told.call, told.time, 'wait');
    operation.completedAt = Math.min(time, operation.noticedAt ?? time);
    operation.completedSince = Math.min(Math.max(since, operation.issuedAt), operation.completedAt);
    if (isFailure(status)) {
      operation.error = winsockErrorOf(status);
      const closed = this.closedSockets.has(operation.object);
      operation.end = closed ? 'aborted' : status === STATUS_CANCELLED ? 'cancelled' : 'failed';
    } else operation.end = 'completed';
  }

  /** A packet brings the status and the count with it: there is nothing left to fetch. */
  dequeued({ operation: id, call, time }: DequeuedPacket): void {
    const operation = this.byId.get(id);
    if (operation === undefined) return;
    this.notice(operation, call, time, 'packet');
    this.fetch(operation, call, time);
  }

  /** So does the call of a completion routine. */
  routineEntered({ operation: id, call, enteredAt }: RoutineRun): void {
    const operation = this.byId.get(id);
    if (operation === undefined) return;
    this.notice(operation, call, enteredAt, 'routine');
    this.fetch(operation, call, enteredAt);
  }

  eventChanged(event: number, edge: EventEdge): void {
    if (!edge.signaled) return;
    const named = this.byId.get(edge.operation);
    if (named !== undefined) return signal(named, edge.time);
    // An event that the program set itself signals no completion.
    if (findFunction(this.trace.calls.get(edge.call)?.api ?? '')?.role === 'event') return;
    for (const operation of this.waitingOn.get(event) ?? []) {
      if (operation.completedAt !== undefined) signal(operation, edge.time);
    }
  }

  released(slot: number, time: number): void {
    this.release(slot, time);
    this.newestInSlot.delete(slot);
  }

  leaked(id: number): void {
    const operation = this.byId.get(id);
    if (operation !== undefined && operation.end === undefined) operation.end = 'leaked';
  }

  closed(object: number): void {
    this.closedSockets.add(object);
    this.waitingOn.delete(object);
  }

  private issued(call: Call, row: number, time: number): void {
    const operation = this.byId.get(call.operation);
    if (operation === undefined) return;
    operation.returnedAt = time;
    const row_ = findFunction(call.api);
    if (row_ !== undefined && !hasFailed(row_, call.value ?? 0)) {
      operation.outcome = 'immediate';
      this.notice(operation, call.id, time, 'call');
      // The count came with the return, so there is nothing left to fetch.
      if (this.tellsByteCount(call)) this.fetch(operation, call.id, time);
    } else if (call.error === WSA_IO_PENDING) operation.outcome = 'pending';
    else {
      operation.outcome = 'failed';
      operation.end ??= 'failed';
      operation.error = this.trace.get('error', row);
      this.forget(operation);
    }
  }

  private fetched(call: Call, time: number): void {
    const operation = this.byId.get(call.operation);
    if (operation === undefined || operation.outcome === 'failed') return;
    if (call.value === 0 && call.error === WSA_IO_INCOMPLETE) return;
    // fWait waits for the event: signaled by another operation's completion, it ends the wait while this one is in flight.
    if (call.returnedRow !== undefined && this.trace.get('status', call.returnedRow) === STATUS_PENDING) return;
    this.notice(operation, call.id, time, 'look');
    this.fetch(operation, call.id, time);
  }

  private waited(call: Call, time: number): void {
    if (call.api !== 'WSAWaitForMultipleEvents') return;
    for (const event of this.signaledBy(call)) {
      for (const operation of this.waitingOn.get(event) ?? []) {
        if (operation.completedAt !== undefined) this.notice(operation, call.id, time, 'wait');
        // Still pending as far as anybody saw: the signal was another's, or the completion is reported next.
        else this.told.set(operation, { call: call.id, time });
      }
    }
  }

  /** The events that a wait reported: the one that ended it, or all of a wait for all. */
  private signaledBy(call: Call): number[] {
    const index = call.value ?? -1;
    if (index < 0 || index >= WSA_MAXIMUM_WAIT_EVENTS) return [];
    const { words, memory } = this.trace.argumentsOf(call);
    const handles = memory.get(LPH_EVENTS);
    if (handles === undefined) return [];
    const view = new DataView(handles.buffer, handles.byteOffset, handles.byteLength);
    const all = words[F_WAIT_ALL] !== 0;
    const events: number[] = [];
    for (let i = all ? 0 : index; i < (all ? (words[C_EVENTS] ?? 0) : index + 1) && i * 8 + 8 <= handles.length; i++) {
      const event = this.trace.openObject('event', Number(view.getBigUint64(i * 8, true)));
      if (event !== undefined) events.push(event.id);
    }
    return events;
  }

  private notice(operation: Operation, call: number, time: number, how: Indication): void {
    operation.noticedAt ??= time;
    operation.noticedBy ??= call;
    operation.noticedHow ??= how;
    this.forget(operation);
  }

  private fetch(operation: Operation, call: number, time: number): void {
    operation.fetchedAt ??= time;
    operation.fetchedBy ??= call;
  }

  private release(slot: number, time: number): void {
    const operation = this.newestInSlot.get(slot);
    if (operation === undefined) return;
    operation.releasedAt ??= time;
    this.forget(operation);
  }

  private forget(operation: Operation): void {
    this.waitingOn.get(operation.event)?.delete(operation);
    this.told.delete(operation);
  }

  private watchersOf(event: number): Set<Operation> {
    let watchers = this.waitingOn.get(event);
    if (watchers === undefined) this.waitingOn.set(event, (watchers = new Set()));
    return watchers;
  }

  /** The event that the WSAOVERLAPPED of an issuing call names in hEvent; 0: none. */
  private eventOf(call: Call): number {
    const parameters = findFunction(call.api)?.parameters ?? [];
    const parameter = parameters.findIndex(([, type]) => pointeeOf(type) === 'WSAOVERLAPPED');
    const { words, memory } = this.trace.argumentsOf(call);
    // With a completion routine hEvent means nothing to Winsock.
    const routine = parameters.findIndex(([, type]) => pointeeOf(type) === 'code');
    if ((words[routine] ?? 0) !== 0) return 0;
    const bytes = memory.get(parameter);
    if (bytes === undefined || bytes.length < overlapped.size) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // The low bit only keeps the packet off a completion port.
    const handle = Number(view.getBigUint64(overlapped.hEvent, true) & ~1n);
    return this.trace.openObject('event', handle)?.id ?? 0;
  }

  private tellsByteCount(call: Call): boolean {
    const parameter =
      findFunction(call.api)?.parameters.findIndex(([name]) => /^lp(NumberOfBytes|dwBytes)/.test(name)) ?? -1;
    return parameter >= 0 && (this.trace.argumentsOf(call).words[parameter] ?? 0) !== 0;
  }
}

function signal(operation: Operation, time: number): void {
  operation.signaledAt ??= Math.min(time, operation.noticedAt ?? time);
}

const waitParameters = functionRow('WSAWaitForMultipleEvents').parameters.map(([name]) => name);
const C_EVENTS = waitParameters.indexOf('cEvents');
const LPH_EVENTS = waitParameters.indexOf('lphEvents');
const F_WAIT_ALL = waitParameters.indexOf('fWaitAll');
