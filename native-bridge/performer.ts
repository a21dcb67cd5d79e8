import type { CallResult, HandleRef, OutValue, OverlappedRef, Routine, RoutineCall } from '../lessons/index.ts';
import { endpointText, hasFailed } from '../trace/index.ts';
import { overlappedEntry, type FunctionName } from '../winsock/index.ts';
import { registerRoutine } from './bindings.ts';
import { CallEffects, type CallEnd, type CallFacts } from './call-effects.ts';
import { planOf, type CallPlan } from './call-plan.ts';
import { callOutputs } from './call-outputs.ts';
import { Marshalled, marshal, routineOf, type CallMemory, type Span } from './marshal.ts';
import { dequeuedPackets, type DequeuedPacket } from './packets.ts';
import { indications, SlotTable } from './slot-table.ts';
import { SLOT_EXTRA_BYTES } from './shared-memory.ts';
import { Scratch } from './thread-memory.ts';
import type { PerformerParts } from './performer-parts.ts';
import { reportCompletion } from './watch-slots.ts';

const NO_WORDS: readonly number[] = [];

/**
 * Performs calls on this thread and records them: a row before, a row after, and what the call made visible.
 *
 * A call that fails is a row and a result. It throws only for a program's mistake: an argument of the wrong kind, or a
 * WSAOVERLAPPED that Windows owns.
 *
 * Completion routines run inside a call, when it waits alertably; they may perform calls themselves.
 */
export class Performer {
  /** Runs the program of a routine; left out: routines are recorded, and do nothing. */
  runRoutine: ((routine: Routine, call: RoutineCall) => void) | undefined;
  private readonly effects: CallEffects;
  /** The routine of the operation that a slot was last issued for. */
  private readonly routines = new Map<number, Routine>();
  private routineAddress = 0;
  /** The calls that this thread is inside of: a routine runs in the last one. */
  private readonly running: number[] = [];
  /** One for every call that this thread is inside of, used again and again. */
  private readonly frames: Frame[] = [];
  /** What a routine threw. Nothing may be thrown through Windows: it is thrown when the call has returned. */
  private thrown: { readonly error: unknown } | undefined;

  constructor(private readonly parts: PerformerParts) {
    this.effects = new CallEffects(parts);
  }

  perform(api: FunctionName, args: Readonly<Record<string, unknown>>): CallResult<HandleRef | undefined> {
    const { control, slots, recorder, functions } = this.parts;
    const plan = planOf(api);
    const bound = functions.get(api);
    const slot = slotOf(args);
    const issues = plan.row.role === 'issue' && slot !== 0;
    if (issues) {
      this.effects.settle(slot);
      // Before anything is written for it: an operation in flight still uses the memory behind its structure.
      slots.checkIssuable(slot);
    }
    const frame = this.frame(issues ? slot : 0);
    const { marshalled } = frame;
    marshal(plan, args, frame, marshalled);
    const facts: CallFacts = {
      plan,
      args,
      call: control.nextCall(),
      slot,
      object: objectOf(plan, args),
      operation: issues ? control.nextOperation() : slot === 0 ? 0 : slots.operation(slot),
      marshalled,
      isRecorded: plan.isEssential || recorder.admits(slots.count),
    };
    this.enter(facts, issues);
    if (plan.row.role === 'event') this.effects.beforeReset(facts);

    this.running.push(facts.call);
    const returned = bound(...marshalled.words) ?? 0;
    const time = recorder.stamp();
    this.running.pop();

    const failed = hasFailed(plan.row, returned);
    const error = failed ? (plan.row.failsWith === 'code' ? returned : functions.get('WSAGetLastError')()) : 0;
    const result = this.leave(facts, { returned, failed, error, time });
    this.throwWhatARoutineThrew();
    return result;
  }

  /** True while operations of this thread have a completion routine to come. */
  awaitsRoutines(thread: number): boolean {
    const { slots } = this.parts;
    for (let slot = 1; slot <= slots.count; slot++) {
      if (slots.issuer(slot) === thread && slots.awaits(slot, indications.routine)) return true;
    }
    return false;
  }

  private enter(facts: CallFacts, issues: boolean): void {
    const { slots, lent, objects, recorder } = this.parts;
    const { plan, args, slot, marshalled, isRecorded, operation, object, call } = facts;
    const time = recorder.stamp();
    try {
      if (issues) {
        const routine = routineOf(args);
        const awaits = this.effects.expected(slot, object, routine !== undefined);
        const port = objects.portOf(object);
        const issue = { operation, socket: object, port, thread: recorder.thread, awaits, recorded: isRecorded };
        slots.beginIssue(slot, issue, time);
        lent.lend(slot, plan, args);
        if (routine !== undefined) this.routines.set(slot, routine);
      }
      if (!isRecorded) return recorder.dropped(2, issues ? 1 : 0);
      const { api } = plan;
      const columns = { call, api, operation, slot, object, value: marshalled.requested, error: 0, status: 0 };
      recorder.writeCall('call-entered', time, columns, marshalled.words, marshalled.before);
    } finally {
      recorder.close();
    }
  }

  private leave(facts: CallFacts, end: CallEnd): CallResult<HandleRef | undefined> {
    const { slots, recorder, arena } = this.parts;
    const { plan, marshalled, slot, operation, call } = facts;
    const packets =
      plan.row.role === 'dequeue' ? dequeuedPackets(plan, marshalled.spans, end.failed, arena, slots) : [];
    let opened: HandleRef | undefined;
    try {
      opened = this.effects.opened(facts, end);
      this.effects.beforeReturn(facts, end, packets);
      if (facts.isRecorded) {
        const status = slot === 0 ? 0 : slots.status(slot);
        const object = this.effects.objectAfter(facts, end, opened);
        const columns = { call, api: plan.api, operation, slot, object, value: end.returned, error: end.error, status };
        const written = plan.row.role === 'dequeue' ? this.written(facts, packets) : marshalled.after;
        recorder.writeCall('call-returned', end.time, columns, NO_WORDS, written);
      }
      this.effects.afterReturn(facts, end, opened, this.endpoint(facts));
    } finally {
      recorder.close();
    }
    const out: Record<string, OutValue | undefined> = callOutputs(marshalled.spans, packets, arena, slots);
    return { api: plan.name, returned: end.returned, object: opened, failed: end.failed, error: end.error, out };
  }

  /** Windows calls this on this thread, inside an alertable wait. */
  private routine(dwError: number, cbTransferred: number, address: number, dwFlags: number): void {
    const { slots, recorder, arena, control } = this.parts;
    const slot = slots.slotAt(address, arena.base);
    const inside = this.running.at(-1) ?? 0;
    const { operation } = slots.state(slot);
    const isRecorded = slots.isRecorded(slot);
    const columns = { call: inside, operation, slot, object: slots.socket(slot) };
    const entered = recorder.stamp();
    const seen = slots.state(slot);
    if (seen.phase === 'in-flight' || seen.phase === 'issuing') {
      reportCompletion(this.parts, slot, seen, entered, inside);
    }
    slots.saw(slot, indications.routine);
    if (isRecorded) {
      recorder.write('routine-entered', entered, { ...columns, value: cbTransferred, error: dwError });
    } else recorder.dropped(2, 0);
    recorder.close();
    const routine = this.routines.get(slot);
    if (routine !== undefined && !control.isStopping && this.thrown === undefined) {
      try {
        const lpOverlapped: OverlappedRef = { type: 'overlapped', slot, address };
        this.runRoutine?.(routine, { dwError, cbTransferred, lpOverlapped, dwFlags });
      } catch (error) {
        this.thrown = { error };
      }
    }
    if (!isRecorded) return;
    const left = recorder.stamp();
    recorder.write('routine-left', left, columns);
    recorder.close();
  }

  /** For the next call: the scratch memory that calls around it have left, and what lasts behind the slot it issues. */
  private frame(slot: number): Frame {
    const { arena, memory } = this.parts;
    const depth = this.running.length;
    let frame = this.frames[depth];
    if (frame === undefined) {
      const scratch = new Scratch(0, 0);
      const routineAddress = () => this.addressOfRoutines();
      const parts = { marshalled: new Marshalled(), scratch, ofSlot: new Scratch(0, 0), lasting: scratch };
      frame = { view: arena.view, base: arena.base, routineAddress, ...parts };
      this.frames.push(frame);
    }
    frame.scratch.resetToRest(depth === 0 ? memory.scratch : this.frames[depth - 1]!.scratch);
    // What an operation in flight points to must live as long as it does: behind its own structure.
    if (slot !== 0) frame.ofSlot.reset(SlotTable.extraOffset(slot), SLOT_EXTRA_BYTES);
    frame.lasting = slot === 0 ? frame.scratch : frame.ofSlot;
    return frame;
  }

  private addressOfRoutines(): number {
    if (this.routineAddress === 0) {
      this.routineAddress = registerRoutine((...told) => this.routine(...told));
    }
    return this.routineAddress;
  }

  private throwWhatARoutineThrew(): void {
    const { thrown } = this;
    this.thrown = undefined;
    if (thrown !== undefined) throw thrown.error;
  }

  /** What the call wrote, to be recorded: of room for many packets only the ones that came. */
  private written({ marshalled }: CallFacts, packets: readonly DequeuedPacket[]): readonly Span[] {
    return marshalled.after.map((span) =>
      span.planned.to === 'OVERLAPPED_ENTRY' ? { ...span, length: packets.length * overlappedEntry.size } : span,
    );
  }

  /** The address that the call was given or gave, as text: it names the call's socket. */
  private endpoint({ plan, marshalled, args }: CallFacts): string | undefined {
    if (plan.row.names === undefined) return undefined;
    const span = marshalled.spans.find(({ planned }) => planned.to === 'sockaddr');
    if (span === undefined || args[span.planned.name] === undefined) return undefined;
    return endpointText(new Uint8Array(this.parts.arena.view.buffer, span.offset, span.length).slice());
  }
}

/** What one call needs while it runs. */
interface Frame extends CallMemory {
  readonly marshalled: Marshalled;
  readonly scratch: Scratch;
  readonly ofSlot: Scratch;
  lasting: Scratch;
}

function slotOf(args: Readonly<Record<string, unknown>>): number {
  const overlapped = args['lpOverlapped'];
  return typeof overlapped === 'object' && overlapped !== null && 'slot' in overlapped ? Number(overlapped.slot) : 0;
}

/** The socket, event, port or file that a call is about. */
function objectOf({ handles }: CallPlan, args: Readonly<Record<string, unknown>>): number {
  for (let i = 0; i < handles.length; i++) {
    const value = args[handles[i]!];
    if (typeof value === 'object' && value !== null && 'object' in value) return Number(value.object);
  }
  return 0;
}
