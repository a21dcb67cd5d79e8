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

/** The clock is looked at once for so many entries. */
const LOOK_EVERY = 2048;

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

  /** Takes what has come, for so many milliseconds at most. False: there is more. */
  update(budgetMs = Infinity): boolean {
    const { trace, known } = this;
    const { operations, settled, completed, calls, routines, packets } = trace.tables;
    const until = performance.now() + budgetMs;
    const isTime = () => performance.now() < until;
    /** Goes on with a table; false: time is up. */
    const take = (name: keyof typeof known, length: number, one: (place: number) => void): boolean => {
      while (known[name] < length) {
        const end = Math.min(known[name] + LOOK_EVERY, length);
        for (; known[name] < end; known[name]++) one(known[name]);
        if (!isTime()) return known[name] === length;
      }
      return true;
    };
    if (trace.objects.size !== this.knownObjects) this.findPorts();
    const isDone =
      take('operations', operations.length, (place) => this.takeOperation(place)) &&
      take('settled', settled.length, (at) => this.settle(settled.columns.operation[at]!)) &&
      take('calls', calls.length, (place) => {
        this.thread(calls.columns.thread[place]!).enter(place, calls.columns.depth[place]!);
      }) &&
      take('routines', routines.length, (place) => {
        this.thread(routines.columns.thread[place]!).enterRoutine(place, routines.columns.depth[place]!);
      }) &&
      take('waits', trace.programWaits.length, (at) => {
        const wait = trace.programWaits[at]!;
        this.thread(wait.thread).waits.push(wait);
      }) &&
      (this.ports.size === 0 ||
        (take('completed', completed.length, (at) => {
          const place = completed.columns.operation[at]!;
          if (!this.queue(place)) this.undecided.push(place);
        }) &&
          take('packets', packets.length, (place) => this.takePacket(place)))) &&
      this.density.update(trace.endTime, isTime);
    this.undecided = this.undecided.filter((place) => !this.queue(place));
    for (const port of this.ports.values()) port.update();
    return isDone;
  }

  /** Notes that a completion has queued a packet, if it has. False: that is not known before its call has returned. */
  private queue(place: number): boolean {
    const { outcome, transferred } = this.trace.tables.operations.columns;
    if (outcome[place] === 0) return false;
    if (Number.isNaN(transferred[place]) || this.queued.has(place)) return true;
    const port = this.ports.get(packetPortAt(this.trace, place));
    if (port === undefined) return true;
    this.queued.set(place, true);
    port.completed(place);
    return true;
  }

  private takePacket(place: number): void {
    const { port, operation } = this.trace.tables.packets.columns;
    this.ports.get(port[place]!)?.take(place);
    // It may have come although nobody expected it.
    const of = operation[place] === 0 ? undefined : this.trace.operations.placeOf(operation[place]!);
    if (of !== undefined) this.queue(of);
  }

  private findPorts(): void {
    this.knownObjects = this.trace.objects.size;
    for (const { id, kind } of this.trace.objects.values()) {
      if (kind === 'port' && !this.ports.has(id)) this.ports.set(id, new PortTrack(id, this.trace));
    }
  }

  private takeOperation(place: number): void {
    const { tables } = this.trace;
    const { object, slot, subRow } = tables.operations.columns;
    const id = object[place]!;
    let socket = this.sockets.get(id);
    if (socket === undefined) this.sockets.set(id, (socket = { id, places: new IndexList(), rows: [] }));
    socket.places.push(place);
    const row = subRow[place]!;
    while (socket.rows.length <= row) socket.rows.push(new OperationRow(tables));
    socket.rows[row]!.places.push(place);
    const used = slot[place]!;
    if (!this.slots.has(used)) this.slots.set(used, new OperationRow(tables, this.trace.operationPlaces.of(used)));
  }

  private settle(place: number): void {
    const { object, slot, subRow } = this.trace.tables.operations.columns;
    this.sockets.get(object[place]!)?.rows[subRow[place]!]?.settle(place);
    this.slots.get(slot[place]!)?.settle(place);
  }

  private thread(id: number): ThreadTrack {
    let thread = this.threads.get(id);
    if (thread === undefined) this.threads.set(id, (thread = new ThreadTrack(id, this.trace)));
    return thread;
  }
}
