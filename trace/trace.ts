import { findFunction } from '../winsock/index.ts';
import { decodeCallPayload, type CallPayload } from './call-payload.ts';
import type { NumberColumn } from './columns.ts';
import type { Call, EventEdge, SlotMemory, WinsockObject } from './objects.ts';
import type { Operation } from './operation.ts';
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
import { edgeCauses } from './store/tables.ts';
import { TraceBuilder } from './store/trace-builder.ts';

const decoder = new TextDecoder();

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
  /** By slot and by event: the places of its operations and edges in their tables. */
  readonly operationPlaces = new IndexLists();
  readonly edgePlaces = new IndexLists();
  private readonly builder: TraceBuilder;
  private known = { operations: 0, edges: 0 };

  /** `rows`: what holds them; by default memory. */
  constructor(
    readonly info: SessionInfo,
    readonly rows: Rows = new RowTable(),
  ) {
    this.builder = new TraceBuilder(info);
    const { tables } = this.builder;
    this.operations = new OperationList(tables.operations, info.functions);
    this.calls = new CallList(tables.calls, info.functions);
    this.ports = new PortActivity(this, tables);
    this.routines = new Routines(this, tables);
  }

  /** Takes the next batch. */
  append(batch: RowBatch): void {
    const first = this.rows.length;
    this.rows.append(batch);
    this.builder.take(batch, first);
    this.update();
  }

  /** The columns that everything is read from. */
  get tables() {
    return this.builder.tables;
  }

  get threads() {
    return this.builder.records.threads;
  }

  get objects(): ReadonlyMap<number, WinsockObject> {
    return this.builder.records.objects;
  }

  get slots(): ReadonlyMap<number, SlotMemory> {
    return this.builder.records.slots;
  }

  /** What has become known of objects, threads and slots later than of the operations that name them. */
  get changes() {
    return this.builder.records.changes;
  }

  get programWaits() {
    return this.builder.records.programWaits;
  }

  get marks() {
    return this.builder.records.marks;
  }

  /** What programs have found out, in the order of time. */
  get facts() {
    return this.builder.records.facts;
  }

  /** Operations that were never seen to end, by their number. */
  get leaked() {
    return this.builder.records.leaked;
  }

  /** The states of sockets. */
  get socketStates() {
    return this.builder.records.socketStates;
  }

  /** What the bridge has counted; absent before the session's end. */
  get balance() {
    return this.builder.records.balance;
  }

  /** Rows that their thread had to throw away, in all. */
  get lostRows() {
    return this.builder.records.lostRows;
  }

  /** Operations of which nothing is left. */
  get lostOperations() {
    return this.builder.records.lostOperations;
  }

  /** The time of the newest row, in nanoseconds. */
  get endTime() {
    return this.builder.records.endTime;
  }

  /** True once the session's last row has come. */
  get ended() {
    return this.builder.records.ended;
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

  /** Takes what has come into the tables since. */
  private update(): void {
    const { known } = this;
    const { operations, edges } = this.tables;
    for (; known.operations < operations.length; known.operations++) {
      this.operationPlaces.add(operations.columns.slot[known.operations]!, known.operations);
    }
    for (; known.edges < edges.length; known.edges++) {
      this.edgePlaces.add(edges.columns.event[known.edges]!, known.edges);
    }
    this.ports.update();
  }
}
