import { WSA_MAXIMUM_WAIT_EVENTS, constants, functionRow, overlapped } from '../../winsock/index.ts';
import { memoryOf, wordOf } from '../call-payload.ts';
import { hasFailed } from '../call-result.ts';
import type { WinsockObject } from '../objects.ts';
import { CallStack } from './call-stack.ts';
import type { FunctionFacts } from './function-facts.ts';
import { IdIndex } from './id-index.ts';
import { IdMap } from './id-map.ts';
import type { OperationBuilder } from './operation-builder.ts';
import type { TraceRecords } from './records.ts';
import type { RowCursor } from './row-cursor.ts';
import { HAS_ROUTINE, KEEPS_OFF_PORT, OUT_OF_BAND, PEEKS, type TraceTables } from './tables.ts';

/** The deepest that a column can hold. */
export const MOST_DEEP = 255;
const { MSG_PEEK, MSG_OOB } = constants.messageFlags;
const NO_BYTES = new Uint8Array(0);
const waitParameters = functionRow('WSAWaitForMultipleEvents').parameters.map(([name]) => name);
const C_EVENTS = waitParameters.indexOf('cEvents');
const LPH_EVENTS = waitParameters.indexOf('lphEvents');
const F_WAIT_ALL = waitParameters.indexOf('fWaitAll');

/** Fills the table of calls, and tells of what calls do: operations, sockets, ports. */
export class CallBuilder {
  private readonly places = new IdIndex();
  /** The arguments of calls that have not returned, where they matter then; and of those that have opened something,
   * until the row that names it. Copies: the memory of a batch is free to go. */
  private readonly kept = new Map<number, Uint8Array>();
  private readonly stacks = new IdMap<CallStack>();
  /** Call that has not returned → its place among the plain transfers. */
  private readonly plainTransfers = new Map<number, number>();
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

  /** The arguments of a call that has opened an object. Once it has returned, only the row of the object asks. */
  argumentsOfOpening(call: number): Uint8Array {
    const payload = this.kept.get(call) ?? NO_BYTES;
    const place = this.places.get(call);
    if (place !== undefined && this.tables.calls.columns.returnedAt.has(place)) this.kept.delete(call);
    return payload;
  }

  /** The socket that an AcceptEx has put its connection into; undefined for other operations. */
  acceptedBy(operation: number): WinsockObject | undefined {
    const handle = this.accepting.get(operation);
    if (handle === undefined) return undefined;
    this.accepting.delete(operation);
    return this.records.openObject('socket', handle);
  }

  entered(row: RowCursor): void {
    const { time, call, operation, object, api } = row;
    const facts = this.functions[api] ?? this.functions[0]!;
    const { calls } = this.tables;
    const place = calls.append();
    const { columns } = calls;
    columns.id[place] = call;
    columns.api[place] = facts.name === '' ? 0 : api;
    columns.thread[place] = row.thread;
    columns.enteredAt[place] = time;
    columns.operation[place] = operation;
    columns.object[place] = object;
    columns.slot[place] = row.slot;
    columns.enteredRow[place] = row.row;
    const depth = Math.min(this.stackOf(row.thread).enter(call), MOST_DEEP);
    // Memory that nobody writes to costs nothing.
    if (depth !== 0) columns.depth[place] = depth;
    this.places.set(call, place);
    if (facts.role === 'close' && object !== 0) this.operations.closing(object);
    if (facts.role === 'issue' && operation !== 0) {
      if (row.word(facts.byteCount) !== 0) columns.tellsByteCount[place] = 1;
      this.issue(row, facts);
    }
    const isPlain = facts.role === 'issue' ? operation === 0 && facts.direction !== 0 : facts.row === undefined;
    if (isPlain && object !== 0) this.beginPlainTransfer(row, facts);
    if (facts.changesSocket) this.records.socketStates.entered(facts.name, object, time, call, operation);
    if (facts.keepsArguments) this.kept.set(call, row.payload().slice());
  }

  returned(row: RowCursor): void {
    const { call, time, error, value } = row;
    const place = this.places.get(call);
    const { columns } = this.tables.calls;
    // Only the first return counts.
    if (place === undefined || columns.returnedAt.has(place)) return;
    const facts = this.functions[columns.api[place]!]!;
    this.stackOf(row.thread).leave(call);
    columns.returnedAt.set(place, time);
    columns.returnedRow[place] = row.row;
    columns.value.set(place, value);
    if (error !== 0) columns.error[place] = error;
    if (columns.object[place] === 0) columns.object[place] = row.object;
    const operation = columns.operation[place]!;
    const failed = facts.row === undefined || hasFailed(facts.row, value);
    const tellsByteCount = columns.tellsByteCount[place] !== 0;
    if (facts.role === 'issue' && operation !== 0) this.operations.returned(operation, row, failed, tellsByteCount);
    else if (facts.role === 'fetch') this.operations.fetched(operation, row, failed);
    else if (facts.role === 'issue') this.endPlainTransfer(row, facts, failed);
    if (facts.saysMore) this.over(row, place, facts, failed);
  }

  objectOf(call: number): number {
    const place = this.places.get(call);
    return place === undefined ? 0 : this.tables.calls.columns.object[place]!;
  }

  /** A socket's packets go to this port from now on: CreateIoCompletionPort was given both. */
  associate(object: number, port: number, call: number, completionKey: number): void {
    const socket = this.records.objects.get(object);
    const place = this.places.get(call);
    if (socket?.kind !== 'socket') return;
    socket.port = port;
    socket.associatedAt = place === undefined ? 0 : this.tables.calls.columns.enteredAt[place]!;
    socket.completionKey = completionKey;
    this.records.changes.objects.push(object);
  }

  /** What is open on a thread. */
  stackOf(thread: number): CallStack {
    let stack = this.stacks.get(thread);
    if (stack === undefined) this.stacks.set(thread, (stack = new CallStack()));
    return stack;
  }

  private issue(row: RowCursor, facts: FunctionFacts): void {
    const hEventAt = row.memoryAt(facts.parameters, facts.overlapped, overlapped.size);
    const hEvent = hEventAt < 0 ? 0 : row.wordAt(hEventAt + overlapped.hEvent);
    // With a completion routine hEvent means nothing to Winsock.
    const hasRoutine = row.word(facts.routine) !== 0;
    // The low bit only keeps the packet off a completion port.
    const handle = hasRoutine ? 0 : hEvent - (hEvent % 2);
    const event = handle === 0 ? 0 : (this.records.openObject('event', handle)?.id ?? 0);
    const flags = (hasRoutine ? HAS_ROUTINE : 0) | (hEvent % 2 === 0 ? 0 : KEEPS_OFF_PORT);
    this.operations.issued(row, event, flags | transferFlags(row, facts));
    if (facts.name === 'AcceptEx') this.accepting.set(row.operation, row.word(1));
    // The row that allocated it may have been lost: then the call tells its address.
    const { slot } = row;
    if (this.records.slots.get(slot) !== undefined) return;
    this.records.slots.set(slot, { id: slot, address: row.word(facts.overlapped), allocatedAt: row.time });
  }

  /** A call that moves bytes of a socket, now and not later. */
  private beginPlainTransfer(row: RowCursor, facts: FunctionFacts): void {
    const { plainTransfers } = this.tables;
    const place = plainTransfers.append();
    const { columns } = plainTransfers;
    columns.call[place] = row.call;
    columns.object[place] = row.object;
    columns.enteredAt[place] = row.time;
    columns.api[place] = row.api;
    columns.flags[place] = transferFlags(row, facts);
    if (facts.row !== undefined) this.plainTransfers.set(row.call, place);
  }

  private endPlainTransfer(row: RowCursor, facts: FunctionFacts, failed: boolean): void {
    const place = this.plainTransfers.get(row.call);
    if (place === undefined) return;
    this.plainTransfers.delete(row.call);
    const { columns } = this.tables.plainTransfers;
    columns.returnedAt.set(place, row.time);
    const count = row.memoryAt(0, facts.byteCount, 4);
    if (failed) columns.bytes.set(place, 0);
    else if (count >= 0) columns.bytes.set(place, row.numberAt(count));
  }

  /** A call is over that does more than what its operation says. */
  private over(row: RowCursor, place: number, facts: FunctionFacts, failed: boolean): void {
    const { call, time, error, operation } = row;
    const { role, name } = facts;
    const object = this.tables.calls.columns.object[place]!;
    const payload = this.kept.get(call) ?? NO_BYTES;
    if (name === 'WSAWaitForMultipleEvents') this.waited(row, facts, payload);
    if (facts.changesSocket) {
      const how = wordOf(payload, 1);
      this.records.socketStates.returned(name, object, { call, time, failed, error, operation }, how);
    }
    const known = name === 'CreateIoCompletionPort' ? this.records.openObject('port', row.value) : undefined;
    const names = !failed && facts.row?.opens !== undefined && known === undefined;
    if (!names) this.kept.delete(call);
    if (failed) return;
    if (role === 'post') this.post(row, object);
    else if (known !== undefined) this.associate(object, known.id, call, wordOf(payload, 2));
    else if (name === 'SetFileCompletionNotificationModes') {
      const socket = this.records.objects.get(object);
      if (socket === undefined) return;
      socket.notificationModes = (socket.notificationModes ?? 0) | wordOf(payload, 1);
      socket.modesSetAt = time;
    }
  }

  private post({ time, thread, call }: RowCursor, port: number): void {
    const { posts } = this.tables;
    const place = posts.append();
    const { columns } = posts;
    columns.time[place] = time;
    columns.port[place] = port;
    columns.thread[place] = thread;
    columns.call[place] = call;
  }

  /** Tells of the events that a wait reported: the one that ended it, or all of a wait for all. */
  private waited({ value: index, call, time }: RowCursor, facts: FunctionFacts, payload: Uint8Array): void {
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
}

/** What makes a transfer something else than the next bytes of its stream. */
function transferFlags(row: RowCursor, { messageFlags, pointsToFlags, parameters, direction }: FunctionFacts): number {
  if (messageFlags < 0 || direction === 0) return 0;
  const at = pointsToFlags ? row.memoryAt(parameters, messageFlags, 4) : messageFlags * 8;
  const flags = at < 0 ? 0 : row.numberAt(at);
  return (flags & MSG_PEEK ? PEEKS : 0) | (flags & MSG_OOB ? OUT_OF_BAND : 0);
}
