import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import type { View } from './time-scale.ts';
import { clampView, fitView, MIN_SPAN_NS, panBy, revealMoment, zoomAt } from './move-view.ts';

const session = { startNs: 0, endNs: 1_000_000 };

describe('moving the view', () => {
  it('leaves the moment under the pointer where it is when it zooms', () => {
    const view = { startNs: 200_000, endNs: 400_000 };
    const zoomed = zoomAt(view, 250_000, 0.5, session);
    expect(zoomed).toEqual({ startNs: 225_000, endNs: 325_000 });
    expect((250_000 - zoomed.startNs) / (zoomed.endNs - zoomed.startNs)).toBe(0.25);
  });

  it('keeps any moment of the session where it is when it comes closer, from hours to 200 ns (seed 11)', () => {
    const random = randomNumbers(11);
    const hours = { startNs: 0, endNs: 5 * 3600e9 };
    for (let walk = 0; walk < 200; walk++) {
      let view = fitView(0, hours.endNs, hours);
      const at = random() * hours.endNs;
      const part = (at - view.startNs) / (view.endNs - view.startNs);
      const steps: View[] = [];
      while (view.endNs - view.startNs > MIN_SPAN_NS) {
        steps.push(view);
        view = zoomAt(view, at, 0.3 + random() * 0.6, hours);
        const span = view.endNs - view.startNs;
        // A twentieth of a pixel of a wide window; of 200 ns after hours that is what numbers can hold.
        expect(Math.abs((at - view.startNs) / span - part)).toBeLessThan(3e-5);
      }
      // And out again, through the same views.
      for (const step of steps.toReversed()) {
        view = zoomAt(view, at, (step.endNs - step.startNs) / (view.endNs - view.startNs), hours);
        expect(Math.abs(view.startNs - step.startNs)).toBeLessThanOrEqual(
          Math.max((step.endNs - step.startNs) * 1e-4, 0.1),
        );
      }
    }
  });

  it('zooms out to the whole session with a margin, and in to what the clock can tell apart', () => {
    expect(zoomAt({ startNs: 0, endNs: 1e6 }, 5e5, 100, session).endNs).toBeCloseTo(1_050_000);
    const close = zoomAt({ startNs: 0, endNs: 1000 }, 500, 1e-9, session);
    expect(close.endNs - close.startNs).toBeCloseTo(MIN_SPAN_NS);
  });

  it('stops at the edges of the session when it pans', () => {
    expect(panBy({ startNs: 0, endNs: 100_000 }, -1e9, session)).toEqual({ startNs: -5000, endNs: 95_000 });
    expect(panBy({ startNs: 0, endNs: 100_000 }, 1e9, session)).toEqual({ startNs: 905_000, endNs: 1_005_000 });
  });

  it('fits a stretch with room on both sides, even one of no length', () => {
    expect(fitView(400_000, 500_000, session, 0.1)).toEqual({ startNs: 390_000, endNs: 510_000 });
    const point = fitView(500_000, 500_000, session, 0);
    expect(point).toEqual({ startNs: 499_900, endNs: 500_100 });
  });

  it('moves for a moment only when it is out of view', () => {
    const view = { startNs: 100_000, endNs: 200_000 };
    expect(revealMoment(view, 150_000, session)).toBe(view);
    expect(revealMoment(view, 600_000, session)).toEqual({ startNs: 550_000, endNs: 650_000 });
  });

  it('never leaves the session or turns inside out, whatever is done to it (seed 7)', () => {
    const random = randomNumbers(7);
    let view = clampView({ startNs: 0, endNs: 1e6 }, session);
    for (let step = 0; step < 2000; step++) {
      const at = (random() * 1.4 - 0.2) * 1e6;
      view =
        random() < 0.5 ? zoomAt(view, at, 0.1 + random() * 3, session) : panBy(view, (random() - 0.5) * 2e6, session);
      const span = view.endNs - view.startNs;
      expect(span).toBeGreaterThanOrEqual(MIN_SPAN_NS * 0.999);
      expect(view.startNs).toBeGreaterThanOrEqual(-span * 0.0501);
      expect(view.endNs).toBeLessThanOrEqual(1e6 + span * 0.0501);
    }
  });
});
