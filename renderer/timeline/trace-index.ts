import {
  DensityMeter,
  IdMap,
  PlaceSet,
  busyUntil,
  packetPortAt,
  type DensityState,
  type Trace,
} from '../../trace/index.ts';
import { OperationRow } from './operation-row.ts';
import { PortTrack } from './port-track.ts';
import { ThreadTrack } from './thread-track.ts';

/** The operations of one socket, in as few rows as their overlap allows. */
export interface SocketTrack {
  readonly id: number;
  readonly rows: OperationRow[];
}

/** The clock is looked at once for so many entries. */
const LOOK_EVERY = 2048;

/** A trace by lanes. Each entry of the tables is looked at once: `update` takes those that have come since. */
export class TraceIndex {
  readonly threads = new IdMap<ThreadTrack>();
  readonly sockets = new IdMap<SocketTrack>();
  /** By slot, in the order of their first use. */
  readonly slots = new IdMap<OperationRow>();
  /** Completion ports, in the order of their creation. */
  readonly ports = new IdMap<PortTrack>();
  readonly density: DensityMeter;
  private readonly known = { operations: 0, settled: 0, completed: 0, calls: 0, routines: 0, waits: 0, packets: 0 };
  private knownObjects = 0;
  /** So many operations have been prepared. */
  private prepared = 0;
  /** Operations whose waits go on: how they look from far away changes with what comes. */
  private readonly open = new Set<number>();
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

  /**
   * The tables will be filled from a footer: how full the session is, is known, and each operation is what it has become
   * as soon as it is there.
   */
  begin(density: DensityState): void {
    this.density.state = density;
    this.known.settled = density.known[1];
  }

  /** Takes what has come, for so many milliseconds at most. False: there is more. */
  update(budgetMs = Infinity): boolean {
    const { trace, known } = this;
    const { operations, settled, completed, calls, routines, packets } = trace.tables;
    const until = performance.now() + budgetMs;
    const isTime = () => performance.now() < until;
    type Take = (from: number, to: number) => void;
    /** Goes a step on with a table; true: it has been gone through. */
    const step = (name: keyof typeof known, length: number, some: Take): boolean => {
      const from = known[name];
      const to = (known[name] = Math.min(from + LOOK_EVERY, length));
      if (to > from) some(from, to);
      return to === length;
    };
    /** Goes on with a table; false: time is up. */
    const take = (name: keyof typeof known, length: number, some: Take): boolean => {
      while (!step(name, length, some)) if (!isTime()) return false;
      return true;
    };
    /** Operations and calls side by side: the lanes of sockets and of threads grow together. */
    const takeBoth = (): boolean => {
      for (;;) {
        const areAllCalls = step('calls', calls.length, (from, to) => this.takeCalls(from, to));
        const areAll = step('operations', operations.length, (from, to) => this.takeOperations(from, to));
        if (areAll && areAllCalls) return true;
        if (!isTime()) return false;
      }
    };
    if (trace.objects.size !== this.knownObjects) this.findPorts();
    const isDone =
      takeBoth() &&
      take('settled', settled.length, (from, to) => this.changeSettled(from, to)) &&
      take('routines', routines.length, (from, to) => this.takeRoutines(from, to)) &&
      take('waits', trace.programWaits.length, (from, to) => {
        for (const wait of trace.programWaits.slice(from, to)) this.thread(wait.thread).wait(wait);
      }) &&
      (this.ports.size === 0 ||
        (take('completed', completed.length, (from, to) => this.takeCompleted(from, to)) &&
          take('packets', packets.length, (from, to) => this.takePackets(from, to)))) &&
      this.density.update(trace.endTime, isTime);
    this.undecided = this.undecided.filter((place) => !this.queue(place));
    for (const place of this.open) {
      this.change(place);
      if (busyUntil(operations.columns, place) !== Infinity) this.open.delete(place);
    }
    for (const port of this.ports.values()) port.update();
    return isDone;
  }

  /**
   * Makes what the first sight of each lane would have to wait for, for so many milliseconds. False: there is more. It goes
   * through the operations in their order: lane by lane, each would have to be fetched from somewhere else in memory.
   */
  prepare(budgetMs: number): boolean {
    const until = performance.now() + budgetMs;
    const { object, slot, subRow } = this.trace.tables.operations.columns;
    while (this.prepared < this.known.operations) {
      const place = this.prepared++;
      this.sockets.get(object[place]!)?.rows[subRow[place]!]?.prepare(place);
      this.slots.get(slot[place]!)?.prepare(place);
      if (this.prepared % LOOK_EVERY === 0 && performance.now() > until) return false;
    }
    return true;
  }

  /** Notes that a completion has queued a packet, if it has. False: nobody knows before its call returns or it is taken. */
  private queue(place: number): boolean {
    const { outcome, transferred, packet } = this.trace.tables.operations.columns;
    if (outcome[place] === 0 && packet[place] === 0) return false;
    if (!transferred.has(place) || this.queued.has(place)) return true;
    const port = this.ports.get(packetPortAt(this.trace, place));
    if (port === undefined) return true;
    this.queued.set(place, true);
    port.completed(place);
    return true;
  }

  private takeCompleted(from: number, to: number): void {
    const { operation } = this.trace.tables.completed.columns;
    for (let at = from; at < to; at++) if (!this.queue(operation[at]!)) this.undecided.push(operation[at]!);
  }

  private takePackets(from: number, to: number): void {
    const { port, operation } = this.trace.tables.packets.columns;
    for (let place = from; place < to; place++) {
      this.ports.get(port[place]!)?.take(place);
      // It may have come although nobody expected it.
      const of = operation[place] === 0 ? undefined : this.trace.operations.placeOf(operation[place]!);
      if (of !== undefined) this.queue(of);
    }
  }

  private findPorts(): void {
    this.knownObjects = this.trace.objects.size;
    for (const { id, kind } of this.trace.objects.values()) {
      if (kind === 'port' && !this.ports.has(id)) this.ports.set(id, new PortTrack(id, this.trace));
    }
  }

  private takeOperations(from: number, to: number): void {
    const { tables } = this.trace;
    const { object, slot, subRow } = tables.operations.columns;
    // The lists of the slots go on.
    const bySlot = this.trace.operationPlacesUpTo(to);
    for (let place = from; place < to; place++) {
      const id = object[place]!;
      let socket = this.sockets.get(id);
      if (socket === undefined) this.sockets.set(id, (socket = { id, rows: [] }));
      const row = subRow[place]!;
      while (socket.rows.length <= row) socket.rows.push(new OperationRow(tables));
      socket.rows[row]!.places.push(place);
      if (busyUntil(tables.operations.columns, place) === Infinity) this.open.add(place);
      const used = slot[place]!;
      if (this.slots.get(used) === undefined) this.slots.set(used, new OperationRow(tables, bySlot.of(used)));
    }
  }

  private changeSettled(from: number, to: number): void {
    const { operation } = this.trace.tables.settled.columns;
    for (let at = from; at < to; at++) this.change(operation[at]!);
  }

  private change(place: number): void {
    const { object, slot, subRow } = this.trace.tables.operations.columns;
    this.sockets.get(object[place]!)?.rows[subRow[place]!]?.change(place);
    this.slots.get(slot[place]!)?.change(place);
  }

  private takeCalls(from: number, to: number): void {
    const { thread, depth } = this.trace.tables.calls.columns;
    for (let place = from; place < to; place++) this.thread(thread[place]!).enter(place, depth[place]!);
  }

  private takeRoutines(from: number, to: number): void {
    const { thread, depth } = this.trace.tables.routines.columns;
    for (let place = from; place < to; place++) this.thread(thread[place]!).enterRoutine(place, depth[place]!);
  }

  private thread(id: number): ThreadTrack {
    let thread = this.threads.get(id);
    if (thread === undefined) this.threads.set(id, (thread = new ThreadTrack(id, this.trace)));
    return thread;
  }
}
