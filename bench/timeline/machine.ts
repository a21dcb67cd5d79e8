import { functions, STATUS_CANCELLED, STATUS_PENDING, WSA_IO_PENDING, type FunctionName } from '../../winsock/index.ts';
import type { Chance } from './chance.ts';
import {
  addressOf,
  callPayload,
  handleOf,
  issuePayload,
  REQUESTED_BYTES,
  returnPayload,
  structOf,
} from './payloads.ts';
import { habits, type Cycle, type Issuing, type Step } from './plan.ts';
import type { PlannedRow, RowStream } from './row-stream.ts';
import { of, type Running } from './running.ts';
import { TimeHeap } from './time-heap.ts';

/** Parts of all operations that are left in flight, and of all. */
const FAILING = 0.006;
const CANCELLED = 0.007;
const FAILING_AT_ONCE = 0.001;
/** No operation stays in flight for longer, except those that leak. */
const LONGEST_NS = 2e9;
/** When the last was issued, those that would still be in flight after so long are cancelled. */
const PATIENCE_NS = 20e6;
const STATUS_IO_TIMEOUT = 0xc00000b5;
const WSAETIMEDOUT = 10060;
const WSAENOBUFS = 10055;
const WSA_OPERATION_ABORTED = 995;
export const OBSERVER = 2;
export const CANCELLER = 3;

const apiNumbers = new Map<FunctionName, number>(functions.map(({ name }, index) => [name, index + 1]));

/** How the operations ended. Those that were cancelled are not among the failed. */
export interface Counts {
  operations: number;
  completed: number;
  failed: number;
  cancelled: number;
  leaked: number;
}

/** A thread that issues operations, and goes back to its wait. */
export interface Worker {
  readonly thread: number;
  /** An operation of each of these is to be issued. */
  readonly ready: Running[];
  /** Its wait begins, or goes on. */
  wait(atNs: number): void;
}

/** Who saw a completion: the thread in whose call it was seen, or the observer. */
interface Seen {
  readonly thread: number;
  readonly call: number;
  readonly uncertainty: number;
}

/**
 * What happens in the made-up process, in the order of time: calls, completions, and the rows that tell of them. How a
 * completion is noticed is the business of the workers (workers.ts).
 */
export class Machine {
  readonly counts: Counts = { operations: 0, completed: 0, failed: 0, cancelled: 0, leaked: 0 };
  readonly leaked: Running[] = [];
  nowNs = 0;
  private readonly events = new TimeHeap<(nowNs: number) => void>();
  private readonly payloads = new Map<Step, { readonly entered: Uint8Array; readonly pending: Uint8Array }>();
  private calls = 0;
  private cancellerFreeNs = 0;
  private readonly inFlight = new Set<Running>();

  constructor(
    readonly rows: RowStream,
    readonly chance: Chance,
    readonly options: { readonly operations: number; readonly pace: number; readonly leaked: number },
    private readonly notice: (running: Running, nowNs: number) => void,
  ) {}

  at(timeNs: number, run: (nowNs: number) => void): void {
    this.events.add(timeNs, run);
  }

  /** Until nothing happens any more. */
  run(): void {
    while (this.events.firstNs < Infinity) {
      this.nowNs = this.events.firstNs;
      this.rows.isNow(this.nowNs);
      this.events.take()(this.nowNs);
    }
  }

  /** The first row of a call; it carries the call's number. */
  enter(api: FunctionName, atNs: number, thread: number, payload?: Uint8Array): PlannedRow {
    const row = this.rows.row('call-entered', atNs, thread, payload);
    row.call = ++this.calls;
    row.api = apiNumbers.get(api) ?? 0;
    return row;
  }

  /** The second. */
  leave(entered: PlannedRow, atNs: number, payload?: Uint8Array): PlannedRow {
    const row = this.rows.row('call-returned', atNs, entered.thread, payload);
    row.call = entered.call;
    row.api = entered.api;
    row.operation = entered.operation;
    row.object = entered.object;
    row.slot = entered.slot;
    return row;
  }

  /** The worker issues what is ready, one after the other, and waits again. */
  work(worker: Worker, nowNs: number, done = (doneNs: number) => worker.wait(doneNs)): void {
    const running = worker.ready.shift();
    if (running === undefined) return done(nowNs);
    const returnedNs = this.issue(running, worker, nowNs + this.chance.exponentialNs(6000));
    this.at(returnedNs + this.chance.exponentialNs(2000), (atNs) => this.work(worker, atNs, done));
  }

  /** Returns when the call returns. */
  private issue(running: Running, { thread, ready }: Worker, atNs: number): number {
    const { chance, counts, options } = this;
    if (counts.operations >= options.operations) return atNs;
    const { cycle } = running;
    const step = cycle.steps[running.step]!;
    const { api } = step;
    const requested = transfers[api] ? REQUESTED_BYTES : 0;
    running.operation = ++counts.operations;
    running.socket = step.socket.object;
    running.status = running.error = 0;
    running.bytes = requested === 0 ? 0 : chance.bytes(400, requested);
    const { entered, pending } = this.payloadsOf(cycle, step);
    const row = of(this.enter(api, atNs, thread, entered), running);
    row.value = requested;
    const returnedNs = atNs + chance.exponentialNs(5000);
    if (counts.operations === options.operations) this.at(returnedNs, () => this.cancelTheSlow());
    if (chance.happens(FAILING_AT_ONCE)) {
      const failed = this.leave(row, returnedNs, returnPayload(cycle, api, 0, 0));
      failed.value = failureOf(api);
      failed.error = WSAENOBUFS;
      counts.failed++;
      // It is tried again.
      ready.push(running);
      return returnedNs;
    }
    running.step = (running.step + 1) % cycle.steps.length;
    running.isInFlight = true;
    if (chance.happens(habits[api].immediate)) {
      this.leave(row, returnedNs, returnPayload(cycle, api, 0, running.bytes)).value = failureOf(api) + 1;
      this.at(returnedNs, () => this.complete(running, { thread, call: row.call, uncertainty: returnedNs - atNs }));
      return returnedNs;
    }
    const returned = this.leave(row, returnedNs, pending);
    returned.value = failureOf(api);
    returned.error = WSA_IO_PENDING;
    returned.status = STATUS_PENDING;
    if (running.isSignaled)
      this.event(running, returnedNs, { thread, call: row.call, uncertainty: returnedNs - atNs }, 0);
    running.isSignaled = false;
    this.leaveInFlight(running, step, returnedNs);
    return returnedNs;
  }

  private leaveInFlight(running: Running, { api, socket }: Step, fromNs: number): void {
    const { chance, options } = this;
    if (api === 'WSARecv' && this.isTimeToLeak()) {
      this.counts.leaked++;
      this.leaked.push(running);
      return;
    }
    const { medianNs, sigma } = habits[api];
    const untilNs = fromNs + chance.logNormalNs(medianNs * socket.slowness * options.pace, sigma, LONGEST_NS);
    running.issuedNs = fromNs;
    running.untilNs = untilNs;
    this.inFlight.add(running);
    const { operation } = running;
    const willFail = chance.happens(FAILING);
    const willBeCancelled = chance.happens(CANCELLED);
    this.at(untilNs, (nowNs) => {
      // Cancelled before its time, when the session ended.
      if (running.operation !== operation || !this.inFlight.has(running)) return;
      if (willBeCancelled) return this.cancel(running, nowNs);
      if (willFail) fail(running, STATUS_IO_TIMEOUT, WSAETIMEDOUT);
      this.observe(running, nowNs);
    });
  }

  /** The observer sees that it has completed. */
  private observe(running: Running, nowNs: number): void {
    const uncertainty = Math.min(this.chance.exponentialNs(150_000), nowNs - running.issuedNs);
    this.complete(running, { thread: OBSERVER, call: 0, uncertainty });
  }

  private cancelTheSlow(): void {
    for (const running of this.inFlight) {
      if (running.untilNs > this.nowNs + PATIENCE_NS) this.cancel(running, this.nowNs);
    }
  }

  /** Spread over the session: the first stays in flight for most of it. */
  private isTimeToLeak(): boolean {
    const { leaked, operations } = this.options;
    const nextAt = (operations * (2 * this.counts.leaked + 1)) / (2 * leaked);
    return this.counts.leaked < leaked && this.counts.operations >= nextAt;
  }

  /** Another thread asks for its end. */
  private cancel(running: Running, nowNs: number): void {
    this.inFlight.delete(running);
    const fromNs = Math.max(nowNs, this.cancellerFreeNs) + 1000;
    const toNs = fromNs + this.chance.exponentialNs(8000);
    this.cancellerFreeNs = toNs;
    fail(running, STATUS_CANCELLED, WSA_OPERATION_ABORTED);
    const { cycle, socket } = running;
    const payload = callPayload('CancelIoEx', {
      hFile: [handleOf(socket)],
      lpOverlapped: [addressOf(cycle.slot), structOf(cycle, STATUS_PENDING, 0)],
    });
    const entered = of(this.enter('CancelIoEx', fromNs, CANCELLER, payload), running);
    this.leave(entered, toNs).value = 1;
    this.at(toNs + this.chance.exponentialNs(20_000), (atNs) => this.observe(running, atNs));
  }

  private complete(running: Running, seen: Seen): void {
    const { cycle, status, bytes } = running;
    const { nowNs, counts } = this;
    running.isInFlight = false;
    this.inFlight.delete(running);
    if (status === 0) counts.completed++;
    else if (status === STATUS_CANCELLED) counts.cancelled++;
    else counts.failed++;
    const row = of(this.rows.row('completed', nowNs, seen.thread, structOf(cycle, status, bytes)), running);
    row.status = status;
    row.value = bytes;
    row.call = seen.call;
    row.uncertainty = seen.uncertainty;
    if (cycle.event !== 0) {
      running.isSignaled = true;
      this.event(running, nowNs, seen, running.operation);
    }
    this.notice(running, nowNs);
  }

  /** Its event was signaled by an operation, or reset by none. */
  private event({ cycle }: Running, nowNs: number, seen: Seen, operation: number): void {
    const row = this.rows.row('event-state', nowNs, seen.thread);
    row.object = cycle.event;
    row.operation = operation;
    row.value = operation === 0 ? 0 : 1;
    row.call = seen.call;
    row.uncertainty = seen.uncertainty;
  }

  private payloadsOf(cycle: Cycle, step: Step) {
    let payloads = this.payloads.get(step);
    if (payloads === undefined) {
      const acceptSocket = cycle.steps[1]?.socket.object ?? 0;
      payloads = {
        entered: issuePayload(cycle, step, acceptSocket),
        pending: returnPayload(cycle, step.api, STATUS_PENDING, 0),
      };
      this.payloads.set(step, payloads);
    }
    return payloads;
  }
}

/** Which of them move bytes. */
const transfers: Readonly<Record<Issuing, boolean>> = {
  WSARecv: true,
  WSASend: true,
  WSARecvFrom: true,
  WSASendTo: true,
  TransmitFile: true,
  AcceptEx: false,
  ConnectEx: false,
  DisconnectEx: false,
};

/** SOCKET_ERROR or FALSE; one more is the function's success. */
function failureOf(api: Issuing): number {
  return api === 'WSARecv' || api === 'WSASend' || api === 'WSARecvFrom' || api === 'WSASendTo' ? -1 : 0;
}

function fail(running: Running, status: number, error: number): void {
  running.status = status;
  running.error = error;
  running.bytes = 0;
}
