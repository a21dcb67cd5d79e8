import { isFailure } from '../../winsock/index.ts';
import { parseBalance } from '../balance.ts';
import { wordOf } from '../call-payload.ts';
import { UNCERTAINTY_MAX } from '../columns.ts';
import { parseFact } from '../fact.ts';
import { lostAt, lostText } from '../gap.ts';
import type { EdgeCause, ProgramWait, WinsockObject } from '../objects.ts';
import { kindName, kindNumber, type RowKind } from '../row-kinds.ts';
import type { SessionInfo } from '../session-info.ts';
import { CallBuilder, MOST_DEEP } from './call-builder.ts';
import { functionFacts, type FunctionFacts } from './function-facts.ts';
import { IdIndex } from './id-index.ts';
import { OperationBuilder } from './operation-builder.ts';
import { TraceRecords } from './records.ts';
import type { RowBatch } from './row-batch.ts';
import { RowCursor } from './row-cursor.ts';
import { TraceTables, edgeCauses, ends } from './tables.ts';

const decoder = new TextDecoder();

/** The kinds of nearly all rows, by their numbers. */
const CALL_ENTERED = kindNumber('call-entered');
const CALL_RETURNED = kindNumber('call-returned');
const COMPLETED = kindNumber('completed');
const PACKET_DEQUEUED = kindNumber('packet-dequeued');
const EVENT_STATE = kindNumber('event-state');

/** Kinds whose payload is text, or of which there are few. */
type TextKind =
  | 'thread-started'
  | 'thread-ended'
  | 'program-waits'
  | 'program-goes-on'
  | 'gap'
  | 'balance'
  | 'fact'
  | 'session-ended'
  | 'note'
  | 'chapter'
  | 'overrun';

/**
 * Makes tables and records out of rows, batch by batch, in their order. After each batch they are what had been observed by
 * then. Nothing is guessed; what a lost row would have said is absent.
 *
 * It keeps nothing of a batch: its memory may be used for another one.
 */
export class TraceBuilder {
  readonly records = new TraceRecords();
  private readonly operations: OperationBuilder;
  private readonly calls: CallBuilder;
  private readonly functions: readonly FunctionFacts[];
  private readonly row = new RowCursor();
  /** Operation → its completion routine that runs: its place in the table. */
  private readonly runs = new Map<number, number>();
  private readonly openWaits = new Map<number, ProgramWait>();
  /** Whether an event was seen signaled last. */
  private readonly isSignaled = new IdIndex();

  constructor(
    info: SessionInfo,
    readonly tables = new TraceTables(),
  ) {
    this.operations = new OperationBuilder(tables);
    this.functions = functionFacts(info.functions);
    this.calls = new CallBuilder(this.tables, this.records, this.operations, this.functions);
  }

  /** `firstRow`: the number of the batch's first row in the recording. */
  take(batch: RowBatch, firstRow: number): void {
    const { row } = this;
    row.begin(batch, firstRow);
    while (row.next()) this.takeRow(row);
  }

  private takeRow(row: RowCursor): void {
    const { time } = row;
    if (time > this.records.endTime) this.records.endTime = time;
    const { kind } = row;
    if (kind === CALL_ENTERED) this.calls.entered(row);
    else if (kind === CALL_RETURNED) this.calls.returned(row);
    else if (kind === COMPLETED) this.completed(row);
    else if (kind === PACKET_DEQUEUED) this.dequeued(row);
    else if (kind === EVENT_STATE) this.eventState(row);
    else this.takeRare(kindName(kind), row);
  }

  private takeRare(kind: RowKind, row: RowCursor): void {
    const { time } = row;
    switch (kind) {
      case 'port-depth':
        return this.looked(row);
      case 'routine-entered':
        return this.routineEntered(row);
      case 'routine-left':
        return this.routineLeft(row);
      case 'socket-opened':
        return this.open('socket', row);
      case 'event-opened':
        return this.open('event', row);
      case 'port-opened':
        return this.open('port', row);
      case 'file-opened':
        return this.open('file', row);
      case 'object-closed':
        return this.close(row.object, row.call, time);
      case 'socket-named':
        return this.nameSocket(row.object, textOf(row));
      case 'slot-allocated':
        return this.allocateSlot(row.slot, row.value, time);
      case 'slot-released': {
        const slot = this.records.slots.get(row.slot);
        if (slot !== undefined) slot.releasedAt = time;
        return this.operations.released(row.slot, time);
      }
      case 'buffers':
        return this.bufferRow(row);
      case 'leaked':
        if (this.operations.leaked(row.operation)) this.records.leaked.push(row.operation);
        return;
      case 'none':
      case 'call-entered':
      case 'call-returned':
      case 'completed':
      case 'packet-dequeued':
      case 'event-state':
        return;
      default:
        return this.takeText(kind, row);
    }
  }

  /** What there is little of. */
  private takeText(kind: TextKind, row: RowCursor): void {
    const { records } = this;
    const { time, thread } = row;
    const text = textOf(row);
    switch (kind) {
      case 'thread-started':
        records.threads.set(thread, { id: thread, name: text, systemId: row.value, startedAt: time });
        records.changes.threads.push(thread);
        return;
      case 'thread-ended': {
        const known = records.threads.get(thread);
        if (known !== undefined) known.endedAt = time;
        return;
      }
      case 'program-waits': {
        const wait = { thread, reason: text, from: time };
        this.openWaits.set(thread, wait);
        records.programWaits.push(wait);
        return;
      }
      case 'program-goes-on': {
        const wait = this.openWaits.get(thread);
        if (wait !== undefined) wait.to = time;
        this.openWaits.delete(thread);
        return;
      }
      case 'gap': {
        const lost = lostAt(row.value, text);
        records.lostRows += lost.rows;
        records.lostOperations += lost.operations;
        const since = this.lostSince(thread, time, row.uncertainty);
        records.marks.push({ kind, time, since, thread, text: lostText(lost) });
        return;
      }
      case 'balance':
        records.balance = parseBalance(text);
        return;
      case 'fact': {
        const fact = parseFact(text, thread, time);
        if (fact !== undefined) records.facts.push(fact);
        return;
      }
      case 'session-ended':
        records.ended = true;
        records.marks.push({ kind, time, thread, text });
        return;
      case 'note':
      case 'chapter':
      case 'overrun':
        records.marks.push({ kind, time, thread, text });
        return;
    }
  }

  /** When a loss began: at the latest with its thread. */
  private lostSince(thread: number, time: number, uncertainty: number): number {
    const began = this.records.threads.get(thread)?.startedAt ?? 0;
    return uncertainty === UNCERTAINTY_MAX ? began : Math.max(time - uncertainty, began);
  }

  /** The memory of a slot that was released is given out again: its earlier operations were in the same place. */
  private allocateSlot(id: number, address: number, allocatedAt: number): void {
    const known = this.records.slots.get(id);
    if (known?.address === address) {
      delete known.releasedAt;
      return;
    }
    this.records.slots.set(id, { id, address, allocatedAt });
    this.records.changes.slots.push(id);
  }

  private completed(row: RowCursor): void {
    const place = this.operations.completed(row);
    if (place === undefined) return;
    const { columns } = this.tables.operations;
    const { name, changesSocket } = this.functions[columns.api[place]!]!;
    // Most completions leave the socket as it was.
    if (!changesSocket && isUsual(name, row)) return;
    const accepted = this.calls.acceptedBy(row.operation);
    if (accepted !== undefined && !isFailure(row.status)) {
      accepted.acceptedOn = columns.object[place]!;
      accepted.acceptedBy = row.operation;
      this.records.changes.objects.push(accepted.id);
    }
    this.records.socketStates.completed(
      {
        id: row.operation,
        api: name,
        object: columns.object[place]!,
        end: ends[columns.end[place]!],
        transferred: row.value,
        status: row.status,
        requested: columns.requested.at(place),
      },
      columns.completedAt.at(place),
      accepted?.id,
    );
  }

  private eventState({ time, object: event, value, operation, call, uncertainty }: RowCursor): void {
    const signaled = value === 0 ? 0 : 1;
    const facts = this.calls.factsOf(call);
    const before = this.isSignaled.get(event);
    this.isSignaled.set(event, signaled);
    if (before !== signaled) {
      const { edges } = this.tables;
      const place = edges.append();
      const { columns } = edges;
      columns.event[place] = event;
      columns.time[place] = time;
      columns.since[place] = time - uncertainty;
      columns.signaled[place] = signaled;
      columns.operation[place] = operation;
      columns.call[place] = call;
      columns.cause[place] = edgeCauses.indexOf(edgeCause(signaled !== 0, operation, facts?.role));
    }
    if (signaled !== 0) this.operations.signaled(event, operation, time, facts?.role === 'event');
  }

  private dequeued({ row, time, object, call, operation, status }: RowCursor): void {
    const { packets } = this.tables;
    const place = packets.append();
    const { columns } = packets;
    columns.row[place] = row;
    columns.time[place] = time;
    columns.port[place] = object;
    columns.call[place] = call;
    columns.operation[place] = operation;
    columns.status[place] = status;
    this.operations.dequeued(operation, call, time, place);
  }

  private looked({ time, object, value, uncertainty }: RowCursor): void {
    const { depths } = this.tables;
    const place = depths.append();
    const { columns } = depths;
    columns.time[place] = time;
    columns.since[place] = time - uncertainty;
    columns.port[place] = object;
    columns.depth[place] = value;
  }

  private bufferRow({ row, operation }: RowCursor): void {
    const { buffers } = this.tables;
    const place = buffers.append();
    buffers.columns.operation[place] = operation;
    buffers.columns.row[place] = row;
  }

  private routineEntered({ time, thread, operation, call, error, value }: RowCursor): void {
    const { routines } = this.tables;
    const place = routines.append();
    const { columns } = routines;
    columns.operation[place] = operation;
    columns.thread[place] = thread;
    columns.call[place] = call;
    columns.enteredAt[place] = time;
    columns.dwError[place] = error;
    columns.cbTransferred.set(place, value);
    columns.depth[place] = Math.min(this.calls.stackOf(thread).enterRoutine(operation, call), MOST_DEEP);
    this.runs.set(operation, place);
    this.operations.routineEntered(operation, call, time, place);
  }

  private routineLeft({ operation, thread, time }: RowCursor): void {
    this.calls.stackOf(thread).leaveRoutine(operation);
    const place = this.runs.get(operation);
    if (place === undefined) return;
    this.runs.delete(operation);
    this.tables.routines.columns.leftAt.set(place, time);
  }

  private open(kind: WinsockObject['kind'], { object: id, value: handle, time: openedAt, call }: RowCursor): void {
    this.records.open({ id, kind, handle, openedAt });
    const facts = this.calls.factsOf(call);
    const payload = this.calls.argumentsOfOpening(call);
    if (kind === 'socket') {
      const listener = facts?.name === 'accept' ? this.calls.objectOf(call) : 0;
      if (listener !== 0) this.records.objects.get(id)!.acceptedOn = listener;
      const type = wordOf(payload, facts?.socketType ?? -1);
      this.records.socketStates.opened(id, facts?.name ?? '', type, facts === undefined ? 0 : call, openedAt);
    }
    if (kind === 'port') this.calls.associate(this.calls.objectOf(call), id, call, wordOf(payload, 2));
  }

  private close(id: number, call: number, time: number): void {
    const object = this.records.objects.get(id);
    if (object === undefined) return;
    this.records.close(object, time);
    this.operations.closed(id);
    if (object.kind === 'socket') this.records.socketStates.closed(id, call, time);
  }

  private nameSocket(id: number, json: string): void {
    const object = this.records.objects.get(id);
    if (object === undefined) return;
    const names = parseNames(json);
    if (names.local !== undefined) object.local = names.local;
    if (names.peer !== undefined) {
      if (object.peer !== undefined && object.peer !== names.peer) object.hadOtherPeers = true;
      object.peer = names.peer;
    }
    this.records.changes.objects.push(id);
  }
}

/** A transfer that succeeded, with bytes: it tells nothing of its socket. */
function isUsual(name: string, { status, value }: RowCursor): boolean {
  return status === 0 && value > 0 && name !== 'AcceptEx' && name !== 'DisconnectEx';
}

function textOf(row: RowCursor): string {
  return decoder.decode(row.payload());
}

/** Why the state of an event changed, as its row tells: which operation, or after a call of which role it was seen. */
function edgeCause(signaled: boolean, operation: number, role: FunctionFacts['role']): EdgeCause {
  if (operation !== 0) return 'completion';
  switch (role) {
    case 'event':
    case 'open':
      return 'program';
    case 'issue':
      // An operation that completes at once has set it again before anybody can look.
      return signaled ? 'completion' : 'issue';
    case 'wait':
      return signaled ? 'unseen' : 'wait';
    default:
      return 'unseen';
  }
}

function parseNames(json: string): { local?: string; peer?: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return {};
  }
  const names: { local?: string; peer?: string } = {};
  if (typeof value !== 'object' || value === null) return names;
  if ('local' in value && typeof value.local === 'string') names.local = value.local;
  if ('peer' in value && typeof value.peer === 'string') names.peer = value.peer;
  return names;
}
