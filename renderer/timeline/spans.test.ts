import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { eachPixel, eachSpan, nearest } from './spans.ts';
import { toCss } from './time-scale.ts';

describe('each pixel', () => {
  const scale = { startNs: 1000, endNs: 11_000, leftCss: 100, widthCss: 100 };
  const drawn = (times: number[]) => {
    const pixels: number[][] = [];
    let asked = 0;
    const at = (rank: number) => (asked++, times[rank]);
    eachPixel({ length: times.length, at }, scale, Infinity, (...pixel) => pixels.push(pixel));
    return { pixels, asked };
  };

  it('has its first moment drawn, with how far the others reach, and nothing out of view', () => {
    expect(drawn([0, 999, 1000, 1050, 1099, 1100, 5050, 11_001]).pixels).toEqual([
      [100, 2, 5],
      [101, 5, 6],
      [140, 6, 7],
    ]);
  });

  it('costs as much as there are pixels', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => 1000 + i / 20);
    const { pixels, asked } = drawn(many);
    expect(pixels).toHaveLength(100);
    expect(asked).toBeLessThan(10_000);
  });
});

describe('each span', () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`is drawn by itself where it has room, and summed up by pixel where not (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      let at = 0;
      const spans = Array.from({ length: 3000 }, () => {
        const start = (at += random() * 40);
        return { start, end: (at += random() < 0.1 ? random() * 3000 : random() * 20) };
      });
      spans.at(-1)!.end = Infinity;
      for (let view = 0; view < 25; view++) {
        const startNs = random() * at;
        const scale = { startNs, endNs: startNs + 10 + random() ** 3 * at, leftCss: 50, widthCss: 300 };
        const observedNs = at * (0.5 + random());
        const calls: string[] = [];
        eachSpan(
          { length: spans.length, startOf: (rank) => spans[rank]!.start, endOf: (rank) => spans[rank]!.end },
          scale,
          observedNs,
          {
            wide: (rank) => calls.push(`wide ${rank}`),
            column: (xCss, from, to) => calls.push(`column ${xCss} ${from}–${to}`),
          },
        );
        expect(calls).toEqual(obvious(spans, scale, observedNs));
      }
    });
  }
});

/** Looks at every span, one after the other. */
function obvious(spans: { start: number; end: number }[], scale: Parameters<typeof toCss>[0], observedNs: number) {
  const calls: string[] = [];
  let column: { xCss: number; from: number; to: number } | undefined;
  const end = () => {
    if (column !== undefined && column.xCss >= scale.leftCss) {
      calls.push(`column ${column.xCss} ${column.from}–${column.to}`);
    }
    column = undefined;
  };
  const first = spans.findLastIndex(({ start }) => start <= Math.min(scale.startNs, observedNs));
  spans.forEach(({ start, end: endNs }, rank) => {
    if (rank < first || start > Math.min(scale.endNs, observedNs)) return;
    const widthCss = ((Math.min(endNs, observedNs) - start) * scale.widthCss) / (scale.endNs - scale.startNs);
    const xCss = Math.floor(toCss(scale, start));
    if (widthCss >= 1) {
      end();
      calls.push(`wide ${rank}`);
    } else if (column?.xCss === xCss) column.to = rank + 1;
    else {
      end();
      column = { xCss, from: rank, to: rank + 1 };
    }
  });
  end();
  return calls;
}

describe('the nearest moment', () => {
  it('is found within the tolerance, with how many others are as near', () => {
    const times = [100, 200, 210, 400];
    expect(nearest(times, 206, 20)).toEqual({ rank: 2, others: 1 });
    expect(nearest(times, 203, 20)).toEqual({ rank: 1, others: 1 });
    expect(nearest(times, 300, 20)).toBeUndefined();
    expect(nearest(times, 390, 20)).toEqual({ rank: 3, others: 0 });
  });
});
