import { DensityMeter, IndexList, PlaceSet, packetPortAt, type Trace } from '../../trace/index.ts';
import { OperationRow } from './operation-row.ts';
import { PortTrack } from './port-track.ts';
import { ThreadTrack } from './thread-track.ts';

/** The operations of one socket, in as few rows as their overlap allows. */
export interface SocketTrack {
  readonly id: number;
  /** All of them, in the order of their issue. */
  readonly places: IndexList;
  readonly rows: OperationRow[];
}

/** A trace by lanes. Each entry of the tables is looked at once: `update` takes those that have come since. */
export class TraceIndex {
  readonly threads = new Map<number, ThreadTrack>();
  readonly sockets = new Map<number, SocketTrack>();
  /** By slot, in the order of their first use. */
  readonly slots = new Map<number, OperationRow>();
  /** Completion ports, in the order of their creation. */
  readonly ports = new Map<number, PortTrack>();
  readonly density: DensityMeter;
  private readonly known = { operations: 0, settled: 0, completed: 0, calls: 0, routines: 0, waits: 0, packets: 0 };
  private knownObjects = 0;
  /** Operations whose packet is among the queued ones of a port. */
  private readonly queued = new PlaceSet();
  /** Operations that were seen complete before their call returned: where their packet goes is not known yet. */
  private undecided: number[] = [];

  constructor(readonly trace: Trace) {
    this.density = new DensityMeter(trace.tables);
    this.update();
  }

  /** Events, in the order of their creation. */
  get events(): number[] {
    return [...this.trace.objects.values()].filter(({ kind }) => kind === 'event').map(({ id }) => id);
  }

  update(): void {
    const { trace, known } = this;
    const { operations, settled, completed, calls, routines, packets } = trace.tables;
    if (trace.objects.size !== this.knownObjects) this.findPorts();
    for (; known.operations < operations.length; known.operations++) this.takeOperation(known.operations);
    for (; known.settled < settled.length; known.settled++) this.settle(settled.columns.operation[known.settled]!);
    for (; known.calls < calls.length; known.calls++) {
      const { thread, depth } = calls.columns;
      this.thread(thread[known.calls]!).enter(known.calls, depth[known.calls]!);
    }
    for (; known.routines < routines.length; known.routines++) {
      const { thread, depth } = routines.columns;
      this.thread(thread[known.routines]!).enterRoutine(known.routines, depth[known.routines]!);
    }
    for (; known.waits < trace.programWaits.length; known.waits++) {
      const wait = trace.programWaits[known.waits]!;
      this.thread(wait.thread).waits.push(wait);
    }
    if (this.ports.size > 0) {
      for (; known.completed < completed.length; known.completed++) {
        this.undecided.push(completed.columns.operation[known.completed]!);
      }
      this.undecided = this.undecided.filter((place) => !this.queue(place));
      for (; known.packets < packets.length; known.packets++) {
        this.ports.get(packets.columns.port[known.packets]!)?.take(known.packets);
        // It may have come although nobody expected it.
        const place = trace.operations.placeOf(packets.columns.operation[known.packets]!);
        if (place !== undefined) this.queue(place);
      }
      for (const port of this.ports.values()) port.update();
    }
    this.density.update(trace.endTime);
  }

  /** Notes that a completion has queued a packet, if it has. False: that is not known before its call has returned. */
  private queue(place: number): boolean {
    const { outcome, transferred } = this.trace.tables.operations.columns;
    if (outcome[place] === 0) return false;
    if (Number.isNaN(transferred[place]) || this.queued.has(place)) return true;
    const port = this.ports.get(packetPortAt(this.trace, place));
    if (port === undefined) return true;
    this.queued.add(place);
    port.completed(place);
    return true;
  }

  private findPorts(): void {
    this.knownObjects = this.trace.objects.size;
    for (const { id, kind } of this.trace.objects.values()) {
      if (kind === 'port' && !this.ports.has(id)) this.ports.set(id, new PortTrack(id, this.trace));
    }
  }

  private takeOperation(place: number): void {
    const { object, slot, subRow } = this.trace.tables.operations.columns;
    const id = object[place]!;
    let socket = this.sockets.get(id);
    if (socket === undefined) this.sockets.set(id, (socket = { id, places: new IndexList(), rows: [] }));
    socket.places.push(place);
    while (socket.rows.length <= subRow[place]!) socket.rows.push(new OperationRow(this.trace.tables));
    socket.rows[subRow[place]!]!.append(place);
    this.slot(slot[place]!).append(place);
  }

  private settle(place: number): void {
    const { object, slot, subRow } = this.trace.tables.operations.columns;
    this.sockets.get(object[place]!)?.rows[subRow[place]!]?.settle(place);
    this.slot(slot[place]!).settle(place);
  }

  private slot(id: number): OperationRow {
    let slot = this.slots.get(id);
    if (slot === undefined) this.slots.set(id, (slot = new OperationRow(this.trace.tables)));
    return slot;
  }

  private thread(id: number): ThreadTrack {
    let thread = this.threads.get(id);
    if (thread === undefined) this.threads.set(id, (thread = new ThreadTrack(id, this.trace)));
    return thread;
  }
}
