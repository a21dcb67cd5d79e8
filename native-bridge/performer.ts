import type { CallResult, HandleRef, OverlappedRef, Routine, RoutineCall } from '../lessons/index.ts';
import { endpointText, hasFailed } from '../trace/index.ts';
import type { FunctionName } from '../winsock/index.ts';
import { registerRoutine, type Bound } from './bindings.ts';
import { Call, type Arguments } from './call.ts';
import { CallEffects } from './call-effects.ts';
import { planOf, type CallPlan } from './call-plan.ts';
import { routineOf } from './marshal.ts';
import { dequeuedPackets, NO_PACKETS } from './packets.ts';
import { indications, phases, SlotTable } from './slot-table.ts';
import { SLOT_EXTRA_BYTES } from './shared-memory.ts';
import type { PerformerParts } from './performer-parts.ts';
import { reportCompletion } from './watch-slots.ts';

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
  /** The calls that this thread is inside of come first, `depth` of them: a routine runs in the last one. */
  private readonly calls: Call[] = [];
  private depth = 0;
  private readonly issue = { operation: 0, socket: 0, port: 0, thread: 0, awaits: 0, recorded: false };
  private readonly lastError: Bound;
  /** The functions that this thread has called. */
  private readonly performed = new Map<FunctionName, { readonly plan: CallPlan; readonly bound: Bound }>();
  /** What a routine threw. Nothing may be thrown through Windows: it is thrown when the call has returned. */
  private thrown: { readonly error: unknown } | undefined;

  constructor(private readonly parts: PerformerParts) {
    this.effects = new CallEffects(parts);
    this.lastError = parts.functions.get('WSAGetLastError');
    this.issue.thread = parts.recorder.thread;
  }

  perform(api: FunctionName, args: Arguments): CallResult<HandleRef | undefined> {
    const { control, slots, recorder } = this.parts;
    const { plan, bound } = this.performed.get(api) ?? this.prepare(api);
    const call = this.nextCall();
    plan.identify(args, call);
    const { slot } = call;
    const issues = plan.role === 'issue' && slot !== 0;
    let word = 0;
    if (issues) {
      this.effects.settle(slot);
      // Before anything is written for it: an operation in flight still uses the memory behind its structure.
      word = slots.checkIssuable(slot);
      call.ofSlot.reset(SlotTable.extraOffset(slot), SLOT_EXTRA_BYTES);
    }
    // What an operation in flight points to must live as long as it does: behind its own structure.
    call.lasting = issues ? call.ofSlot : call.scratch;
    call.plan = plan;
    call.args = args;
    plan.marshal(args, call);
    call.api = plan.api;
    call.call = control.nextCall();
    call.operation = issues ? control.nextOperation() : slot === 0 ? 0 : slots.operation(slot);
    call.isRecorded = plan.isEssential || recorder.admits(slots.count);
    this.enter(call, issues, word);
    if (plan.role === 'event') this.effects.beforeReset(call);

    this.depth++;
    call.returned = plan.invoke(bound, call.words) ?? 0;
    call.time = recorder.stamp();
    this.depth--;

    call.failed = hasFailed(plan.row, call.returned);
    call.error = call.failed ? (plan.row.failsWith === 'code' ? call.returned : this.lastError()) : 0;
    const result = this.leave(call);
    if (this.thrown !== undefined) this.throwWhatARoutineThrew(this.thrown);
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

  private prepare(api: FunctionName) {
    const prepared = { plan: planOf(api), bound: this.parts.functions.get(api) };
    this.performed.set(api, prepared);
    return prepared;
  }

  /** `word`: of the slot that it issues, see `checkIssuable`. */
  private enter(call: Call, issues: boolean, word: number): void {
    const { recorder } = this.parts;
    const time = recorder.stamp();
    try {
      if (issues) this.beginIssue(call, time, word);
      if (!call.isRecorded) return recorder.dropped(2, issues ? 1 : 0);
      call.object = call.about;
      call.value = call.requested;
      call.error = call.status = 0;
      recorder.writeEntered(time, call, call.words, call.plan.parameters.length, call.before);
      if (issues) this.parts.buffers?.issuing(call, time);
    } finally {
      recorder.close();
    }
  }

  private beginIssue(call: Call, time: number, word: number): void {
    const { slots, lent, objects } = this.parts;
    const { args, slot, about, operation, isRecorded } = call;
    const { issue } = this;
    const routine = routineOf(args);
    issue.operation = operation;
    issue.socket = about;
    issue.port = objects.portOf(about);
    issue.awaits = this.effects.expected(slot, issue.port, routine !== undefined);
    issue.recorded = isRecorded;
    slots.beginIssue(slot, issue, time, word);
    lent.lend(slot, call.lent, call.lentCount);
    if (routine !== undefined) this.routines.set(slot, routine);
  }

  private leave(call: Call): CallResult<HandleRef | undefined> {
    const { slots, recorder } = this.parts;
    const { plan, slot, returned, failed, error } = call;
    const packets = plan.role === 'dequeue' ? dequeuedPackets(call, slots) : NO_PACKETS;
    let opened: HandleRef | undefined;
    try {
      opened = plan.row.opens === undefined ? undefined : this.effects.opened(call);
      this.effects.beforeReturn(call, packets);
      if (call.isRecorded) {
        call.object = this.effects.objectAfter(call, opened);
        call.value = returned;
        call.status = slot === 0 ? 0 : slots.status(slot);
        recorder.writeReturned(call.time, call, call.after);
      }
      this.effects.afterReturn(call, opened, plan.row.names === undefined ? undefined : endpointOf(call));
    } finally {
      recorder.close();
    }
    return { api: plan.name, returned, object: opened, failed, error, out: plan.outputs(call, packets, slots) };
  }

  /** Windows calls this on this thread, inside an alertable wait. */
  private routine(dwError: number, cbTransferred: number, address: number, dwFlags: number): void {
    const { slots, recorder, arena, control } = this.parts;
    const slot = slots.slotAt(address, arena.base);
    const inside = this.calls[this.depth - 1]?.call ?? 0;
    const operation = slots.operation(slot);
    const isRecorded = slots.isRecorded(slot);
    const columns = { call: inside, operation, slot, object: slots.socket(slot) };
    const entered = recorder.stamp();
    const seen = slots.word(slot);
    const phase = SlotTable.phaseOf(seen);
    if (phase === phases.inFlight || phase === phases.issuing) {
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

  /** For the next call, with the scratch memory that the calls around it have left. */
  private nextCall(): Call {
    const { arena, memory } = this.parts;
    const { depth, calls } = this;
    if (depth === calls.length) calls.push(new Call(arena.view, arena.base, () => this.addressOfRoutines()));
    const call = calls[depth]!;
    call.scratch.resetToRest(depth === 0 ? memory.scratch : calls[depth - 1]!.scratch);
    return call;
  }

  private addressOfRoutines(): number {
    if (this.routineAddress === 0) {
      this.routineAddress = registerRoutine((...told) => this.routine(...told));
    }
    return this.routineAddress;
  }

  private throwWhatARoutineThrew({ error }: { readonly error: unknown }): void {
    this.thrown = undefined;
    throw error;
  }
}

/** The address that the call was given or gave, as text: it names the call's socket. */
function endpointOf({ plan, args, words, base, view, before, after }: Call): string | undefined {
  const parameter = plan.parameters.find(({ to }) => to === 'sockaddr');
  if (parameter === undefined || args[parameter.name] === undefined) return undefined;
  const { index } = parameter;
  const length = (parameter.after ? after : before).lengthOf(index);
  return endpointText(new Uint8Array(view.buffer, words[index]! - base, length).slice());
}
