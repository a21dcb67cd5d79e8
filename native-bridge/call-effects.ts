import type { EventRef, HandleRef, PortRef } from '../lessons/index.ts';
import {
  STATUS_PENDING,
  WSA_IO_INCOMPLETE,
  WSA_IO_PENDING,
  WSA_MAXIMUM_WAIT_EVENTS,
  constants,
  type ObjectKind,
} from '../winsock/index.ts';
import type { CallPlan } from './call-plan.ts';
import type { Marshalled } from './marshal.ts';
import type { DequeuedPacket } from './packets.ts';
import type { PerformerParts } from './performer-parts.ts';
import { indications } from './slot-table.ts';
import { setAddress } from './thread-memory.ts';
import { reportCompletion, reportEvent, sawSignal, slotsWithEvent, wasSignaled } from './watch-slots.ts';

/** One call, as its rows describe it. */
export interface CallFacts {
  readonly plan: CallPlan;
  readonly args: Readonly<Record<string, unknown>>;
  readonly call: number;
  readonly slot: number;
  readonly object: number;
  readonly operation: number;
  readonly marshalled: Marshalled;
  readonly isRecorded: boolean;
}

/** How a call ended. */
export interface CallEnd {
  readonly returned: number;
  readonly failed: boolean;
  readonly error: number;
  readonly time: number;
}

const { FILE_SKIP_COMPLETION_PORT_ON_SUCCESS } = constants.notificationModes;
const SIGNAL_PATIENCE_NS = 100e6;
const encoder = new TextEncoder();
/** lpCompletionKey and lpOverlapped of a packet, of this thread: the recorder copies them at once. */
const keyBytes = new Uint8Array(16);
const keyView = new DataView(keyBytes.buffer);

/**
 * What a call made true, besides its own two rows: operations that are in flight or seen to be complete, packets that were
 * dequeued, events that changed, handles that opened, closed or got a name. All at the time of the return.
 */
export class CallEffects {
  constructor(private readonly parts: PerformerParts) {}

  /** The indications that the completion of an issuing call will give. */
  expected(slot: number, socket: number, hasRoutine: boolean): number {
    const { slots, objects } = this.parts;
    // With a routine hEvent is free for the program's own use, and nothing is queued at a port.
    if (hasRoutine) return indications.routine;
    const toPort = objects.portOf(socket) !== 0 && !slots.keepsOffPort(slot);
    return (slots.event(slot) !== 0 ? indications.event : 0) | (toPort ? indications.packet : 0);
  }

  /** The reference to what the call opened. CreateIoCompletionPort may return the port that it was given. */
  opened({ plan, args }: CallFacts, { returned, failed }: CallEnd): HandleRef | undefined {
    const type = plan.row.opens;
    if (failed || type === undefined) return undefined;
    const existing = args['ExistingCompletionPort'];
    if (isHandle(existing) && existing.handle === returned) return existing;
    return { type, object: this.parts.objects.open(type, returned), handle: returned };
  }

  /** The object that the returned row names: what was opened; of a wait, the event that ended it. */
  objectAfter(facts: CallFacts, { returned }: CallEnd, opened: HandleRef | undefined): number {
    if (opened !== undefined && opened.type !== 'port') return opened.object;
    const ended = facts.plan.row.role === 'wait' ? endedBy(facts, returned)[0] : undefined;
    return ended?.object ?? (facts.object === 0 ? (opened?.object ?? 0) : facts.object);
  }

  /** What was true before the program learned of it: completions and packets that this return tells of. */
  beforeReturn(facts: CallFacts, end: CallEnd, packets: readonly DequeuedPacket[]): void {
    const { role } = facts.plan.row;
    if (role === 'wait') this.waitEnded(facts, end);
    else if (role === 'dequeue') {
      for (let i = 0; i < packets.length; i++) this.dequeued(facts, end, packets[i]!);
    } else if (role === 'fetch' && !(end.failed && end.error === WSA_IO_INCOMPLETE)) {
      this.complete(facts.slot, end.time, facts.call);
    } else if (role === 'issue' && facts.slot !== 0 && end.failed) this.issueFailed(facts, end);
  }

  /** What the return itself made true. */
  afterReturn(facts: CallFacts, end: CallEnd, opened: HandleRef | undefined, endpoint: string | undefined): void {
    const { objects } = this.parts;
    const { role } = facts.plan.row;
    if (opened !== undefined && opened !== facts.args['ExistingCompletionPort'])
      this.hasOpened(facts, opened, end.time);
    if (role === 'issue' && facts.slot !== 0) this.issued(facts, end);
    if (end.failed) return;
    if (role === 'event') this.programChangedEvent(facts, end.time);
    if (role === 'close') this.hasClosed(facts, end.time);
    if (facts.plan.name === 'CreateIoCompletionPort' && opened !== undefined && facts.object !== opened.object) {
      objects.associate(facts.object, opened.object);
    }
    if (facts.plan.name === 'SetFileCompletionNotificationModes') {
      objects.addModes(facts.object, Number(facts.args['Flags']));
    }
    if (endpoint !== undefined) this.name(facts, opened, endpoint, end.time);
  }

  /** Writes the completion of a slot if it has completed and nobody has written it yet. */
  complete(slot: number, time: number, call: number): void {
    const seen = this.parts.slots.state(slot);
    if (slot !== 0 && seen.phase === 'in-flight' && !this.parts.slots.isPending(slot)) {
      reportCompletion(this.parts, slot, seen, time, call);
    }
  }

  /** Before the program resets an event: what was signaled until now must not be missed. */
  beforeReset({ plan, object }: CallFacts): void {
    if (plan.name !== 'WSAResetEvent') return;
    const { slots } = this.parts;
    for (const slot of slotsWithEvent(slots, object)) {
      if (slots.state(slot).phase === 'completed' && slots.awaits(slot, indications.event)) this.settle(slot);
    }
  }

  /**
   * Internal is final before the event is signaled, so a structure that was only polled may still get its signal. True
   * once that has been seen, or when no signal will come. Not between `stamp` and `close` of the recorder.
   */
  settle(slot: number): boolean {
    const { slots, objects, system, clock } = this.parts;
    if (!slots.awaits(slot, indications.event) || slots.phase(slot) !== 'completed') return true;
    const event = slots.event(slot);
    const until = clock.now() + SIGNAL_PATIENCE_NS;
    while (slots.awaits(slot, indications.event)) {
      const before = objects.eventWord(event);
      const signaled = system.isSignaled(objects.handle(event));
      if (signaled === true) this.settled(slot, event, before);
      else if (signaled === undefined) slots.saw(slot, indications.event);
      else if (clock.now() > until) return false;
    }
    return true;
  }

  private settled(slot: number, event: number, before: number): void {
    const { slots, recorder } = this.parts;
    const time = recorder.stamp();
    const notBefore = slots.pendingAt(slot);
    const operation = sawSignal(slots, slot);
    if (operation !== 0) reportEvent(this.parts, event, before, true, time, { operation, notBefore });
    recorder.close();
  }

  private issueFailed({ slot, operation }: CallFacts, { error, time }: CallEnd): void {
    const { slots, control } = this.parts;
    if (error === WSA_IO_PENDING) return slots.endIssue(slot, operation, 'in-flight');
    // WSAEMSGSIZE comes with a completion on some systems although the call has failed: then Internal says so.
    const hasCompleted = slots.status(slot) !== STATUS_PENDING && slots.status(slot) !== 0;
    if (hasCompleted) {
      slots.doubt(slot);
      slots.endIssue(slot, operation, 'in-flight');
      return this.complete(slot, time, 0);
    }
    slots.endIssue(slot, operation, 'dead');
    control.countEnd('failedCalls');
  }

  private issued(facts: CallFacts, { failed, error, time }: CallEnd): void {
    const { slots, objects, system } = this.parts;
    const { slot } = facts;
    if (!failed) {
      // Completed within the call, and the indication has already occurred; another thread may have seen it before.
      if (objects.modesOf(facts.object) & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) slots.saw(slot, indications.packet);
      const seen = slots.state(slot);
      if (seen.phase === 'issuing') reportCompletion(this.parts, slot, seen, time, facts.call);
    } else if (error === WSA_IO_PENDING) this.parts.control.kickObserver();
    const event = slots.event(slot);
    if (event === 0 || facts.args['lpCompletionRoutine'] !== undefined) return;
    // Issuing resets the event. Only where that can be a change is it looked at: each look is a call to the system.
    const before = objects.eventWord(event);
    if (failed && !wasSignaled(objects, event)) return;
    const signaled = system.isSignaled(objects.handle(event));
    if (signaled === undefined) return;
    const operation = signaled && !failed ? sawSignal(slots, slot) : 0;
    const since = operation === 0 ? {} : { operation, notBefore: slots.pendingAt(slot) };
    reportEvent(this.parts, event, before, signaled, time, { call: facts.call, ...since });
  }

  private waitEnded(facts: CallFacts, { returned, time }: CallEnd): void {
    const { slots, objects } = this.parts;
    for (const { object: event } of endedBy(facts, returned)) {
      let operation = 0;
      let notBefore = 0;
      for (const slot of slotsWithEvent(slots, event)) {
        this.complete(slot, time, facts.call);
        if (slots.state(slot).phase !== 'completed') continue;
        const signaled = sawSignal(slots, slot);
        if (signaled === 0) continue;
        operation = signaled;
        notBefore = slots.pendingAt(slot);
      }
      reportEvent(this.parts, event, objects.eventWord(event), true, time, { call: facts.call, operation, notBefore });
      if (objects.isAutoReset(event)) this.tookSignal(event, time, facts.call);
    }
  }

  /** The wait has made an auto-reset event nonsignaled, unless it was signaled again since. */
  private tookSignal(event: number, time: number, call: number): void {
    const { objects, system } = this.parts;
    const before = objects.eventWord(event);
    const signaled = system.isSignaled(objects.handle(event));
    if (signaled !== undefined) reportEvent(this.parts, event, before, signaled, time, { call });
  }

  private dequeued({ call, object }: CallFacts, { time, error }: CallEnd, packet: DequeuedPacket): void {
    const { slots, recorder } = this.parts;
    const slot = packet.lpOverlapped?.slot ?? 0;
    // Without a completion that was to come as a packet it is one that the program has posted.
    const isCompletion = slot !== 0 && slots.saw(slot, indications.packet);
    const operation = isCompletion ? slots.operation(slot) : 0;
    if (isCompletion) {
      const seen = slots.state(slot);
      // The issuing call may not have returned yet on its thread: the packet says that it has completed all the same.
      if (seen.phase === 'in-flight' || seen.phase === 'issuing') reportCompletion(this.parts, slot, seen, time, call);
      if (!slots.isRecorded(slot)) return recorder.dropped(1, 0);
    }
    setAddress(keyView, 0, packet.key);
    setAddress(keyView, 8, packet.address);
    recorder.write('packet-dequeued', time, {
      object,
      call,
      operation,
      slot,
      status: packet.Internal,
      error: packet.Internal === 0 ? 0 : error,
      value: packet.bytes,
      payload: keyBytes,
    });
  }

  private hasOpened(facts: CallFacts, opened: HandleRef, time: number): void {
    const { recorder, objects } = this.parts;
    const columns = { object: opened.object, value: opened.handle, call: facts.call };
    recorder.write(openedRows[opened.type], time, columns);
    if (opened.type !== 'event') return;
    // The first thing that is known of an event. WSACreateEvent makes a nonsignaled manual-reset one.
    const { bManualReset = true, bInitialState = false } = facts.args;
    if (bManualReset === false) objects.setAutoReset(opened.object);
    objects.learn(opened.object, objects.eventWord(opened.object), bInitialState === true, time);
    recorder.write('event-state', time, {
      object: opened.object,
      value: bInitialState === true ? 1 : 0,
      call: facts.call,
    });
  }

  private hasClosed({ call, object }: CallFacts, time: number): void {
    const { slots, recorder, objects } = this.parts;
    objects.close(object);
    recorder.write('object-closed', time, { object, call });
    // What was still queued at a port that is closed will never be dequeued.
    for (let slot = 1; slot <= slots.count; slot++) {
      if (slots.port(slot) === object) slots.saw(slot, indications.packet);
    }
  }

  private programChangedEvent(facts: CallFacts, time: number): void {
    const { objects } = this.parts;
    const signaled = facts.plan.name === 'WSASetEvent';
    reportEvent(this.parts, facts.object, objects.eventWord(facts.object), signaled, time, { call: facts.call });
  }

  /** Names a socket by the address in the call, where the function's row says whose it is. */
  private name(facts: CallFacts, opened: HandleRef | undefined, endpoint: string, time: number): void {
    const side = facts.plan.row.names;
    if (side === undefined) return;
    const object = opened?.object ?? facts.object;
    this.parts.recorder.write('socket-named', time, {
      object,
      payload: encoder.encode(JSON.stringify({ [side]: endpoint })),
    });
  }
}

const openedRows = {
  socket: 'socket-opened',
  event: 'event-opened',
  port: 'port-opened',
  file: 'file-opened',
} as const satisfies Record<ObjectKind, string>;

function isHandle(value: unknown): value is PortRef {
  return typeof value === 'object' && value !== null && 'handle' in value;
}

/** The events that a wait reported: the one of its index, or all of them. */
function endedBy({ args }: CallFacts, returned: number): readonly EventRef[] {
  const events = args['lphEvents'] as readonly EventRef[] | undefined;
  if (events === undefined || returned < 0 || returned >= WSA_MAXIMUM_WAIT_EVENTS) return [];
  if (args['fWaitAll'] === true) return events;
  const event = events[returned];
  return event === undefined ? [] : [event];
}
