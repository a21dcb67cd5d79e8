import { findFunction } from '../winsock/index.ts';
import { decodeCallPayload, type CallPayload } from './call-payload.ts';
import { BufferRows } from './buffer-bytes.ts';
import type { NumberColumn } from './columns.ts';
import type { Call, EventEdge, SlotMemory, WinsockObject } from './objects.ts';
import type { Operation } from './operation.ts';
import { Peers } from './peers/peers.ts';
import { PortActivity } from './port-activity.ts';
import { Routines } from './routines.ts';
import { kindName, type RowKind } from './row-kinds.ts';
import { RowTable } from './row-table.ts';
import type { Rows } from './rows.ts';
import type { SessionInfo } from './session-info.ts';
import { CallList } from './store/call-list.ts';
import { IndexLists } from './store/index-list.ts';
import { OperationList } from './store/operation-list.ts';
import type { RowBatch } from './store/row-batch.ts';
import { TraceRecords, type RecordsMessage } from './store/records.ts';
import { TraceTables, edgeCauses, type TablesMessage } from './store/tables.ts';
import { TraceBuilder } from './store/trace-builder.ts';

const decoder = new TextDecoder();

/** A trace, as the thread that builds it tells another of it. */
export interface TraceMessage {
  readonly tables: TablesMessage;
  readonly records: RecordsMessage;
}

/**
 * Everything that the rows of one session say.
 *
 * Live and from a file the same code runs: `append` takes the batches in their order, and after each the trace is what
 * had been observed by then.
 */
export class Trace {
  readonly operations: OperationList;
  readonly calls: CallList;
  /** Packets, posts and depths of completion ports; the runs of completion routines. */
  readonly ports: PortActivity;
  readonly routines: Routines;
  /** Which sends and receives of two sockets moved the same bytes. */
  readonly peers: Peers;
  /** The first bytes of what operations have sent and received, where the session recorded them. */
  readonly buffers: BufferRows;
  /** The columns that everything is read from. */
  readonly tables: TraceTables;
  private readonly records: TraceRecords;
  private readonly builder: TraceBuilder | undefined;
  private readonly bySlot = new IndexLists();
  private readonly byEvent = new IndexLists();
  private known = { operations: 0, edges: 0 };

  /**
   * `rows`: what holds them; by default memory. `elsewhere`: another thread builds it, and `take` is told what it has
   * become; without, `append` builds it here, into memory that is shared when `isShared`.
   */
  constructor(
    readonly info: SessionInfo,
    readonly rows: Rows = new RowTable(),
    { elsewhere = false, isShared = false } = {},
  ) {
    this.tables = new TraceTables(isShared);
    this.builder = elsewhere ? undefined : new TraceBuilder(info, this.tables);
    this.records = this.builder?.records ?? new TraceRecords();
    this.operations = new OperationList(this.tables.operations, info.functions);
    this.calls = new CallList(this.tables.calls, info.functions);
    this.ports = new PortActivity(this, this.tables);
    this.routines = new Routines(this, this.tables);
    this.peers = new Peers(this);
    this.buffers = new BufferRows(this);
  }

  /** Takes the next batch. */
  append(batch: RowBatch): void {
    const first = this.rows.length;
    this.rows.append(batch);
    if (this.builder === undefined) throw new Error('Another thread builds this trace.');
    this.builder.take(batch, first);
  }

  /** The next batch cannot be read: what it held is missing from here on. */
  missBatch(): void {
    const time = this.endTime;
    this.records.marks.push({
      kind: 'gap',
      time,
      since: time,
      thread: 0,
      text: 'rows that cannot be read were left out',
    });
  }

  /** What another thread needs to have the same trace, if it has been told `seen`. */
  toMessage(seen: TraceMessage | undefined): TraceMessage {
    return { tables: this.tables.toMessage(seen?.tables), records: this.records.toMessage(seen?.records) };
  }

  /** Becomes what the trace of another thread is. */
  take({ tables, records }: TraceMessage): void {
    this.tables.take(tables);
    this.records.take(records);
  }

  /** Takes records that were kept of all of a session, while its tables are filled; `observe` says how far they are. */
  takeRecords(records: Omit<RecordsMessage, 'told'>): void {
    this.records.take(records);
  }

  observe(untilNs: number): void {
    this.records.endTime = untilNs;
  }

  get threads() {
    return this.records.threads;
  }

  get objects(): ReadonlyMap<number, WinsockObject> {
    return this.records.objects;
  }

  get slots(): ReadonlyMap<number, SlotMemory> {
    return this.records.slots;
  }

  /** What has become known of objects, threads and slots later than of the operations that name them. */
  get changes() {
    return this.records.changes;
  }

  get programWaits() {
    return this.records.programWaits;
  }

  get marks() {
    return this.records.marks;
  }

  /** What programs have found out, in the order of time. */
  get facts() {
    return this.records.facts;
  }

  /** Operations that were never seen to end, by their number. */
  get leaked() {
    return this.records.leaked;
  }

  /** The states of sockets. */
  get socketStates() {
    return this.records.socketStates;
  }

  /** What the bridge has counted; absent before the session's end. */
  get balance() {
    return this.records.balance;
  }

  /** Rows that their thread had to throw away, in all. */
  get lostRows() {
    return this.records.lostRows;
  }

  /** Operations of which nothing is left. */
  get lostOperations() {
    return this.records.lostOperations;
  }

  /** The time of the newest row, in nanoseconds. */
  get endTime() {
    return this.records.endTime;
  }

  /** True once the session's last row has come. */
  get ended() {
    return this.records.ended;
  }

  /** By slot: the places of its operations in their table. A list goes on as soon as somebody asks for any. */
  get operationPlaces(): IndexLists {
    return this.operationPlacesUpTo(this.operations.length);
  }

  /** The same, of the operations before a place at least: of millions, a part at a time. */
  operationPlacesUpTo(end: number): IndexLists {
    const { known, bySlot } = this;
    const { slot } = this.tables.operations.columns;
    for (; known.operations < end; known.operations++) bySlot.add(slot[known.operations]!, known.operations);
    return bySlot;
  }

  /** By event: the places of its edges in their table, likewise. */
  get edgePlaces(): IndexLists {
    const { known, byEvent } = this;
    const { columns, length } = this.tables.edges;
    for (; known.edges < length; known.edges++) byEvent.add(columns.event[known.edges]!, known.edges);
    return byEvent;
  }

  operation(id: number): Operation | undefined {
    return this.operations.get(id);
  }

  /** The operations of a slot, in the order of their issue: each but the first is a reuse. */
  operationsIn(slot: number): readonly Operation[] {
    return [...this.operationPlaces.of(slot)].map((place) => this.operations.at(place)!);
  }

  /** The changes of an event's state, in the order of time. */
  edgesOf(event: number): readonly EventEdge[] {
    return [...this.edgePlaces.of(event)].map((place) => this.edge(place));
  }

  /** An edge, by its place in the table. */
  edge(place: number): EventEdge {
    const { columns } = this.tables.edges;
    return {
      time: columns.time[place]!,
      since: columns.since[place]!,
      signaled: columns.signaled[place] !== 0,
      operation: columns.operation[place]!,
      call: columns.call[place]!,
      cause: edgeCauses[columns.cause[place]!]!,
    };
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
}
