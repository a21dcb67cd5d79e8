import type { PerformerParts } from './performer-parts.ts';
import { PortWatch } from './port-watch.ts';
import { indications, phases, SlotTable } from './slot-table.ts';
import { reportCompletion, reportEvent, sawSignal } from './watch-slots.ts';

/** After something happened, how long it looks without a pause. On few cores its looking takes time from the actors. */
const EAGER_NS = { manyCores: 2e6, fewCores: 0.2e6 } as const;
const MANY_CORES = 4;
/** How long it sleeps between looks: at first, and when nothing has happened for a while. */
const SHORT_NAP_MS = 0.1;
const LONG_NAP_MS = 0.5;
const QUIET_NS = 2e9;
/**
 * Where cores are few, a program that leaves more operations than this in flight in each stretch of time is not watched
 * closely: its own calls tell of most completions first, and every look would take a core from it.
 */
const BUSY = { kicks: 20, stretchNs: 50e6, napMs: 48 } as const;

/**
 * Sees what the actors cannot: when Internal leaves STATUS_PENDING, when the event is signaled after that, and how many
 * packets are queued at a port.
 *
 * It reads Internal with plain loads and asks the system only about events whose operation has completed, and about ports
 * at which something may have changed. What it sees has happened between the look before and this one; the rows carry
 * that uncertainty.
 */
export class Observer {
  private readonly eagerNs: number;
  private readonly hasManyCores: boolean;
  private readonly ports: PortWatch;

  constructor(
    private readonly parts: PerformerParts,
    cores: number,
  ) {
    this.hasManyCores = cores > MANY_CORES;
    this.eagerNs = this.hasManyCores ? EAGER_NS.manyCores : EAGER_NS.fewCores;
    this.ports = new PortWatch(parts);
  }

  /** Looks until the session's threads may end. */
  run(): void {
    const { control, clock } = this.parts;
    let lastChange = clock.now();
    let kicks = control.kicks;
    let stretch = { begin: lastChange, kicks, isBusy: false };
    while (control.mode !== 'leave') {
      const look = this.look();
      const now = clock.now();
      const newKicks = control.kicks;
      if (look.changed || newKicks !== kicks) lastChange = now;
      kicks = newKicks;
      if (now - stretch.begin > BUSY.stretchNs) {
        const isBusy = !this.hasManyCores && kicks - stretch.kicks > BUSY.kicks;
        stretch = { begin: now, kicks, isBusy };
      }
      if (look.watched === 0) control.waitForKick(kicks, 1000);
      else if (stretch.isBusy) control.nap(BUSY.napMs);
      else if (now - lastChange > QUIET_NS) control.nap(LONG_NAP_MS);
      else if (now - lastChange > this.eagerNs) control.nap(SHORT_NAP_MS);
    }
  }

  /** One look at every slot and port. `watched`: those about which something is still to be seen. */
  private look(): { readonly watched: number; readonly changed: boolean } {
    const { slots, clock } = this.parts;
    // For all of them: earlier than each single look, which is what may be said of it.
    const now = clock.now();
    let watched = 0;
    let changed = false;
    for (let slot = 1; slot <= slots.count; slot++) {
      const phase = slots.phase(slot);
      if (phase === phases.inFlight) {
        watched++;
        if (slots.isPending(slot)) slots.sawPending(slot, now);
        else changed = this.completed(slot) || changed;
      } else if (phase === phases.completed && slots.awaits(slot)) {
        watched++;
        if (slots.awaits(slot, indications.event)) changed = this.signaled(slot) || changed;
      }
    }
    this.ports.look(now);
    return { watched, changed };
  }

  private completed(slot: number): boolean {
    const { slots, recorder } = this.parts;
    const seen = slots.word(slot);
    const time = recorder.stamp();
    // Looked at again: between the two looks the program may have issued it anew.
    const claimed =
      SlotTable.phaseOf(seen) === phases.inFlight &&
      !slots.isPending(slot) &&
      reportCompletion(this.parts, slot, seen, time, 0);
    recorder.close();
    return claimed;
  }

  private signaled(slot: number): boolean {
    const { slots, objects, recorder, system } = this.parts;
    const before = slots.word(slot);
    const event = slots.event(slot);
    const word = objects.eventWord(event);
    if (system.isSignaled(objects.handle(event)) !== true) return false;
    const time = recorder.stamp();
    if (slots.word(slot) === before) {
      const operation = sawSignal(slots, slot);
      const notBefore = slots.pendingAt(slot);
      if (operation !== 0) reportEvent(this.parts, event, word, true, time, { operation, notBefore });
    }
    recorder.close();
    return true;
  }
}
