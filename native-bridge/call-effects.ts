import type { EventRef, SocketRef } from '../lessons/index.ts';
import {
  WSA_IO_INCOMPLETE,
  WSA_IO_PENDING,
  WSA_MAXIMUM_WAIT_EVENTS,
  type FunctionName,
  type FunctionRow,
} from '../winsock/index.ts';
import type { PerformerParts } from './performer-parts.ts';
import { reportCompletion, reportEvent, wasSignaled } from './watch-slots.ts';

/** One call, as its rows describe it. */
export interface CallFacts {
  readonly row: FunctionRow & { readonly name: string };
  readonly args: Readonly<Record<string, unknown>>;
  readonly call: number;
  readonly slot: number;
  readonly object: number;
  readonly operation: number;
  readonly words: readonly number[];
}

const encoder = new TextEncoder();

/**
 * What a call made true, besides its own two rows: operations that are in flight or seen to be complete, events that
 * changed, sockets and events that opened, closed or got a name. Everything is written at the time of the return.
 */
export class CallEffects {
  constructor(private readonly parts: PerformerParts) {}

  /** The reference to what the call opened. */
  opened({ row }: CallFacts, returned: number): SocketRef | EventRef | undefined {
    if (row.role !== 'open') return undefined;
    const type = row.returns === 'SOCKET' ? 'socket' : 'event';
    return { type, object: this.parts.objects.open(type, returned), handle: returned };
  }

  /** The object that the returned row names: what was opened; of a wait, the event that ended it. */
  objectAfter(facts: CallFacts, returned: number, opened: SocketRef | EventRef | undefined): number {
    if (opened !== undefined) return opened.object;
    const ended = facts.row.role === 'wait' ? endedBy(facts, returned)[0] : undefined;
    return ended?.object ?? facts.object;
  }

  /** What was true before the program learned of it: completions that this return tells of. */
  beforeReturn(facts: CallFacts, returned: number, failed: boolean, error: number, time: number): void {
    if (facts.row.role === 'wait') this.waitEnded(facts, returned, time);
    else if (facts.row.role === 'fetch' && !(failed && error === WSA_IO_INCOMPLETE)) {
      this.complete(facts.slot, time, facts.call);
    } else if (facts.row.role === 'issue' && facts.slot !== 0 && failed) {
      this.parts.slots.endIssue(facts.slot, facts.operation, error === WSA_IO_PENDING ? 'in-flight' : 'dead');
    }
  }

  /** What the return itself made true. */
  afterReturn(
    facts: CallFacts,
    returned: number,
    failed: boolean,
    time: number,
    opened: SocketRef | EventRef | undefined,
    endpoint: string | undefined,
  ): void {
    const { recorder, objects } = this.parts;
    if (opened !== undefined) {
      const columns = { object: opened.object, value: opened.handle, call: facts.call };
      recorder.write(opened.type === 'socket' ? 'socket-opened' : 'event-opened', time, columns);
      // WSACreateEvent makes a nonsignaled event: the first thing that is known of it.
      if (opened.type === 'event') {
        objects.learn(opened.object, objects.eventWord(opened.object), false, time);
        recorder.write('event-state', time, { object: opened.object, value: 0, call: facts.call });
      }
    }
    if (facts.row.role === 'issue' && facts.slot !== 0) this.issued(facts, returned, failed, time);
    if (failed) return;
    if (facts.row.role === 'event') this.programChangedEvent(facts, time);
    if (facts.row.role === 'close') {
      objects.close(facts.object);
      recorder.write('object-closed', time, { object: facts.object, call: facts.call });
    }
    if (endpoint !== undefined) this.name(facts, opened, endpoint, time);
  }

  /** Writes the completion of a slot if it has completed and nobody has written it yet. */
  complete(slot: number, time: number, call: number): void {
    const seen = this.parts.slots.state(slot);
    if (slot !== 0 && seen.phase === 'in-flight' && !this.parts.slots.isPending(slot)) {
      reportCompletion(this.parts, slot, seen, time, call);
    }
  }

  private issued(facts: CallFacts, returned: number, failed: boolean, time: number): void {
    const { slots, objects, system } = this.parts;
    // 0: completed within the call, and the indication has already occurred.
    if (!failed) reportCompletion(this.parts, facts.slot, slots.state(facts.slot), time, facts.call);
    const event = slots.event(facts.slot);
    if (event === 0) return;
    // Issuing resets the event. Only where that can be a change is it looked at: each look is a call to the system.
    const before = objects.eventWord(event);
    if (failed && !wasSignaled(objects, event)) return;
    const signaled = system.isSignaled(objects.handle(event));
    if (signaled === undefined) return;
    if (signaled && returned === 0) slots.sawSignal(facts.slot);
    reportEvent(this.parts, event, before, signaled, time, {
      call: facts.call,
      ...(signaled && returned === 0 ? { operation: facts.operation, notBefore: slots.pendingAt(facts.slot) } : {}),
    });
  }

  private waitEnded(facts: CallFacts, returned: number, time: number): void {
    const { slots, objects } = this.parts;
    for (const { object: event } of endedBy(facts, returned)) {
      let operation = 0;
      let notBefore = 0;
      for (let slot = 1; slot <= slots.count; slot++) {
        if (slots.event(slot) !== event) continue;
        this.complete(slot, time, facts.call);
        if (slots.state(slot).phase !== 'completed') continue;
        if (!slots.signalSeen(slot)) {
          operation = slots.state(slot).operation;
          notBefore = slots.pendingAt(slot);
        }
        slots.sawSignal(slot);
      }
      reportEvent(this.parts, event, objects.eventWord(event), true, time, { call: facts.call, operation, notBefore });
    }
  }

  private programChangedEvent(facts: CallFacts, time: number): void {
    const { objects } = this.parts;
    const signaled = (facts.row.name as FunctionName) === 'WSASetEvent';
    reportEvent(this.parts, facts.object, objects.eventWord(facts.object), signaled, time, { call: facts.call });
  }

  /** Names a socket by the address in the call: its own for bind and getsockname, its peer's for connect and accept. */
  private name(facts: CallFacts, opened: SocketRef | EventRef | undefined, endpoint: string, time: number): void {
    const side = names[facts.row.name];
    if (side === undefined) return;
    const object = opened?.object ?? facts.object;
    this.parts.recorder.write('socket-named', time, {
      object,
      payload: encoder.encode(JSON.stringify({ [side]: endpoint })),
    });
  }
}

const names: Readonly<Record<string, 'local' | 'peer'>> = {
  getsockname: 'local',
  accept: 'peer',
  connect: 'peer',
} satisfies Partial<Record<FunctionName, 'local' | 'peer'>>;

/** The events that a wait reported: the one of its index, or all of them. */
function endedBy({ args }: CallFacts, returned: number): readonly EventRef[] {
  if (returned < 0 || returned >= WSA_MAXIMUM_WAIT_EVENTS) return [];
  const events = args['lphEvents'] as readonly EventRef[];
  if (args['fWaitAll'] === true) return events;
  const event = events[returned];
  return event === undefined ? [] : [event];
}
