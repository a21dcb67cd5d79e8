import type { BufferRef, OverlappedRef, Program, Request } from '../lessons/index.ts';
import { Board } from './board.ts';
import type { Clock } from './clock.ts';
import { Performer } from './performer.ts';
import type { PerformerParts } from './performer-parts.ts';
import { SlotTable } from './slot-table.ts';
import { CallEffects } from './call-effects.ts';

const SIGNAL_PATIENCE_NS = 100e6;

/** What the next request resumes the program with; `stop`: the session is to stop, and the program is left where it is. */
type Answer = { readonly value: unknown } | 'stop';

/**
 * Performs one program on this thread: takes its requests one by one, does what they ask, resumes it with the result.
 *
 * Buffers that an operation was given belong to Windows like its WSAOVERLAPPED, until the completion has been seen.
 */
export class Actor {
  private readonly performer: Performer;
  private readonly board: Board;
  private readonly effects: CallEffects;
  /** Buffer → the operations that it was given to. */
  private readonly lent = new Map<number, { readonly slot: number; readonly operation: number }>();

  constructor(
    private readonly parts: PerformerParts & { readonly clock: Clock },
    board: SharedArrayBuffer,
    private readonly thread: number,
  ) {
    this.performer = new Performer(parts);
    this.effects = new CallEffects(parts);
    this.board = new Board(board, parts.control);
  }

  /** Runs a program to its end, or until the session is to stop. Throws what the program or a mistake of it throws. */
  run(program: Program): void {
    let next = program.next();
    while (next.done !== true) {
      const answer = this.answer(next.value);
      if (answer === 'stop') return;
      next = program.next(answer.value);
    }
  }

  private answer(request: Request): Answer {
    const { recorder, memory, arena, control } = this.parts;
    // Only calls wait at the gate: what a program does beside them is not what one steps through.
    if (request.ask === 'call' ? !control.passGate() : control.isStopping) return 'stop';
    switch (request.ask) {
      case 'call': {
        const result = this.performer.perform(request.api, request.args);
        this.lend(request.args);
        return { value: result };
      }
      case 'overlapped':
        return { value: this.allocateOverlapped(request.hEvent) };
      case 'buffer': {
        const bytes = typeof request.bytes === 'number' ? undefined : request.bytes;
        const buffer = memory.allocate(bytes?.length ?? (request.bytes as number));
        const place = new Uint8Array(arena.view.buffer, buffer.address - arena.base, buffer.length);
        if (bytes === undefined) place.fill(0);
        else place.set(bytes);
        return { value: buffer };
      }
      case 'release':
        if (request.what.type === 'overlapped') this.releaseOverlapped(request.what);
        else this.releaseBuffer(request.what);
        return { value: undefined };
      case 'read': {
        const length = Math.min(request.length, request.buffer.length);
        return { value: new Uint8Array(arena.view.buffer, request.buffer.address - arena.base, length).slice() };
      }
      case 'publish':
        this.board.publish(request.name, request.value);
        return { value: undefined };
      case 'await': {
        recorder.text('program-waits', `until “${request.name}”`);
        const published = this.board.await(request.name);
        recorder.text('program-goes-on', '');
        return published ?? 'stop';
      }
      case 'sleep':
        recorder.text('program-waits', request.reason);
        control.sleep(request.ms);
        recorder.text('program-goes-on', '');
        return { value: undefined };
      case 'note':
      case 'chapter':
        recorder.text(request.ask, request.text);
        return { value: undefined };
    }
  }

  private allocateOverlapped(hEvent: { readonly object: number; readonly handle: number } | undefined): OverlappedRef {
    const { slots, recorder, arena } = this.parts;
    const slot = slots.allocate(hEvent, this.thread);
    const address = arena.base + SlotTable.offset(slot);
    const time = recorder.stamp();
    recorder.write('slot-allocated', time, { slot, value: address });
    recorder.close();
    return { type: 'overlapped', slot, address };
  }

  private releaseOverlapped({ slot }: OverlappedRef): void {
    const { slots, recorder } = this.parts;
    const time = recorder.stamp();
    this.effects.complete(slot, time, 0);
    recorder.close();
    if (!this.settled(slot)) {
      slots.quarantine(slot);
      recorder.text(
        'note',
        `WSAOVERLAPPED ${slot} is set aside: its event was never seen signaled, so it may still be written to.`,
      );
      return;
    }
    slots.release(slot);
    const released = recorder.stamp();
    recorder.write('slot-released', released, { slot });
    recorder.close();
  }

  /**
   * Internal is final before the event is signaled, so a structure that was only polled may still get its signal. True
   * once that has been seen, or when no signal will come.
   */
  private settled(slot: number): boolean {
    const { slots, objects, system, clock } = this.parts;
    const event = slots.event(slot);
    if (slots.state(slot).phase !== 'completed' || event === 0) return true;
    const until = clock.now() + SIGNAL_PATIENCE_NS;
    while (!slots.signalSeen(slot)) {
      const signaled = system.isSignaled(objects.handle(event));
      if (signaled !== false) slots.sawSignal(slot);
      else if (clock.now() > until) return false;
    }
    return true;
  }

  private releaseBuffer(buffer: BufferRef): void {
    const { slots, memory } = this.parts;
    const owner = this.lent.get(buffer.id);
    if (owner !== undefined) {
      const { phase, operation } = slots.state(owner.slot);
      if (operation === owner.operation && (phase === 'in-flight' || phase === 'issuing')) {
        throw new Error(
          `Buffer ${buffer.id} belongs to operation ${owner.operation}, which is in flight: it cannot be released now.`,
        );
      }
    }
    this.lent.delete(buffer.id);
    memory.release(buffer.id);
  }

  private lend(args: Readonly<Record<string, unknown>>): void {
    const lpOverlapped = args['lpOverlapped'] as OverlappedRef | undefined;
    if (lpOverlapped === undefined) return;
    const { slot } = lpOverlapped;
    const { operation } = this.parts.slots.state(slot);
    for (const value of Object.values(args)) {
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (isBuffer(one)) this.lent.set(one.id, { slot, operation });
      }
    }
  }
}

function isBuffer(value: unknown): value is BufferRef {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'buffer';
}
