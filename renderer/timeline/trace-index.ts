import type { Call, Operation, Trace } from '../../trace/index.ts';
import { PortTrack, queuedAt } from './port-track.ts';
import { SubRows } from './sub-rows.ts';
import { ThreadTrack } from './thread-track.ts';

/** The operations of one socket: sorted by issue, and packed for drawing. */
export interface SocketTrack {
  readonly id: number;
  readonly operations: Operation[];
  readonly packed: SubRows;
}

/**
 * A trace by lanes. Each row is looked at once: `update` takes the rows that have come since.
 */
export class TraceIndex {
  /** In the order of entry. */
  readonly calls: Call[] = [];
  readonly threads = new Map<number, ThreadTrack>();
  readonly sockets = new Map<number, SocketTrack>();
  /** Slots that were used, in the order of their first use. */
  readonly slots: number[] = [];
  /** Events, in the order of their creation. */
  readonly events: number[] = [];
  /** Completion ports, in the order of their creation. */
  readonly ports = new Map<number, PortTrack>();
  private nextRow = 0;
  private nextRun = 0;
  private nextOperation = 0;
  private nextWait = 0;
  private readonly usedSlots = new Set<number>();
  /** Operations that were seen complete before their call returned: where their packet goes is not known yet. */
  private undecided: Operation[] = [];

  constructor(readonly trace: Trace) {
    this.update();
  }

  update(): void {
    const { trace } = this;
    for (; this.nextRow < trace.rows.length; this.nextRow++) this.takeRow(this.nextRow);
    for (; this.nextWait < trace.programWaits.length; this.nextWait++) {
      const wait = trace.programWaits[this.nextWait];
      if (wait !== undefined) this.thread(wait.thread).waits.push(wait);
    }
    for (; this.nextOperation < trace.operations.length; this.nextOperation++) {
      const operation = trace.operations[this.nextOperation];
      if (operation !== undefined) this.takeOperation(operation);
    }
    const { undecided } = this;
    this.undecided = [];
    for (const operation of undecided) this.completed(operation);
    for (const port of this.ports.values()) port.update();
  }

  private takeRow(row: number): void {
    const { trace } = this;
    switch (trace.kind(row)) {
      case 'call-entered': {
        const call = trace.calls.get(trace.get('call', row));
        if (call === undefined) return;
        this.calls.push(call);
        this.thread(call.thread).enter(call);
        return;
      }
      case 'call-returned':
        return this.thread(trace.get('thread', row)).leave(trace.get('call', row));
      case 'routine-entered': {
        const run = trace.routines.runs[this.nextRun++];
        if (run !== undefined) this.thread(run.thread).enterRoutine(run);
        return;
      }
      case 'routine-left':
        return this.thread(trace.get('thread', row)).leaveRoutine(trace.get('operation', row));
      case 'completed': {
        const operation = trace.operation(trace.get('operation', row));
        if (operation !== undefined) this.completed(operation);
        return;
      }
      case 'event-opened':
        this.events.push(trace.get('object', row));
        return;
      case 'port-opened': {
        const id = trace.get('object', row);
        this.ports.set(id, new PortTrack(id, trace));
        return;
      }
      default:
        return;
    }
  }

  private completed(operation: Operation): void {
    if (operation.outcome === undefined) this.undecided.push(operation);
    else this.ports.get(queuedAt(this.trace, operation))?.completed(operation);
  }

  private takeOperation(operation: Operation): void {
    let socket = this.sockets.get(operation.object);
    if (socket === undefined) {
      socket = { id: operation.object, operations: [], packed: new SubRows() };
      this.sockets.set(operation.object, socket);
    }
    socket.operations.push(operation);
    socket.packed.place(operation);
    if (!this.usedSlots.has(operation.slot)) {
      this.usedSlots.add(operation.slot);
      this.slots.push(operation.slot);
    }
  }

  private thread(id: number): ThreadTrack {
    let thread = this.threads.get(id);
    if (thread === undefined) this.threads.set(id, (thread = new ThreadTrack(id)));
    return thread;
  }
}
