import { describe, expect, it } from 'vitest';
import { rulerTicks, tickStepNs } from './ruler-ticks.ts';

const labels = (startNs: number, endNs: number, widthCss = 800) =>
  rulerTicks({ startNs, endNs }, widthCss).map(({ label }) => label);

describe('ruler', () => {
  it('counts in the unit that fits what is in view', () => {
    expect(labels(0, 700)).toEqual(['0', '100 ns', '200 ns', '300 ns', '400 ns', '500 ns', '600 ns', '700 ns']);
    expect(labels(0, 40_000).slice(0, 3)).toEqual(['0', '5 µs', '10 µs']);
    expect(labels(11.8e6, 12.6e6).slice(0, 2)).toEqual(['11.8 ms', '11.9 ms']);
    expect(labels(0, 4e9).slice(0, 3)).toEqual(['0', '0.5 s', '1.0 s']);
  });

  it('groups the digits when it looks closely at a late moment', () => {
    expect(labels(12_482_617, 12_483_417)[0]).toBe('12.482 7 ms');
  });

  it('has no ticks before the session began', () => {
    expect(labels(-500, 300)).toEqual(['0', '100 ns', '200 ns', '300 ns']);
  });

  it('steps by 1, 2 or 5 and keeps labels apart, at every zoom', () => {
    for (let span = 200; span < 1e13; span *= 1.7) {
      const step = tickStepNs({ startNs: 0, endNs: span }, 800);
      expect(['1', '2', '5']).toContain(step.toExponential()[0]);
      expect((step / span) * 800).toBeGreaterThanOrEqual(95.9);
    }
  });

  it('never says the same twice', () => {
    for (let span = 200; span < 1e12; span *= 3) {
      const said = labels(span * 4, span * 5);
      expect(new Set(said).size).toBe(said.length);
    }
  });
});
