import { WINSOCK_VERSION } from '../winsock/index.ts';
import { CallEffects } from './call-effects.ts';
import type { ObjectKind } from './object-table.ts';
import { Performer } from './performer.ts';
import type { PerformerParts } from './performer-parts.ts';
import { SlotTable } from './slot-table.ts';

const WAKE_AFTER_MS = 100;
/** Longer than the longest wait of a program. */
const GIVE_UP_AFTER_MS = 8000;
const SETTLE_MS = 2000;

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

  /** Wakes threads that wait: first by cancelling what is in flight, then by setting every event. False: they did not wake. */
  async wake(awake: () => boolean): Promise<boolean> {
    await this.waitFor(awake, WAKE_AFTER_MS);
    if (!awake()) this.cancelAll();
    await this.waitFor(awake, WAKE_AFTER_MS);
    if (!awake()) {
      for (const event of this.parts.objects.allOpen('event')) {
        this.performer.perform('WSASetEvent', { hEvent: this.reference('event', event) });
      }
    }
    return this.waitFor(awake, GIVE_UP_AFTER_MS);
  }

  /** Cancels what is in flight and waits for its completions. The threads that issued it must still be there. */
  async settle(): Promise<void> {
    if (this.inFlight().length === 0) return;
    this.cancelAll();
    await this.waitFor(() => this.inFlight().length === 0, SETTLE_MS);
  }

  /** Names what Windows still owns, gives back the rest, and ends the use of Winsock. */
  close(reason: string): void {
    const { slots, recorder, objects } = this.parts;
    for (let slot = 1; slot <= slots.count; slot++) {
      const { phase, operation } = slots.state(slot);
      const time = recorder.stamp();
      if (phase === 'in-flight' || phase === 'issuing') recorder.write('leaked', time, { slot, operation });
      else if (phase === 'idle' || phase === 'completed' || phase === 'dead') {
        slots.release(slot);
        recorder.write('slot-released', time, { slot });
      }
      recorder.close();
    }
    for (const s of objects.allOpen('socket'))
      this.performer.perform('closesocket', { s: this.reference('socket', s) });
    for (const hEvent of objects.allOpen('event')) {
      this.performer.perform('WSACloseEvent', { hEvent: this.reference('event', hEvent) });
    }
    this.performer.perform('WSACleanup', {});
    recorder.text('thread-ended', '');
    recorder.text('session-ended', reason);
  }

  private cancelAll(): void {
    const { arena, slots } = this.parts;
    for (const slot of this.inFlight()) {
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
    while (!reached() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    return reached();
  }
}
