import { describe, expect, it } from 'vitest';
import { between, Glide } from './glide.ts';

const far = { startNs: 0, endNs: 1_000_000 };
const near = { startNs: 249_750, endNs: 250_750 };

describe('a glide', () => {
  it('ends exactly where the state already is, and begins where the eye was', () => {
    const glide = new Glide(() => false);
    expect(glide.at(far, true, 0)).toBe(far);
    expect(glide.at(near, true, 100)).toEqual(far);
    const spans = [130, 160, 200, 240].map((ms) => {
      const { startNs, endNs } = glide.at(near, true, ms);
      return endNs - startNs;
    });
    expect(spans).toEqual(spans.toSorted((a, b) => b - a));
    expect(glide.isUnderway).toBe(true);
    expect(glide.at(near, true, 260)).toBe(near);
    expect(glide.isUnderway).toBe(false);
  });

  it('goes on from where it is when the target changes on the way', () => {
    const glide = new Glide(() => false);
    glide.at(far, true, 0);
    glide.at(near, true, 0);
    const half = glide.at(near, true, 60);
    expect(glide.at(far, true, 60)).toEqual(half);
  });

  it('does not happen for what the hand moves, nor for who wants no motion', () => {
    const glide = new Glide(() => false);
    glide.at(far, true, 0);
    expect(glide.at(near, false, 1)).toBe(near);
    const still = new Glide(() => true);
    still.at(far, true, 0);
    expect(still.at(near, true, 1)).toBe(near);
  });

  it('keeps the moment that a zoom is around in its place all the way', () => {
    for (let part = 0; part <= 1; part += 0.125) {
      const { startNs, endNs } = between(far, near, part);
      expect((250_000 - startNs) / (endNs - startNs)).toBeCloseTo(0.25, 9);
    }
    expect(between(far, { startNs: 500_000, endNs: 1_500_000 }, 0.5)).toEqual({ startNs: 250_000, endNs: 1_250_000 });
  });
});
