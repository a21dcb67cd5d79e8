import type { Call, Operation, ProgramWait, Trace } from '../../trace/index.ts';
import { SubRows } from './sub-rows.ts';

/** What one thread did: its calls and its waits outside Winsock, each sorted by time. */
export interface ThreadTrack {
  readonly id: number;
  readonly calls: Call[];
  readonly waits: ProgramWait[];
}

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
  private nextRow = 0;
  private nextOperation = 0;
  private nextWait = 0;
  private readonly usedSlots = new Set<number>();

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
  }

  private takeRow(row: number): void {
    switch (this.trace.kind(row)) {
      case 'call-entered': {
        const call = this.trace.calls.get(this.trace.get('call', row));
        if (call === undefined) return;
        this.calls.push(call);
        this.thread(call.thread).calls.push(call);
        return;
      }
      case 'event-opened':
        this.events.push(this.trace.get('object', row));
        return;
      default:
        return;
    }
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
    if (thread === undefined) this.threads.set(id, (thread = { id, calls: [], waits: [] }));
    return thread;
  }
}
