import type { Clock } from './clock.ts';
import type { PerformerParts } from './performer-parts.ts';
import { reportCompletion, reportEvent } from './watch-slots.ts';

/** After something happened, how long it looks without a pause. On few cores its looking takes time from the actors. */
const EAGER_NS = { manyCores: 2e6, fewCores: 0.2e6 } as const;
const MANY_CORES = 4;
/** How long it sleeps between looks: at first, and when nothing has happened for a while. */
const SHORT_SLEEP_MS = 0.1;
const LONG_SLEEP_MS = 0.5;
const QUIET_NS = 2e9;

/**
 * Sees what the actors cannot: when Internal leaves STATUS_PENDING, and when the event is signaled after that.
 *
 * It reads Internal with plain loads and asks the system only about events whose operation has completed. What it sees
 * has happened between the look before and this one; the rows carry that uncertainty.
 */
export class Observer {
  private readonly eagerNs: number;

  constructor(
    private readonly parts: PerformerParts & { readonly clock: Clock },
    cores: number,
  ) {
    this.eagerNs = cores > MANY_CORES ? EAGER_NS.manyCores : EAGER_NS.fewCores;
  }

  /** Looks until the session's threads may end. */
  run(): void {
    const { control, clock } = this.parts;
    let lastChange = clock.now();
    let kicks = control.kicks;
    while (control.mode !== 'leave') {
      const look = this.look();
      const now = clock.now();
      const newKicks = control.kicks;
      if (look.changed || newKicks !== kicks) lastChange = now;
      kicks = newKicks;
      if (look.watched === 0) control.waitForKick(kicks, 1000);
      else if (now - lastChange > this.eagerNs) {
        control.waitForKick(kicks, now - lastChange > QUIET_NS ? LONG_SLEEP_MS : SHORT_SLEEP_MS);
      }
    }
  }

  /** One look at every slot. `watched`: slots about which something is still to be seen. */
  private look(): { readonly watched: number; readonly changed: boolean } {
    const { slots, clock } = this.parts;
    let watched = 0;
    let changed = false;
    for (let slot = 1; slot <= slots.count; slot++) {
      const { phase } = slots.state(slot);
      if (phase === 'in-flight') {
        watched++;
        const now = clock.now();
        if (slots.isPending(slot)) slots.sawPending(slot, now);
        else changed = this.completed(slot) || changed;
      } else if (phase === 'completed' && slots.event(slot) !== 0 && !slots.signalSeen(slot)) {
        watched++;
        changed = this.signaled(slot) || changed;
      }
    }
    return { watched, changed };
  }

  private completed(slot: number): boolean {
    const { slots, recorder } = this.parts;
    const seen = slots.state(slot);
    const time = recorder.stamp();
    // Looked at again: between the two looks the program may have issued it anew.
    const claimed =
      seen.phase === 'in-flight' && !slots.isPending(slot) && reportCompletion(this.parts, slot, seen, time, 0);
    recorder.close();
    return claimed;
  }

  private signaled(slot: number): boolean {
    const { slots, objects, recorder, system } = this.parts;
    const before = slots.state(slot);
    const event = slots.event(slot);
    const word = objects.eventWord(event);
    if (system.isSignaled(objects.handle(event)) !== true) return false;
    const time = recorder.stamp();
    if (slots.state(slot).word === before.word && !slots.signalSeen(slot)) {
      slots.sawSignal(slot);
      reportEvent(this.parts, event, word, true, time, {
        operation: before.operation,
        notBefore: slots.pendingAt(slot),
      });
    }
    recorder.close();
    return true;
  }
}
