import type { View } from './time-scale.ts';

const GLIDE_MS = 160;

/**
 * The way from the view that is on the screen to the one that the state has. The state is there at once and exact; only
 * what is drawn comes after, so that the eye can follow a step of the keyboard.
 */
export class Glide {
  private from: View | undefined;
  private target: View | undefined;
  private drawn: View | undefined;
  private startMs = 0;

  /** `isStill`: the person wants no motion. */
  constructor(private readonly isStill: () => boolean) {}

  get isUnderway(): boolean {
    return this.from !== undefined;
  }

  /** The view to draw at a time. `glides`: whether the way to this target is to be seen, or only its end. */
  at(target: View, glides: boolean, nowMs: number): View {
    if (target !== this.target) {
      this.from = glides && !this.isStill() ? this.drawn : undefined;
      this.startMs = nowMs;
      this.target = target;
    }
    const part = Math.min((nowMs - this.startMs) / GLIDE_MS, 1);
    if (part === 1) this.from = undefined;
    this.drawn = this.from === undefined ? target : between(this.from, target, 1 - (1 - part) ** 3);
    return this.drawn;
  }
}

/**
 * A view on the way. The span changes by equal factors, not by equal steps: a zoom of a thousand is as even as one of
 * two. A moment that stands at the same place in both views stands there all the way.
 */
export function between(from: View, to: View, part: number): View {
  const [first, last] = [from.endNs - from.startNs, to.endNs - to.startNs];
  const span = first * (last / first) ** part;
  const isZoom = Math.abs(first - last) > Math.max(first, last) * 1e-6;
  const moved = isZoom ? (first - span) / (first - last) : part;
  const startNs = from.startNs + (to.startNs - from.startNs) * moved;
  return { startNs, endNs: startNs + span };
}
