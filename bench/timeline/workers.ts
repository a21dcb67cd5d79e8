import { OBSERVER, type Machine, type Worker } from './machine.ts';
import {
  callPayload,
  fetchedPayload,
  fetchPayload,
  handleOf,
  packetPayload,
  packetsPayload,
  waitPayload,
  type Packet,
} from './payloads.ts';
import type { PlannedRow } from './row-stream.ts';
import { makeReady, of, type Running } from './running.ts';

/** As many packets as one dequeue takes. */
const PACKETS = 6;
const DEPTH_EVERY = 200;
/** From a completion to the return of the wait for it. */
const WAKE_NS = 300_000;
const WAIT_TIMEOUT = 258;
const WAIT_IO_COMPLETION = 0xc0;

/** A worker that learns of completions. */
export interface Noticing extends Worker {
  completed(running: Running, nowNs: number): void;
  /** Nothing comes any more: its wait runs into its timeout. */
  end(nowNs: number): void;
}

/** The threads that take packets from one completion port, the last to wait the first to go on. */
export class PortWorkers {
  private readonly queue: Running[] = [];
  private readonly idle: PortWorker[] = [];
  private completions = 0;

  constructor(
    readonly machine: Machine,
    readonly port: number,
  ) {}

  completed(running: Running, nowNs: number): void {
    this.queue.push(running);
    if (++this.completions % DEPTH_EVERY === 0) {
      const row = this.machine.rows.row('port-depth', nowNs, OBSERVER);
      row.object = this.port;
      row.value = this.queue.length;
    }
    this.idle.pop()?.wakeSoon(nowNs);
  }

  isIdle(worker: PortWorker, nowNs: number): void {
    if (this.queue.length > 0) worker.wakeSoon(nowNs);
    else this.idle.push(worker);
  }

  take(): Running[] {
    return this.queue.splice(0, PACKETS);
  }
}

export class PortWorker implements Worker {
  readonly ready: Running[] = [];
  private readonly arguments: Uint8Array;
  private dequeue: PlannedRow | undefined;

  constructor(
    readonly thread: number,
    private readonly port: PortWorkers,
  ) {
    this.arguments = callPayload('GetQueuedCompletionStatusEx', {
      CompletionPort: [handleOf(port.port)],
      lpCompletionPortEntries: [0x6d8_00c0],
      ulCount: [PACKETS],
      ulNumEntriesRemoved: [0x6d8_08c0],
      dwMilliseconds: [500],
    });
  }

  wait(atNs: number): void {
    const { machine, port } = this.port;
    this.dequeue = machine.enter('GetQueuedCompletionStatusEx', atNs, this.thread, this.arguments);
    this.dequeue.object = port;
    this.port.isIdle(this, atNs);
  }

  wakeSoon(nowNs: number): void {
    const { machine } = this.port;
    machine.at(nowNs + machine.chance.exponentialNs(WAKE_NS), (atNs) => this.wake(atNs));
  }

  end(nowNs: number): void {
    if (this.dequeue === undefined) return;
    this.port.machine.leave(this.dequeue, nowNs, packetsPayload([])).error = WAIT_TIMEOUT;
  }

  private wake(nowNs: number): void {
    const taken = this.port.take();
    // Another thread was faster.
    if (taken.length === 0 || this.dequeue === undefined) return this.port.isIdle(this, nowNs);
    const { machine, port } = this.port;
    const { call } = this.dequeue;
    const packets = taken.map((running): Packet => {
      const { cycle, socket: key, status, bytes, error } = running;
      const row = of(machine.rows.row('packet-dequeued', nowNs, this.thread, packetPayload(cycle, key)), running);
      row.object = port;
      row.call = call;
      row.value = bytes;
      row.status = status;
      row.error = error;
      makeReady(running, this.ready);
      return { cycle, key, status, bytes };
    });
    machine.leave(this.dequeue, nowNs, packetsPayload(packets)).value = 1;
    machine.work(this, nowNs);
  }
}

/** A thread that waits for the events of its operations, and fetches their results. */
export class EventWorker implements Noticing {
  readonly ready: Running[] = [];
  private readonly signaled: Running[] = [];
  private waiting: PlannedRow | undefined;
  private isWaiting = false;
  private waitedFor: readonly Running[] = [];

  constructor(
    readonly thread: number,
    private readonly machine: Machine,
    private readonly cycles: readonly Running[],
  ) {}

  completed(running: Running, nowNs: number): void {
    this.signaled.push(running);
    if (this.isWaiting) this.wakeSoon(nowNs);
  }

  wait(atNs: number): void {
    const { signaled } = this;
    this.waitedFor = this.cycles.filter((running) => running.isInFlight || signaled.includes(running));
    const payload = waitPayload(this.waitedFor.map(({ cycle }) => cycle.event));
    this.waiting = this.machine.enter('WSAWaitForMultipleEvents', atNs, this.thread, payload);
    this.isWaiting = true;
    if (signaled.length > 0) this.wakeSoon(atNs);
  }

  end(nowNs: number): void {
    if (this.waiting !== undefined) this.machine.leave(this.waiting, nowNs).value = WAIT_TIMEOUT;
  }

  private wakeSoon(nowNs: number): void {
    this.isWaiting = false;
    this.machine.at(nowNs + this.machine.chance.exponentialNs(WAKE_NS / 4), (atNs) => this.wake(atNs));
  }

  private wake(nowNs: number): void {
    const { machine, thread, waiting, waitedFor } = this;
    if (waiting === undefined) return;
    // A wait for one of several returns the first in its list.
    const value = waitedFor.findIndex((running) => this.signaled.includes(running));
    const running = waitedFor[value]!;
    this.signaled.splice(this.signaled.indexOf(running), 1);
    const { cycle, status, bytes, error, socket } = running;
    const returned = machine.leave(waiting, nowNs);
    returned.value = value;
    returned.object = cycle.event;
    const fromNs = nowNs + machine.chance.exponentialNs(3000);
    const toNs = fromNs + machine.chance.exponentialNs(2000);
    const payload = fetchPayload(cycle, socket, status, bytes);
    const entered = of(machine.enter('WSAGetOverlappedResult', fromNs, thread, payload), running);
    const fetched = machine.leave(entered, toNs, fetchedPayload(bytes));
    fetched.value = status === 0 ? 1 : 0;
    fetched.status = status;
    fetched.error = error;
    makeReady(running, this.ready);
    machine.at(toNs, (atNs) => machine.work(this, atNs));
  }
}

/** A thread that sleeps, and whose completion routines issue the next operations. */
export class RoutineWorker implements Noticing {
  readonly ready: Running[] = [];
  private readonly queue: Running[] = [];
  private readonly arguments = callPayload('SleepEx', { dwMilliseconds: [500], bAlertable: [1] });
  private sleeping: PlannedRow | undefined;
  private isWaiting = false;

  constructor(
    readonly thread: number,
    private readonly machine: Machine,
  ) {}

  completed(running: Running, nowNs: number): void {
    this.queue.push(running);
    if (this.isWaiting) this.wakeSoon(nowNs);
  }

  wait(atNs: number): void {
    this.sleeping = this.machine.enter('SleepEx', atNs, this.thread, this.arguments);
    this.isWaiting = true;
    if (this.queue.length > 0) this.wakeSoon(atNs);
  }

  end(nowNs: number): void {
    if (this.sleeping !== undefined) this.machine.leave(this.sleeping, nowNs);
  }

  private wakeSoon(nowNs: number): void {
    this.isWaiting = false;
    this.machine.at(nowNs + this.machine.chance.exponentialNs(WAKE_NS / 4), (atNs) => this.routine(atNs));
  }

  /** Runs what waits, one routine after the other, all inside the one SleepEx. */
  private routine(nowNs: number): void {
    const { machine, thread, sleeping } = this;
    if (sleeping === undefined) return;
    const running = this.queue.shift();
    if (running === undefined) {
      machine.leave(sleeping, nowNs).value = WAIT_IO_COMPLETION;
      return machine.at(nowNs + machine.chance.exponentialNs(2000), (atNs) => this.wait(atNs));
    }
    const { operation, bytes, error } = running;
    const entered = of(machine.rows.row('routine-entered', nowNs, thread), running);
    entered.call = sleeping.call;
    entered.value = bytes;
    entered.error = error;
    const { object, slot } = entered;
    makeReady(running, this.ready);
    machine.work(this, nowNs, (doneNs) => {
      Object.assign(machine.rows.row('routine-left', doneNs, thread), { call: sleeping.call, operation, object, slot });
      machine.at(doneNs + machine.chance.exponentialNs(2000), (atNs) => this.routine(atNs));
    });
  }
}
