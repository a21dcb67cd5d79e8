import { parseBalance } from '../balance.ts';
import { wordOf } from '../call-payload.ts';
import { UNCERTAINTY_MAX } from '../columns.ts';
import { parseFact } from '../fact.ts';
import { lostAt, lostText } from '../gap.ts';
import type { EdgeCause, Mark, ProgramWait, WinsockObject } from '../objects.ts';
import { kindName } from '../row-kinds.ts';
import type { SessionInfo } from '../session-info.ts';
import { CallBuilder, MOST_DEEP, type CallRow } from './call-builder.ts';
import { functionFacts, type FunctionFacts } from './function-facts.ts';
import { IdIndex } from './id-index.ts';
import { OperationBuilder } from './operation-builder.ts';
import { TraceRecords } from './records.ts';
import { payloadOf, type RowBatch } from './row-batch.ts';
import { NEVER, TraceTables, edgeCauses, ends } from './tables.ts';

const decoder = new TextDecoder();

/**
 * Makes tables and records out of rows, batch by batch, in their order. After each batch they are what had been observed by
 * then. Nothing is guessed; what a lost row would have said is absent.
 *
 * It keeps nothing of a batch: its memory may be used for another one.
 */
export class TraceBuilder {
  readonly tables = new TraceTables();
  readonly records = new TraceRecords();
  private readonly operations = new OperationBuilder(this.tables);
  private readonly calls: CallBuilder;
  private readonly functions: readonly FunctionFacts[];
  private readonly runs = new IdIndex();
  private readonly openWaits = new Map<number, ProgramWait>();
  /** Whether an event was seen signaled last. */
  private readonly isSignaled = new Map<number, number>();

  constructor(info: SessionInfo) {
    this.functions = functionFacts(info.functions);
    this.calls = new CallBuilder(this.tables, this.records, this.operations, this.functions);
  }

  /** `firstRow`: the number of the batch's first row in the recording. */
  take(batch: RowBatch, firstRow: number): void {
    for (let index = 0; index < batch.length; index++) this.takeRow(batch, index, firstRow + index);
  }

  private takeRow(batch: RowBatch, index: number, row: number): void {
    const { columns } = batch;
    const { records } = this;
    const time = columns.time[index]!;
    if (time > records.endTime) records.endTime = time;
    const kind = kindName(columns.kind[index]!);
    const text = () => decoder.decode(payloadOf(batch, index));
    const thread = columns.thread[index]!;
    switch (kind) {
      case 'call-entered':
        return this.calls.entered(rowOf(batch, index, row), columns.api[index]!, payloadOf(batch, index));
      case 'call-returned':
        return this.calls.returned(rowOf(batch, index, row));
      case 'completed':
        return this.completed(rowOf(batch, index, row), columns.uncertainty[index]!);
      case 'event-state':
        return this.eventState(rowOf(batch, index, row), columns.uncertainty[index]!);
      case 'packet-dequeued':
        return this.dequeued(rowOf(batch, index, row));
      case 'port-depth':
        return this.looked(rowOf(batch, index, row), columns.uncertainty[index]!);
      case 'routine-entered':
        return this.routineEntered(rowOf(batch, index, row));
      case 'routine-left':
        return this.routineLeft(columns.operation[index]!, thread, time);
      case 'thread-started': {
        const systemId = columns.value[index]!;
        records.threads.set(thread, { id: thread, name: text(), systemId, startedAt: time });
        return;
      }
      case 'thread-ended': {
        const known = records.threads.get(thread);
        if (known !== undefined) known.endedAt = time;
        return;
      }
      case 'socket-opened':
        return this.open('socket', rowOf(batch, index, row));
      case 'event-opened':
        return this.open('event', rowOf(batch, index, row));
      case 'port-opened':
        return this.open('port', rowOf(batch, index, row));
      case 'file-opened':
        return this.open('file', rowOf(batch, index, row));
      case 'object-closed':
        return this.close(columns.object[index]!, columns.call[index]!, time);
      case 'socket-named':
        return this.nameSocket(columns.object[index]!, text());
      case 'slot-allocated':
        return this.allocateSlot(columns.slot[index]!, columns.value[index]!, time);
      case 'slot-released': {
        const slot = records.slots.get(columns.slot[index]!);
        if (slot !== undefined) slot.releasedAt = time;
        return this.operations.released(columns.slot[index]!, time);
      }
      case 'program-waits': {
        const wait = { thread, reason: text(), from: time };
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
        const lost = lostAt(columns.value[index]!, text());
        records.lostRows += lost.rows;
        records.lostOperations += lost.operations;
        const since = this.lostSince(thread, time, columns.uncertainty[index]!);
        records.marks.push({ kind, time, since, thread, text: lostText(lost) });
        return;
      }
      case 'balance':
        records.balance = parseBalance(text());
        return;
      case 'fact': {
        const fact = parseFact(text(), thread, time);
        if (fact !== undefined) records.facts.push(fact);
        return;
      }
      case 'note':
      case 'chapter':
      case 'overrun':
        return this.mark(kind, thread, time, text());
      case 'session-ended':
        records.ended = true;
        return this.mark(kind, thread, time, text());
      case 'leaked':
        if (this.operations.leaked(columns.operation[index]!)) records.leaked.push(columns.operation[index]!);
        return;
      case 'none':
        return;
    }
  }

  private mark(kind: Mark['kind'], thread: number, time: number, text: string): void {
    this.records.marks.push({ kind, time, thread, text });
  }

  /** When a loss began: at the latest with its thread. */
  private lostSince(thread: number, time: number, uncertainty: number): number {
    const began = this.records.threads.get(thread)?.startedAt ?? 0;
    return uncertainty === UNCERTAINTY_MAX ? began : Math.max(time - uncertainty, began);
  }

  /** The memory of a slot that was released is given out again: its earlier operations were in the same place. */
  private allocateSlot(id: number, address: number, allocatedAt: number): void {
    const known = this.records.slots.get(id);
    if (known?.address === address) delete known.releasedAt;
    else this.records.slots.set(id, { id, address, allocatedAt });
  }

  private completed({ row, time, operation: id, status, value }: CallRow, uncertainty: number): void {
    this.operations.completed(id, row, time, uncertainty, status, value);
    const place = this.operations.find(id);
    if (place === undefined) return;
    const { columns } = this.tables.operations;
    this.records.socketStates.completed(
      {
        id,
        api: this.functions[columns.api[place]!]?.name ?? '',
        object: columns.object[place]!,
        end: ends[columns.end[place]!],
        transferred: columns.transferred[place]!,
        status: columns.status[place]!,
        requested: columns.requested[place]!,
      },
      columns.completedAt[place]!,
      this.calls.acceptedBy(id)?.id,
    );
  }

  private eventState({ time, object: event, value, operation, call }: CallRow, uncertainty: number): void {
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

  private dequeued({ row, time, object, call, operation, status }: CallRow): void {
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

  private looked({ time, object, value }: CallRow, uncertainty: number): void {
    const { depths } = this.tables;
    const place = depths.append();
    const { columns } = depths;
    columns.time[place] = time;
    columns.since[place] = time - uncertainty;
    columns.port[place] = object;
    columns.depth[place] = value;
  }

  private routineEntered({ time, thread, operation, call, error, value }: CallRow): void {
    const { routines } = this.tables;
    const place = routines.append();
    const { columns } = routines;
    columns.operation[place] = operation;
    columns.thread[place] = thread;
    columns.call[place] = call;
    columns.enteredAt[place] = time;
    columns.leftAt[place] = NEVER;
    columns.dwError[place] = error;
    columns.cbTransferred[place] = value;
    columns.depth[place] = Math.min(this.calls.stackOf(thread).enterRoutine(operation, call), MOST_DEEP);
    this.runs.set(operation, place);
    this.operations.routineEntered(operation, call, time, place);
  }

  private routineLeft(operation: number, thread: number, time: number): void {
    this.calls.stackOf(thread).leaveRoutine(operation);
    const place = this.runs.get(operation);
    const { leftAt } = this.tables.routines.columns;
    if (place !== undefined && Number.isNaN(leftAt[place])) leftAt[place] = time;
  }

  private open(kind: WinsockObject['kind'], { object: id, value: handle, time: openedAt, call }: CallRow): void {
    this.records.open({ id, kind, handle, openedAt });
    const facts = this.calls.factsOf(call);
    const payload = this.calls.argumentsOfOpening(call);
    if (kind === 'socket') {
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
    if (names.peer !== undefined) object.peer = names.peer;
  }
}

function rowOf({ columns }: RowBatch, index: number, row: number): CallRow {
  return {
    row,
    time: columns.time[index]!,
    thread: columns.thread[index]!,
    call: columns.call[index]!,
    operation: columns.operation[index]!,
    object: columns.object[index]!,
    slot: columns.slot[index]!,
    value: columns.value[index]!,
    error: columns.error[index]!,
    status: columns.status[index]!,
  };
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
