import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BufferRef, OverlappedOptions, OverlappedRef, Program, Request } from '../lessons/index.ts';
import { Board } from './board.ts';
import { Performer } from './performer.ts';
import type { PerformerParts } from './performer-parts.ts';
import { SlotTable, indications } from './slot-table.ts';
import { CallEffects } from './call-effects.ts';

/** How long an actor that has nothing to do waits alertably, between looks at whether the session is over. */
const DRAIN_MS = 20;

/** `stop`: the session is to stop, and the program is left where it is. `exit`: the program has ended its thread. */
export type ProgramEnd = 'returned' | 'stop' | 'exit';
type Answer = { readonly value: unknown } | 'stop' | 'exit';

/**
 * Performs one program on this thread: takes its requests one by one, does what they ask, resumes it with the result.
 *
 * Buffers that an operation was given belong to Windows like its WSAOVERLAPPED, until the completion has been seen.
 */
export class Actor {
  private readonly performer: Performer;
  private readonly board: Board;
  private readonly effects: CallEffects;

  /** Files that were made for the program. Most are deleted by whoever closes them. */
  private readonly files: string[] = [];

  constructor(
    private readonly parts: PerformerParts,
    board: SharedArrayBuffer,
    private readonly thread: number,
  ) {
    this.performer = new Performer(parts);
    this.performer.runRoutine = (routine, call) => void this.run(routine(call));
    this.effects = new CallEffects(parts);
    this.board = new Board(board, parts.control);
  }

  /** Runs a program to its end, or until the session is to stop. Throws what the program or a mistake of it throws. */
  run(program: Program): ProgramEnd {
    const { control } = this.parts;
    let next = program.next();
    while (next.done !== true) {
      const request = next.value;
      if (request.ask === 'call') {
        // Only calls wait at the gate: what a program does beside them is not what one steps through.
        if (!control.passGate()) return 'stop';
        const result = this.performer.perform(request.api, request.args);
        // What woke the call may have been the session's end, and not what the program waited for.
        if (control.isStopping) return 'stop';
        next = program.next(result);
      } else if (request.ask === 'perform') {
        const end = this.run(request.program);
        if (end !== 'returned') return end;
        next = program.next();
      } else {
        const answer = control.isStopping ? 'stop' : this.answer(request);
        if (typeof answer === 'string') return answer;
        next = program.next(answer.value);
      }
    }
    return 'returned';
  }

  /**
   * Until the session may end. Completion routines that are still to come run only here, on the thread that issued their
   * operations, and only in an alertable wait.
   */
  waitUntilLeave(): void {
    this.performer.runRoutine = undefined;
    while (this.parts.control.mode !== 'leave') {
      if (!this.performer.awaitsRoutines(this.thread)) this.parts.control.nap(DRAIN_MS);
      else this.performer.perform('SleepEx', { dwMilliseconds: DRAIN_MS, bAlertable: true });
    }
    for (const file of this.files) rmSync(file, { force: true });
  }

  /**
   * The thread is about to end, with whatever it has in flight. Completion routines run on the thread that issued, so the
   * ones that have not run never will.
   */
  endThread(): void {
    const { slots, recorder, memory } = this.parts;
    for (let slot = 1; slot <= slots.count; slot++) {
      if (slots.issuer(slot) !== this.thread || !slots.saw(slot, indications.routine)) continue;
      const operation = slots.operation(slot);
      recorder.text('note', `The completion routine of operation ${operation} will never run: its thread ends.`);
    }
    memory.check();
  }

  private answer(request: Exclude<Request, { readonly ask: 'call' | 'perform' }>): Answer {
    const { recorder, memory, control, clock } = this.parts;
    switch (request.ask) {
      case 'overlapped':
        return { value: this.allocateOverlapped(request.options) };
      case 'look': {
        const { slot } = request.overlapped;
        return { value: { Internal: this.parts.slots.status(slot), InternalHigh: this.parts.slots.transferred(slot) } };
      }
      case 'buffer': {
        const bytes = typeof request.bytes === 'number' ? undefined : request.bytes;
        const buffer = memory.allocate(bytes?.length ?? (request.bytes as number));
        if (bytes === undefined) this.bytesOf(buffer).fill(0);
        else this.bytesOf(buffer).set(bytes);
        return { value: buffer };
      }
      case 'release':
        if (request.what.type === 'overlapped') this.releaseOverlapped(request.what);
        else this.releaseBuffer(request.what);
        return { value: undefined };
      case 'read':
        return { value: this.bytesOf(request.buffer).slice(0, request.length) };
      case 'write':
        this.mustOwn(request.buffer, 'written to');
        this.bytesOf(request.buffer).set(request.bytes.subarray(0, request.buffer.length));
        return { value: undefined };
      case 'file': {
        const path = join(tmpdir(), `overlook-${randomUUID()}.bin`);
        writeFileSync(path, request.bytes);
        this.files.push(path);
        return { value: path };
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
      case 'now':
        return { value: clock.now() / 1e6 };
      case 'exit':
        return 'exit';
      case 'fact':
        recorder.text('fact', JSON.stringify({ name: request.name, value: request.value }));
        return { value: undefined };
      case 'note':
      case 'chapter':
        recorder.text(request.ask, request.text);
        return { value: undefined };
    }
  }

  private bytesOf({ address, length }: BufferRef): Uint8Array {
    const { arena } = this.parts;
    return new Uint8Array(arena.view.buffer, address - arena.base, length);
  }

  private allocateOverlapped({
    hEvent,
    keepsOffPort = false,
    Offset = 0,
    OffsetHigh = 0,
  }: OverlappedOptions): OverlappedRef {
    const { slots, recorder, arena } = this.parts;
    const handle = (hEvent?.handle ?? 0) + (keepsOffPort ? 1 : 0);
    const slot = slots.allocate({ event: hEvent?.object ?? 0, hEvent: handle, Offset, OffsetHigh }, this.thread);
    const address = arena.base + SlotTable.offset(slot);
    if (recorder.admits(slots.count)) {
      const time = recorder.stamp();
      recorder.write('slot-allocated', time, { slot, value: address });
      recorder.close();
    } else recorder.dropped(1, 0);
    return { type: 'overlapped', slot, address };
  }

  private releaseOverlapped({ slot }: OverlappedRef): void {
    const { slots, recorder, control } = this.parts;
    const time = recorder.stamp();
    this.effects.complete(slot, time, 0);
    recorder.close();
    if (!slots.isIntact(slot)) {
      control.countOverrun();
      recorder.text('overrun', `Somebody wrote behind the memory of WSAOVERLAPPED ${slot}.`);
    }
    if (!this.effects.settle(slot)) return this.setAside(slot, 'its event was never seen signaled');
    if (slots.isDoubtful(slot) && slots.awaits(slot))
      return this.setAside(slot, 'its call has failed, and its packet may still come');
    slots.release(slot);
    const released = recorder.stamp();
    recorder.write('slot-released', released, { slot });
    recorder.close();
  }

  private setAside(slot: number, why: string): void {
    this.parts.slots.quarantine(slot);
    this.parts.recorder.text('note', `WSAOVERLAPPED ${slot} is set aside: ${why}.`);
  }

  private releaseBuffer(buffer: BufferRef): void {
    this.mustOwn(buffer, 'released');
    this.parts.memory.release(buffer);
  }

  /** Throws while an operation that was given some of this buffer is in flight. */
  private mustOwn(buffer: BufferRef, done: string): void {
    const operation = this.parts.lent.borrower(buffer);
    if (operation === undefined) return;
    throw new Error(
      `Buffer ${buffer.id} belongs to operation ${operation}, which is in flight: it cannot be ${done} now.`,
    );
  }
}
