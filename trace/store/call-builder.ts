import { WSA_MAXIMUM_WAIT_EVENTS, functionRow, overlapped } from '../../winsock/index.ts';
import { memoryOf, wordOf } from '../call-payload.ts';
import { hasFailed } from '../call-result.ts';
import type { WinsockObject } from '../objects.ts';
import { CallStack } from './call-stack.ts';
import type { FunctionFacts } from './function-facts.ts';
import { IdIndex } from './id-index.ts';
import type { OperationBuilder } from './operation-builder.ts';
import type { TraceRecords } from './records.ts';
import { HAS_ROUTINE, KEEPS_OFF_PORT, NEVER, type TraceTables } from './tables.ts';

/** A call that has not returned: what its entered row says, until then. */
interface OpenCall {
  readonly place: number;
  readonly facts: FunctionFacts;
  /** Its arguments; a copy. Undefined: nobody will ask. */
  readonly payload: Uint8Array | undefined;
  /** The operation that it issues, by its place; undefined: it issues none. */
  readonly issues: number | undefined;
  readonly tellsByteCount: boolean;
}

/** A row of a call. */
export interface CallRow {
  readonly row: number;
  readonly time: number;
  readonly thread: number;
  readonly call: number;
  readonly operation: number;
  readonly object: number;
  readonly slot: number;
  readonly value: number;
  readonly error: number;
  readonly status: number;
}

/** The deepest that a column can hold. */
export const MOST_DEEP = 255;
const NO_BYTES = new Uint8Array(0);
const waitParameters = functionRow('WSAWaitForMultipleEvents').parameters.map(([name]) => name);
const C_EVENTS = waitParameters.indexOf('cEvents');
const LPH_EVENTS = waitParameters.indexOf('lphEvents');
const F_WAIT_ALL = waitParameters.indexOf('fWaitAll');

/** Fills the table of calls, and tells of what calls do: operations, sockets, ports. */
export class CallBuilder {
  private readonly places = new IdIndex();
  private readonly open = new Map<number, OpenCall>();
  private readonly stacks = new Map<number, CallStack>();
  /** Calls that have opened something, until the row that names it: their arguments. */
  private readonly opening = new Map<number, Uint8Array>();
  /** AcceptEx operation → the handle of the socket that its connection goes into. */
  private readonly accepting = new Map<number, number>();

  constructor(
    private readonly tables: TraceTables,
    private readonly records: TraceRecords,
    private readonly operations: OperationBuilder,
    private readonly functions: readonly FunctionFacts[],
  ) {}

  /** The function of a call, whether it has returned or not. */
  factsOf(call: number): FunctionFacts | undefined {
    const place = this.places.get(call);
    return place === undefined ? undefined : this.functions[this.tables.calls.columns.api[place]!];
  }

  enteredAt(call: number): number | undefined {
    const place = this.places.get(call);
    return place === undefined ? undefined : this.tables.calls.columns.enteredAt[place];
  }

  /** The arguments of a call that has opened an object, asked for once: when the row of the object comes. */
  argumentsOfOpening(call: number): Uint8Array {
    const payload = this.opening.get(call) ?? this.open.get(call)?.payload ?? NO_BYTES;
    this.opening.delete(call);
    return payload;
  }

  /** The socket that an AcceptEx has put its connection into; undefined for other operations. */
  acceptedBy(operation: number): WinsockObject | undefined {
    const handle = this.accepting.get(operation);
    this.accepting.delete(operation);
    return handle === undefined ? undefined : this.records.openObject('socket', handle);
  }

  entered(row: CallRow, api: number, payload: Uint8Array): void {
    const facts = this.functions[api] ?? this.functions[0]!;
    const { calls } = this.tables;
    const place = calls.append();
    const { columns } = calls;
    columns.id[place] = row.call;
    columns.api[place] = facts.name === '' ? 0 : api;
    columns.thread[place] = row.thread;
    columns.enteredAt[place] = row.time;
    columns.returnedAt[place] = NEVER;
    columns.operation[place] = row.operation;
    columns.object[place] = row.object;
    columns.slot[place] = row.slot;
    columns.enteredRow[place] = row.row;
    columns.depth[place] = Math.min(this.stackOf(row.thread).enter(row.call), MOST_DEEP);
    this.places.set(row.call, place);
    const { role, name } = facts;
    if (role === 'close' && row.object !== 0) this.operations.closing(row.object);
    const issues = role === 'issue' && row.operation !== 0;
    if (issues) this.issue(row, facts, api, payload);
    this.records.socketStates.entered(name, row.object, row.time, row.call, row.operation);
    this.open.set(row.call, {
      place,
      facts,
      // A copy, so that the memory of the batch is free to go.
      payload: role === 'issue' || role === 'fetch' || role === 'dequeue' ? undefined : payload.slice(),
      issues: issues ? this.operations.find(row.operation) : undefined,
      tellsByteCount: issues && wordOf(payload, facts.byteCount) !== 0,
    });
  }

  returned(row: CallRow): void {
    const call = this.open.get(row.call);
    if (call === undefined) return;
    this.open.delete(row.call);
    this.stackOf(row.thread).leave(row.call);
    const { place, facts } = call;
    const { columns } = this.tables.calls;
    columns.returnedAt[place] = row.time;
    columns.returnedRow[place] = row.row;
    columns.value[place] = row.value;
    columns.error[place] = row.error;
    if (columns.object[place] === 0) columns.object[place] = row.object;
    const failed = facts.row === undefined || hasFailed(facts.row, row.value);
    const { time, error, status } = row;
    const returned = { call: row.call, time, failed, error, status };
    if (call.issues !== undefined) this.operations.returned(call.issues, returned, call.tellsByteCount);
    else if (facts.role === 'fetch') this.operations.fetched(columns.operation[place]!, returned);
    else if (facts.name === 'WSAWaitForMultipleEvents') this.waited(call, row);
    const object = columns.object[place]!;
    const payload = call.payload ?? NO_BYTES;
    this.records.socketStates.returned(
      facts.name,
      object,
      { ...returned, operation: row.operation },
      wordOf(payload, 1),
    );
    if (failed || facts.row === undefined) return;
    if (facts.row.opens !== undefined) this.opening.set(row.call, payload);
    this.succeeded(facts, object, row, payload);
  }

  private issue(row: CallRow, facts: FunctionFacts, api: number, payload: Uint8Array): void {
    const { operation, call, thread, object, slot, time, value } = row;
    const hEvent = hEventOf(facts, payload);
    // With a completion routine hEvent means nothing to Winsock.
    const hasRoutine = wordOf(payload, facts.routine) !== 0;
    // The low bit only keeps the packet off a completion port.
    const handle = hasRoutine ? 0 : hEvent - (hEvent % 2);
    const event = handle === 0 ? 0 : (this.records.openObject('event', handle)?.id ?? 0);
    const flags = (hasRoutine ? HAS_ROUTINE : 0) | (hEvent % 2 === 0 ? 0 : KEEPS_OFF_PORT);
    this.operations.issued({ operation, api, call, thread, object, slot, event, flags, time, requested: value });
    if (facts.name === 'AcceptEx') this.accepting.set(operation, wordOf(payload, 1));
    // The row that allocated it may have been lost: then the call tells its address.
    if (!this.records.slots.has(slot)) {
      this.records.slots.set(slot, { id: slot, address: wordOf(payload, facts.overlapped), allocatedAt: time });
    }
  }

  private succeeded({ role, name }: FunctionFacts, object: number, row: CallRow, payload: Uint8Array): void {
    if (role === 'post') {
      const { posts } = this.tables;
      const place = posts.append();
      const { columns } = posts;
      columns.time[place] = row.time;
      columns.port[place] = object;
      columns.thread[place] = row.thread;
      columns.call[place] = row.call;
    } else if (name === 'CreateIoCompletionPort') {
      const port = this.records.openObject('port', row.value);
      if (port === undefined) return;
      this.opening.delete(row.call);
      this.associate(object, port.id, row.call, wordOf(payload, 2));
    } else if (name === 'SetFileCompletionNotificationModes') {
      const known = this.records.objects.get(object);
      if (known === undefined) return;
      known.notificationModes = (known.notificationModes ?? 0) | wordOf(payload, 1);
      known.modesSetAt = row.time;
    }
  }

  /** A socket's packets go to this port from now on: CreateIoCompletionPort was given both. */
  associate(object: number, port: number, call: number, completionKey: number): void {
    const socket = this.records.objects.get(object);
    if (socket?.kind !== 'socket') return;
    socket.port = port;
    socket.associatedAt = this.enteredAt(call) ?? 0;
    socket.completionKey = completionKey;
  }

  objectOf(call: number): number {
    const place = this.places.get(call);
    return place === undefined ? 0 : this.tables.calls.columns.object[place]!;
  }

  /** Tells of the events that a wait reported: the one that ended it, or all of a wait for all. */
  private waited({ payload = NO_BYTES, facts }: OpenCall, { value: index, call, time }: CallRow): void {
    if (index < 0 || index >= WSA_MAXIMUM_WAIT_EVENTS) return;
    const handles = memoryOf(payload, facts.parameters, LPH_EVENTS);
    if (handles === undefined) return;
    const all = wordOf(payload, F_WAIT_ALL) !== 0;
    const end = all ? wordOf(payload, C_EVENTS) : index + 1;
    for (let i = all ? 0 : index; i < end && i * 8 + 8 <= handles.length; i++) {
      const event = this.records.openObject('event', wordOf(handles, i));
      if (event !== undefined) this.operations.waited(event.id, call, time);
    }
  }

  /** What is open on a thread. */
  stackOf(thread: number): CallStack {
    let stack = this.stacks.get(thread);
    if (stack === undefined) this.stacks.set(thread, (stack = new CallStack()));
    return stack;
  }
}

/** hEvent of the WSAOVERLAPPED of an issuing call, as it was handed over; 0 where its bytes are missing. */
function hEventOf(facts: FunctionFacts, payload: Uint8Array): number {
  const bytes = memoryOf(payload, facts.parameters, facts.overlapped);
  return bytes === undefined || bytes.length < overlapped.size ? 0 : wordOf(bytes, overlapped.hEvent / 8);
}
