import type { EventRef, HandleRef, PortRef } from '../lessons/index.ts';
import {
  STATUS_PENDING,
  WSA_IO_INCOMPLETE,
  WSA_IO_PENDING,
  WSA_MAXIMUM_WAIT_EVENTS,
  constants,
  type ObjectKind,
} from '../winsock/index.ts';
import type { Call } from './call.ts';
import type { DequeuedPacket } from './packets.ts';
import type { PerformerParts } from './performer-parts.ts';
import { indications, phases, SlotTable } from './slot-table.ts';
import { reportCompletion, reportEvent, sawSignal, slotsWithEvent, wasSignaled } from './watch-slots.ts';

const { FILE_SKIP_COMPLETION_PORT_ON_SUCCESS } = constants.notificationModes;
const SIGNAL_PATIENCE_NS = 100e6;
const encoder = new TextEncoder();
/** lpCompletionKey and lpOverlapped of a packet, and its row: of this thread, and the recorder copies them at once. */
const keyWords = new Int32Array(4);
const packetRow = { object: 0, call: 0, operation: 0, slot: 0, status: 0, error: 0, value: 0 };

/**
 * What a call made true, besides its own two rows: operations that are in flight or seen to be complete, packets that were
 * dequeued, events that changed, handles that opened, closed or got a name. All at the time of the return.
 */
export class CallEffects {
  constructor(private readonly parts: PerformerParts) {}

  /** The indications that the completion of an issuing call will give. `port`: what its socket is associated with; 0: none. */
  expected(slot: number, port: number, hasRoutine: boolean): number {
    const { slots } = this.parts;
    // With a routine hEvent is free for the program's own use, and nothing is queued at a port.
    if (hasRoutine) return indications.routine;
    const toPort = port !== 0 && !slots.keepsOffPort(slot);
    return (slots.event(slot) !== 0 ? indications.event : 0) | (toPort ? indications.packet : 0);
  }

  /** The reference to what the call opened. CreateIoCompletionPort may return the port that it was given. */
  opened({ plan, args, returned, failed }: Call): HandleRef | undefined {
    const type = plan.row.opens;
    if (failed || type === undefined) return undefined;
    const existing = args['ExistingCompletionPort'];
    if (isHandle(existing) && existing.handle === returned) return existing;
    return { type, object: this.parts.objects.open(type, returned), handle: returned };
  }

  /** The object that the returned row names: what was opened; of a wait, the event that ended it. */
  objectAfter(call: Call, opened: HandleRef | undefined): number {
    if (opened !== undefined && opened.type !== 'port') return opened.object;
    const ended = call.plan.role === 'wait' ? endedBy(call)[0] : undefined;
    return ended?.object ?? (call.about === 0 ? (opened?.object ?? 0) : call.about);
  }

  /** What was true before the program learned of it: completions and packets that this return tells of. */
  beforeReturn(call: Call, packets: readonly DequeuedPacket[]): void {
    const { role } = call.plan;
    if (role === 'issue') {
      if (call.slot !== 0 && call.failed) this.issueFailed(call);
    } else if (role === 'dequeue') {
      for (let i = 0; i < packets.length; i++) this.dequeued(call, packets[i]!);
    } else if (role === 'wait') this.waitEnded(call);
    else if (role === 'fetch' && !(call.failed && call.error === WSA_IO_INCOMPLETE)) {
      this.complete(call.slot, call.time, call.call);
    }
  }

  /** What the return itself made true. */
  afterReturn(call: Call, opened: HandleRef | undefined, endpoint: string | undefined): void {
    const { role } = call.plan;
    if (role === 'issue') {
      if (call.slot !== 0) this.issued(call);
    } else if (role !== 'dequeue') this.changedObjects(call, opened);
    if (endpoint !== undefined && !call.failed) this.name(call, opened, endpoint);
  }

  private changedObjects(call: Call, opened: HandleRef | undefined): void {
    const { objects } = this.parts;
    const { plan, args, about } = call;
    if (opened !== undefined && opened !== args['ExistingCompletionPort']) this.hasOpened(call, opened);
    if (call.failed) return;
    if (plan.role === 'event') this.programChangedEvent(call);
    if (plan.role === 'close') this.hasClosed(call);
    if (plan.name === 'CreateIoCompletionPort' && opened !== undefined && about !== opened.object) {
      objects.associate(about, opened.object);
    }
    if (plan.name === 'SetFileCompletionNotificationModes') objects.addModes(about, Number(args['Flags']));
  }

  /** Writes the completion of a slot if it has completed and nobody has written it yet. */
  complete(slot: number, time: number, call: number): void {
    const seen = this.parts.slots.word(slot);
    if (slot !== 0 && SlotTable.phaseOf(seen) === phases.inFlight && !this.parts.slots.isPending(slot)) {
      reportCompletion(this.parts, slot, seen, time, call);
    }
  }

  /** Before the program resets an event: what was signaled until now must not be missed. */
  beforeReset({ plan, about }: Call): void {
    if (plan.name !== 'WSAResetEvent') return;
    const { slots } = this.parts;
    for (const slot of slotsWithEvent(slots, about)) {
      if (slots.phase(slot) === phases.completed && slots.awaits(slot, indications.event)) this.settle(slot);
    }
  }

  /**
   * Internal is final before the event is signaled, so a structure that was only polled may still get its signal. True
   * once that has been seen, or when no signal will come. Not between `stamp` and `close` of the recorder.
   */
  settle(slot: number): boolean {
    const { slots, objects, system, clock } = this.parts;
    if (!slots.awaits(slot, indications.event) || slots.phase(slot) !== phases.completed) return true;
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

  private issueFailed({ slot, operation, error, time }: Call): void {
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

  private issued(call: Call): void {
    const { slots, objects, system } = this.parts;
    const { slot, failed, time } = call;
    if (!failed) {
      // Completed within the call, and the indication has already occurred; another thread may have seen it before.
      if (objects.modesOf(call.about) & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) slots.saw(slot, indications.packet);
      const seen = slots.word(slot);
      if (SlotTable.phaseOf(seen) === phases.issuing) reportCompletion(this.parts, slot, seen, time, call.call);
    } else if (call.error === WSA_IO_PENDING) this.parts.control.kickObserver();
    const event = slots.event(slot);
    if (event === 0 || call.args['lpCompletionRoutine'] !== undefined) return;
    // Issuing resets the event. Only where that can be a change is it looked at: each look is a call to the system.
    const before = objects.eventWord(event);
    if (failed && !wasSignaled(objects, event)) return;
    const signaled = system.isSignaled(objects.handle(event));
    if (signaled === undefined) return;
    const operation = signaled && !failed ? sawSignal(slots, slot) : 0;
    const since = operation === 0 ? {} : { operation, notBefore: slots.pendingAt(slot) };
    reportEvent(this.parts, event, before, signaled, time, { call: call.call, ...since });
  }

  private waitEnded(call: Call): void {
    const { slots, objects } = this.parts;
    const { time } = call;
    for (const { object: event } of endedBy(call)) {
      let operation = 0;
      let notBefore = 0;
      for (const slot of slotsWithEvent(slots, event)) {
        this.complete(slot, time, call.call);
        if (slots.phase(slot) !== phases.completed) continue;
        const signaled = sawSignal(slots, slot);
        if (signaled === 0) continue;
        operation = signaled;
        notBefore = slots.pendingAt(slot);
      }
      reportEvent(this.parts, event, objects.eventWord(event), true, time, { call: call.call, operation, notBefore });
      if (objects.isAutoReset(event)) this.tookSignal(event, time, call.call);
    }
  }

  /** The wait has made an auto-reset event nonsignaled, unless it was signaled again since. */
  private tookSignal(event: number, time: number, call: number): void {
    const { objects, system } = this.parts;
    const before = objects.eventWord(event);
    const signaled = system.isSignaled(objects.handle(event));
    if (signaled !== undefined) reportEvent(this.parts, event, before, signaled, time, { call });
  }

  private dequeued({ call, about, time, error }: Call, packet: DequeuedPacket): void {
    const { slots, recorder } = this.parts;
    const slot = packet.lpOverlapped?.slot ?? 0;
    // Without a completion that was to come as a packet it is one that the program has posted.
    const isCompletion = slot !== 0 && slots.saw(slot, indications.packet);
    const seen = isCompletion ? slots.word(slot) : 0;
    if (isCompletion) {
      const phase = SlotTable.phaseOf(seen);
      // The issuing call may not have returned yet on its thread: the packet says that it has completed all the same.
      if (phase === phases.inFlight || phase === phases.issuing) reportCompletion(this.parts, slot, seen, time, call);
      if (!slots.isRecorded(slot)) return recorder.dropped(1, 0);
    }
    keyWords[0] = packet.key;
    keyWords[1] = packet.key / 2 ** 32;
    keyWords[2] = packet.address;
    keyWords[3] = packet.address / 2 ** 32;
    packetRow.object = about;
    packetRow.call = call;
    packetRow.operation = SlotTable.operationOf(seen);
    packetRow.slot = slot;
    packetRow.status = packet.Internal;
    packetRow.error = packet.Internal === 0 ? 0 : error;
    packetRow.value = packet.bytes;
    recorder.writeWords('packet-dequeued', time, packetRow, keyWords);
  }

  private hasOpened({ call, args, time }: Call, opened: HandleRef): void {
    const { recorder, objects } = this.parts;
    recorder.write(openedRows[opened.type], time, { object: opened.object, value: opened.handle, call });
    if (opened.type !== 'event') return;
    // The first thing that is known of an event. WSACreateEvent makes a nonsignaled manual-reset one.
    const { bManualReset = true, bInitialState = false } = args;
    if (bManualReset === false) objects.setAutoReset(opened.object);
    objects.learn(opened.object, objects.eventWord(opened.object), bInitialState === true, time);
    recorder.write('event-state', time, { object: opened.object, value: bInitialState === true ? 1 : 0, call });
  }

  private hasClosed({ call, about: object, time }: Call): void {
    const { slots, recorder, objects } = this.parts;
    objects.close(object);
    recorder.write('object-closed', time, { object, call });
    // What was still queued at a port that is closed will never be dequeued.
    for (let slot = 1; slot <= slots.count; slot++) {
      if (slots.port(slot) === object) slots.saw(slot, indications.packet);
    }
  }

  private programChangedEvent({ plan, call, about, time }: Call): void {
    const { objects } = this.parts;
    reportEvent(this.parts, about, objects.eventWord(about), plan.name === 'WSASetEvent', time, { call });
  }

  /** Names a socket by the address in the call, where the function's row says whose it is. */
  private name({ plan, about, time }: Call, opened: HandleRef | undefined, endpoint: string): void {
    const side = plan.row.names;
    if (side === undefined) return;
    const object = opened?.object ?? about;
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
function endedBy({ args, returned }: Call): readonly EventRef[] {
  const events = args['lphEvents'] as readonly EventRef[] | undefined;
  if (events === undefined || returned < 0 || returned >= WSA_MAXIMUM_WAIT_EVENTS) return [];
  if (args['fWaitAll'] === true) return events;
  const event = events[returned];
  return event === undefined ? [] : [event];
}
