import type { PerformerParts } from './performer-parts.ts';
import { uncertainty } from './recorder.ts';

/** A look at a port costs the system a call: so many times its own duration passes before the next one. */
const PATIENCE = 100;
const SHORTEST_GAP_NS = 1e6;

/**
 * Watches how many packets are queued at the completion ports of a session.
 *
 * Only changes are written. Where the system does not tell (NtQueryIoCompletion is not a promised function) there are no
 * rows, and so nobody draws a depth.
 */
export class PortWatch {
  /** Port → what the last look saw, and when. */
  private readonly depths = new Map<number, { depth: number; at: number }>();
  private nextLook = 0;

  constructor(private readonly parts: PerformerParts) {}

  look(now: number): void {
    if (now < this.nextLook) return;
    const { objects, clock, system } = this.parts;
    for (const port of objects.allOpen('port')) {
      const depth = system.portDepth(objects.handle(port));
      if (depth !== undefined) this.saw(port, depth);
    }
    const spent = clock.now() - now;
    this.nextLook = now + Math.max(SHORTEST_GAP_NS, spent * PATIENCE);
  }

  private saw(port: number, depth: number): void {
    const { recorder, slots } = this.parts;
    const before = this.depths.get(port);
    const time = recorder.stamp();
    if (before === undefined || before.depth !== depth) {
      if (!recorder.admits(slots.count)) recorder.dropped(1, 0);
      else
        recorder.write('port-depth', time, {
          object: port,
          value: depth,
          uncertainty: uncertainty(time, before?.at ?? time),
        });
    }
    recorder.close();
    this.depths.set(port, { depth, at: time });
  }
}
