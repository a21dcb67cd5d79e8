import { describe, expect, it } from 'vitest';
import { lastStartingBy, placeSpan, toCss, toNs, type TimeScale } from './time-scale.ts';

const scale: TimeScale = { startNs: 1000, endNs: 2000, leftCss: 100, widthCss: 500 };

describe('time scale', () => {
  it('maps the edges of the view to the edges of the track, and back', () => {
    expect([toCss(scale, 1000), toCss(scale, 2000)]).toEqual([100, 600]);
    expect([toNs(scale, 100), toNs(scale, 600)]).toEqual([1000, 2000]);
  });

  it('gives what is too short to see one pixel, never none', () => {
    expect(placeSpan(scale, 1500, 1500)).toEqual({ xCss: 350, wCss: 1 });
  });

  it('keeps that pixel inside the track at its right edge', () => {
    expect(placeSpan(scale, 2000, 2000)).toEqual({ xCss: 599, wCss: 1 });
  });

  it('cuts to the track what reaches out of it, and leaves out what does not reach in', () => {
    expect(placeSpan(scale, 0, 1100)).toEqual({ xCss: 100, wCss: 50 });
    expect(placeSpan(scale, 1900, 1e9)).toEqual({ xCss: 550, wCss: 50 });
    expect(placeSpan(scale, 0, 999)).toBeUndefined();
    expect(placeSpan(scale, 2001, 3000)).toBeUndefined();
  });

  it('finds the last item that starts at or before a time', () => {
    const starts = [10, 20, 20, 30];
    const at = (ns: number) => lastStartingBy(starts, (start) => start, ns);
    expect([at(9), at(10), at(19), at(20), at(29), at(1000)]).toEqual([-1, 0, 0, 2, 2, 3]);
    expect(lastStartingBy([], () => 0, 5)).toBe(-1);
  });
});
