import { WINSOCK_VERSION, type ObjectKind } from '../winsock/index.ts';
import { CallEffects } from './call-effects.ts';
import { Performer } from './performer.ts';
import type { PerformerParts } from './performer-parts.ts';
import { indications, SlotTable } from './slot-table.ts';

const WAKE_AFTER_MS = 100;
/** Longer than the longest wait of a program. */
const GIVE_UP_AFTER_MS = 8000;
const SETTLE_MS = 2000;
const LOOK_MS = 5;
const DRAINED_AT_ONCE = 64;

/**
 * What the bridge itself does on the Winsock of a session: begins and ends its use, and brings it to an end in which
 * nothing is in flight. Its calls are recorded like all others, on a thread of its own.
 */
export class Housekeeper {
  private readonly performer: Performer;
  private readonly effects: CallEffects;

  constructor(private readonly parts: PerformerParts) {
    this.performer = new Performer(parts);
    this.effects = new CallEffects(parts);
  }

  open(): void {
    this.performer.perform('WSAStartup', { wVersionRequested: WINSOCK_VERSION, lpWSAData: 'out' });
  }

  /**
   * Wakes threads that wait: first by cancelling what is in flight, then by setting every event and by posting a packet
   * for every thread to every port. False: they did not wake.
   */
  async wake(threads: number, awake: () => boolean): Promise<boolean> {
    await this.waitFor(awake, WAKE_AFTER_MS);
    if (!awake()) this.cancelAll();
    await this.waitFor(awake, WAKE_AFTER_MS);
    if (!awake()) {
      for (const event of this.parts.objects.allOpen('event')) {
        this.performer.perform('WSASetEvent', { hEvent: this.reference('event', event) });
      }
      for (const port of this.parts.objects.allOpen('port')) {
        for (let thread = 0; thread < threads; thread++) {
          this.performer.perform('PostQueuedCompletionStatus', {
            CompletionPort: this.reference('port', port),
            dwNumberOfBytesTransferred: 0,
            dwCompletionKey: 0,
          });
        }
      }
    }
    return this.waitFor(awake, GIVE_UP_AFTER_MS);
  }

  /**
   * Cancels what is in flight and waits for its completions, until every mechanism has reported them. The threads that
   * issued it must still be there.
   */
  async settle(): Promise<void> {
    const { slots } = this.parts;
    for (let slot = 1; slot <= slots.count; slot++) slots.endQuarantine(slot);
    if (this.inFlight().length > 0) {
      this.cancelAll();
      await this.waitFor(() => this.inFlight().length === 0, SETTLE_MS);
    }
    const until = performance.now() + SETTLE_MS;
    while (this.drainPorts() && performance.now() < until) await pause(LOOK_MS);
    await this.waitFor(() => !this.isAwaited(indications.routine), SETTLE_MS);
  }

  /** Names what Windows still owns, gives back the rest, and ends the use of Winsock. The operations that leaked. */
  close(reason: string): number {
    const { slots, recorder, objects, control, memory } = this.parts;
    let leaked = 0;
    // The end of a thread has completed what it had in flight.
    this.inFlight();
    for (let slot = 1; slot <= slots.count; slot++) {
      const { phase, operation } = slots.state(slot);
      if (!slots.isIntact(slot) && phase !== 'free') {
        control.countOverrun();
        recorder.text('overrun', `Somebody wrote behind the memory of WSAOVERLAPPED ${slot}.`);
      }
      if (phase === 'in-flight' || phase === 'issuing') {
        leaked++;
        recorder.text('leaked', '', { slot, operation, object: slots.socket(slot) });
      } else if (phase === 'idle' || phase === 'completed' || phase === 'dead') this.giveBack(slot);
    }
    memory.check();
    for (const s of objects.allOpen('socket'))
      this.performer.perform('closesocket', { s: this.reference('socket', s) });
    for (const hEvent of objects.allOpen('event')) {
      this.performer.perform('WSACloseEvent', { hEvent: this.reference('event', hEvent) });
    }
    for (const kind of ['port', 'file'] as const) {
      for (const hObject of objects.allOpen(kind)) {
        this.performer.perform('CloseHandle', { hObject: this.reference(kind, hObject) });
      }
    }
    this.performer.perform('WSACleanup', {});
    recorder.text('thread-ended', '');
    recorder.text('balance', JSON.stringify(control.balance(leaked)));
    recorder.text('session-ended', reason);
    return leaked;
  }

  private giveBack(slot: number): void {
    const { slots, recorder } = this.parts;
    if (!this.effects.settle(slot) || slots.awaits(slot)) {
      slots.quarantine(slot);
      return recorder.text(
        'note',
        `WSAOVERLAPPED ${slot} has completed, and not everything that tells so has been seen.`,
      );
    }
    slots.release(slot);
    recorder.text('slot-released', '', { slot });
  }

  /** Takes what is queued at the ports where completions are still to be seen. False: nothing is to be seen any more. */
  private drainPorts(): boolean {
    const { slots, objects } = this.parts;
    const ports = new Set<number>();
    for (let slot = 1; slot <= slots.count; slot++) {
      if (slots.awaits(slot, indications.packet) && slots.state(slot).phase === 'completed')
        ports.add(slots.port(slot));
    }
    const open = [...ports].filter((port) => objects.isOpen(port));
    for (const port of open) {
      this.performer.perform('GetQueuedCompletionStatusEx', {
        CompletionPort: this.reference('port', port),
        lpCompletionPortEntries: DRAINED_AT_ONCE,
        ulNumEntriesRemoved: 'out',
        dwMilliseconds: 0,
        fAlertable: false,
      });
    }
    return open.length > 0;
  }

  private isAwaited(which: number): boolean {
    const { slots } = this.parts;
    for (let slot = 1; slot <= slots.count; slot++) if (slots.awaits(slot, which)) return true;
    return false;
  }

  private cancelAll(): void {
    const { arena, slots, objects } = this.parts;
    for (const slot of this.inFlight()) {
      // Its handle may be another socket's by now.
      if (!objects.isOpen(slots.socket(slot))) continue;
      this.performer.perform('CancelIoEx', {
        hFile: this.reference('socket', slots.socket(slot)),
        lpOverlapped: { type: 'overlapped', slot, address: arena.base + SlotTable.offset(slot) },
      });
    }
  }

  /** The slots whose operations have not been seen to complete. */
  private inFlight(): number[] {
    const { slots, recorder } = this.parts;
    const found: number[] = [];
    for (let slot = 1; slot <= slots.count; slot++) {
      if (slots.state(slot).phase !== 'in-flight') continue;
      const time = recorder.stamp();
      this.effects.complete(slot, time, 0);
      recorder.close();
      if (slots.state(slot).phase === 'in-flight') found.push(slot);
    }
    return found;
  }

  private reference(type: ObjectKind, object: number) {
    return { type, object, handle: this.parts.objects.handle(object) };
  }

  private async waitFor(reached: () => boolean, ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    while (!reached() && performance.now() < until) await pause(LOOK_MS);
    return reached();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
