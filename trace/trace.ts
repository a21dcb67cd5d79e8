import type { RecordBatch } from 'apache-arrow';
import { findFunction, pointeeOf } from '../winsock/index.ts';
import { decodeCallPayload, type CallPayload } from './call-payload.ts';
import { UNCERTAINTY_MAX, type NumberColumn } from './columns.ts';
import type { Call, EventEdge, Mark, ProgramWait, Slot, Thread, WinsockObject } from './objects.ts';
import type { Operation } from './operation.ts';
import { parseBalance, type Balance } from './balance.ts';
import { PortActivity } from './port-activity.ts';
import { Routines } from './routines.ts';
import { SocketStates } from './socket-states.ts';
import { hasFailed } from './call-result.ts';
import { parseFact, type Fact } from './fact.ts';
import { lostAt, lostText } from './gap.ts';
import { edgeCause } from './edge-cause.ts';
import { OperationBuilder } from './operation-builder.ts';
import { kindName, type RowKind } from './row-kinds.ts';
import { RowTable } from './row-table.ts';
import type { SessionInfo } from './session-info.ts';

const decoder = new TextDecoder();

/**
 * Everything that the rows of one session say, built row by row.
 *
 * Live and from a file the same code runs: `append` takes the batches in their order, and after each the trace is what
 * had been observed by then. Nothing is guessed; what a lost row would have said is absent.
 */
export class Trace {
  readonly rows = new RowTable();
  readonly threads = new Map<number, Thread>();
  readonly objects = new Map<number, WinsockObject>();
  readonly slots = new Map<number, Slot>();
  /** By number; calls are numbered from 1 in no order of time. */
  readonly calls = new Map<number, Call>();
  /** In the order of their issue. */
  readonly operations: Operation[] = [];
  readonly programWaits: ProgramWait[] = [];
  readonly marks: Mark[] = [];
  /** Packets, posts and depths of completion ports; the runs of completion routines; the states of sockets. */
  readonly ports = new PortActivity(this);
  readonly routines = new Routines(this);
  readonly socketStates = new SocketStates(this);
  /** What programs have found out, in the order of time. */
  readonly facts: Fact[] = [];
  /** What the bridge has counted; absent before the session's end. */
  balance: Balance | undefined;
  /** Rows that their thread had to throw away, in all; and operations of which nothing is left. */
  lostRows = 0;
  lostOperations = 0;
  /** The time of the newest row, in nanoseconds. */
  endTime = 0;
  /** True once the session's last row has come. */
  ended = false;
  private readonly edges = new Map<number, EventEdge[]>();
  private readonly byId = new Map<number, Operation>();
  private readonly openWaits = new Map<number, ProgramWait>();
  private readonly builder = new OperationBuilder(this, this.operations, this.byId);

  constructor(readonly info: SessionInfo) {}

  /** Takes the next batch. False when it is not a batch of rows; then nothing has changed. */
  append(batch: RecordBatch): boolean {
    const first = this.rows.length;
    if (!this.rows.append(batch)) return false;
    for (let row = first; row < this.rows.length; row++) this.take(row);
    return true;
  }

  operation(id: number): Operation | undefined {
    return this.byId.get(id);
  }

  /** The changes of an event's state, in the order of time. */
  edgesOf(event: number): readonly EventEdge[] {
    return this.edges.get(event) ?? [];
  }

  get(column: NumberColumn, row: number): number {
    return this.rows.get(column, row);
  }

  kind(row: number): RowKind {
    return kindName(this.rows.get('kind', row));
  }

  /** The name of the function of a row, by the names that the recording carries; '' where there is none. */
  api(row: number): string {
    return this.info.functions[this.rows.get('api', row) - 1] ?? '';
  }

  text(row: number): string {
    return decoder.decode(this.rows.payload(row));
  }

  /** The arguments of a call, as its entered row holds them. */
  argumentsOf(call: Call): CallPayload {
    return decodeCallPayload(this.rows.payload(call.enteredRow), findFunction(call.api)?.parameters.length ?? 0);
  }

  /** What a call wrote behind its pointers, as its returned row holds it; empty before it returned. */
  resultsOf(call: Call): CallPayload {
    return decodeCallPayload(
      call.returnedRow === undefined ? new Uint8Array(0) : this.rows.payload(call.returnedRow),
      0,
    );
  }

  /** The open object with this handle value now, or undefined. */
  openObject(kind: WinsockObject['kind'], handle: number): WinsockObject | undefined {
    const id = this.openHandles.get(`${kind}:${handle}`);
    return id === undefined ? undefined : this.objects.get(id);
  }
  private readonly openHandles = new Map<string, number>();

  private take(row: number): void {
    const time = this.get('time', row);
    if (time > this.endTime) this.endTime = time;
    const kind = this.kind(row);
    switch (kind) {
      case 'thread-started':
        return this.startThread(row, time);
      case 'thread-ended': {
        const thread = this.threads.get(this.get('thread', row));
        if (thread !== undefined) thread.endedAt = time;
        return;
      }
      case 'call-entered':
        return this.enter(row, time);
      case 'call-returned':
        return this.return(row, time);
      case 'completed':
        this.snapshot(row);
        return this.complete(row, time);
      case 'event-state':
        return this.eventState(row, time);
      case 'socket-opened':
        return this.open('socket', row, time);
      case 'event-opened':
        return this.open('event', row, time);
      case 'port-opened':
        return this.open('port', row, time);
      case 'file-opened':
        return this.open('file', row, time);
      case 'packet-dequeued':
        return this.builder.dequeued(this.ports.dequeued(row, time));
      case 'port-depth':
        return this.ports.looked(row, time);
      case 'routine-entered':
        return this.builder.routineEntered(this.routines.entered(row, time));
      case 'routine-left':
        return this.routines.left(row, time);
      case 'object-closed':
        return this.close(row, time);
      case 'socket-named':
        return this.nameSocket(row);
      case 'slot-allocated':
        return this.allocateSlot(this.get('slot', row), this.get('value', row), time);
      case 'slot-released': {
        const slot = this.slots.get(this.get('slot', row));
        if (slot !== undefined) slot.releasedAt = time;
        return this.builder.released(this.get('slot', row), time);
      }
      case 'program-waits': {
        const wait = { thread: this.get('thread', row), reason: this.text(row), from: time };
        this.openWaits.set(wait.thread, wait);
        this.programWaits.push(wait);
        return;
      }
      case 'program-goes-on': {
        const wait = this.openWaits.get(this.get('thread', row));
        if (wait !== undefined) wait.to = time;
        this.openWaits.delete(this.get('thread', row));
        return;
      }
      case 'gap': {
        const lost = lostAt(this.get('value', row), this.text(row));
        this.lostRows += lost.rows;
        this.lostOperations += lost.operations;
        return this.mark('gap', row, time, lostText(lost));
      }
      case 'overrun':
        return this.mark('overrun', row, time, this.text(row));
      case 'balance':
        this.balance = parseBalance(this.text(row));
        return;
      case 'fact': {
        const fact = parseFact(this.text(row), this.get('thread', row), time);
        if (fact !== undefined) this.facts.push(fact);
        return;
      }
      case 'note':
      case 'chapter':
        return this.mark(kind, row, time, this.text(row));
      case 'session-ended':
        this.ended = true;
        return this.mark(kind, row, time, this.text(row));
      case 'leaked':
        return this.builder.leaked(this.get('operation', row));
      case 'none':
        return;
    }
  }

  /** The memory of a slot that was released is given out again: its earlier operations were in the same place. */
  private allocateSlot(id: number, address: number, allocatedAt: number): void {
    const known = this.slots.get(id);
    if (known?.address === address) delete known.releasedAt;
    else this.slots.set(id, { id, address, allocatedAt, operations: [], snapshotRows: [] });
  }

  private startThread(row: number, startedAt: number): void {
    const id = this.get('thread', row);
    this.threads.set(id, { id, name: this.text(row), systemId: this.get('value', row), startedAt });
  }

  private mark(kind: Mark['kind'], row: number, time: number, text: string): void {
    const thread = this.get('thread', row);
    this.marks.push({ kind, time, thread, text, ...(kind === 'gap' ? { since: this.lostSince(row, time) } : {}) });
  }

  /** When a loss began: at the latest with its thread. */
  private lostSince(row: number, time: number): number {
    const began = this.threads.get(this.get('thread', row))?.startedAt ?? 0;
    const uncertainty = this.get('uncertainty', row);
    return uncertainty === UNCERTAINTY_MAX ? began : Math.max(time - uncertainty, began);
  }

  private enter(row: number, time: number): void {
    const id = this.get('call', row);
    const call: Call = {
      id,
      api: this.api(row),
      thread: this.get('thread', row),
      enteredAt: time,
      enteredRow: row,
      operation: this.get('operation', row),
      object: this.get('object', row),
      slot: this.get('slot', row),
    };
    this.calls.set(id, call);
    if (this.isIssue(call)) {
      this.slotOf(call, time).operations.push(call.operation);
      this.snapshot(row);
    }
    this.builder.entered(call, this.get('value', row));
    this.socketStates.entered(call);
  }

  private return(row: number, time: number): void {
    const call = this.calls.get(this.get('call', row));
    if (call === undefined) return;
    call.returnedAt = time;
    call.returnedRow = row;
    call.value = this.get('value', row);
    call.error = this.get('error', row);
    if (call.object === 0) call.object = this.get('object', row);
    if (this.isIssue(call)) this.snapshot(row);
    this.builder.returned(call, row, time);
    const known = findFunction(call.api);
    const failed = known === undefined || hasFailed(known, call.value);
    this.socketStates.returned(call, failed, time);
    if (failed) return;
    if (known.role === 'post') this.ports.posted(call, time);
    if (call.api === 'CreateIoCompletionPort') this.associate(call, this.openObject('port', call.value)?.id);
    if (call.api === 'SetFileCompletionNotificationModes') {
      const object = this.objects.get(call.object);
      const flags = this.argumentsOf(call).words[1] ?? 0;
      if (object === undefined) return;
      object.notificationModes = (object.notificationModes ?? 0) | flags;
      object.modesSetAt = time;
    }
  }

  /** The row that allocated it may have been lost: then the call tells its address. */
  private slotOf(call: Call, allocatedAt: number): Slot {
    const known = this.slots.get(call.slot);
    if (known !== undefined) return known;
    const parameter = findFunction(call.api)?.parameters.findIndex(([, type]) => pointeeOf(type) === 'WSAOVERLAPPED');
    const address = this.argumentsOf(call).words[parameter ?? -1] ?? 0;
    const slot = { id: call.slot, address, allocatedAt, operations: [], snapshotRows: [] };
    this.slots.set(call.slot, slot);
    return slot;
  }

  /** A socket's packets go to this port from now on: CreateIoCompletionPort was given both. */
  private associate(call: Call, port: number | undefined): void {
    const socket = this.objects.get(call.object);
    if (port === undefined || socket?.kind !== 'socket') return;
    socket.port = port;
    socket.associatedAt = call.enteredAt;
    socket.completionKey = this.argumentsOf(call).words[2] ?? 0;
  }

  private isIssue(call: Call): boolean {
    return call.operation !== 0 && findFunction(call.api)?.role === 'issue';
  }

  private complete(row: number, time: number): void {
    this.builder.completed(row, time);
    const operation = this.byId.get(this.get('operation', row));
    if (operation !== undefined) this.socketStates.completed(operation, operation.completedAt ?? time);
  }

  private snapshot(row: number): void {
    this.slots.get(this.get('slot', row))?.snapshotRows.push(row);
  }

  private eventState(row: number, time: number): void {
    const event = this.get('object', row);
    const edge: EventEdge = {
      time,
      since: time - this.get('uncertainty', row),
      signaled: this.get('value', row) !== 0,
      operation: this.get('operation', row),
      call: this.get('call', row),
      cause: edgeCause(this, row),
    };
    const edges = this.edges.get(event);
    if (edges === undefined) this.edges.set(event, [edge]);
    else if (edges.at(-1)?.signaled !== edge.signaled) edges.push(edge);
    this.builder.eventChanged(event, edge);
  }

  private open(kind: WinsockObject['kind'], row: number, openedAt: number): void {
    const id = this.get('object', row);
    const handle = this.get('value', row);
    this.objects.set(id, { id, kind, handle, openedAt });
    this.openHandles.set(`${kind}:${handle}`, id);
    const call = this.calls.get(this.get('call', row));
    if (kind === 'socket') this.socketStates.opened(id, call, openedAt);
    if (kind === 'port' && call !== undefined) this.associate(call, id);
  }

  private close(row: number, time: number): void {
    const object = this.objects.get(this.get('object', row));
    if (object === undefined) return;
    object.closedAt = time;
    const key = `${object.kind}:${object.handle}`;
    if (this.openHandles.get(key) === object.id) this.openHandles.delete(key);
    this.builder.closed(object.id);
    if (object.kind === 'socket') this.socketStates.closed(object.id, this.get('call', row), time);
  }

  private nameSocket(row: number): void {
    const object = this.objects.get(this.get('object', row));
    if (object === undefined) return;
    const names = parseNames(this.text(row));
    if (names.local !== undefined) object.local = names.local;
    if (names.peer !== undefined) object.peer = names.peer;
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
