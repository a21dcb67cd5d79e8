import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { eachPixel, eachSpan, Moments, nearest } from './spans.ts';
import { toCss } from './time-scale.ts';

class CountedMoments extends Moments {
  asked = 0;
  override get(rank: number): number {
    this.asked++;
    return super.get(rank);
  }
}

/** The same moments with something else between them, as they lie in a table. */
function inPlaces(times: readonly number[]): Moments {
  const table = Float64Array.from(times.flatMap((time) => [NaN, time]));
  return new Moments(
    times.length,
    table,
    Uint32Array.from(times, (_, rank) => 2 * rank + 1),
  );
}

describe('moments', () => {
  it('are found wherever one begins to look, and however wrong the guess', () => {
    const random = randomNumbers(7);
    for (let run = 0; run < 200; run++) {
      const times = Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 40)).toSorted(
        (a, b) => a - b,
      );
      const moments = inPlaces(times);
      const ns = Math.floor(random() * 50) - 5;
      const from = Math.floor(random() * (times.length + 1));
      const expected = times.findIndex((time, rank) => rank >= from && time > ns);
      const found = moments.firstAfter(ns, from, Math.floor(random() * 80));
      expect(found).toBe(expected === -1 ? times.length : expected);
      const first = times.findIndex((time) => time >= ns);
      expect(moments.firstFrom(ns)).toBe(first === -1 ? times.length : first);
      expect([moments.at(-1), moments.at(times.length)]).toEqual([undefined, undefined]);
    }
  });
});

describe('each pixel', () => {
  const scale = { startNs: 1000, endNs: 11_000, leftCss: 100, widthCss: 100 };
  const drawn = (times: number[]) => {
    const pixels: number[][] = [];
    const moments = new CountedMoments(times.length, Float64Array.from(times));
    eachPixel(moments, scale, Infinity, (...pixel) => pixels.push(pixel));
    return { pixels, asked: moments.asked };
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
    expect(asked).toBeLessThan(3000);
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
          { starts: inPlaces(spans.map(({ start }) => start)), endOf: (rank) => spans[rank]!.end },
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
    const times = inPlaces([100, 200, 210, 400]);
    expect(nearest(times, 206, 20)).toEqual({ rank: 2, others: 1 });
    expect(nearest(times, 203, 20)).toEqual({ rank: 1, others: 1 });
    expect(nearest(times, 300, 20)).toBeUndefined();
    expect(nearest(times, 390, 20)).toEqual({ rank: 3, others: 0 });
  });
});
