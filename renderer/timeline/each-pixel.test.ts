import { describe, expect, it } from 'vitest';
import { eachPixel, nearest } from './each-pixel.ts';

const itself = (ns: number) => ns;

describe('each pixel', () => {
  const scale = { startNs: 1000, endNs: 11_000, leftCss: 100, widthCss: 100 };
  const drawn = (times: number[]) => {
    const pixels: [number, number][] = [];
    let asked = 0;
    const timeOf = (ns: number) => (asked++, ns);
    eachPixel(times, timeOf, scale, (xCss, ns) => pixels.push([xCss, ns]));
    return { pixels, asked };
  };

  it('has its first item drawn, and nothing out of view', () => {
    expect(drawn([0, 999, 1000, 1050, 1099, 1100, 4250, 4260, 11_000, 11_001]).pixels).toEqual([
      [100, 1000],
      [101, 1100],
      [132, 4250],
      [200, 11_000],
    ]);
    expect(drawn([]).pixels).toEqual([]);
  });

  it('costs as much as there are pixels, not as there are items', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => 1000 + i / 10);
    const { pixels, asked } = drawn(many);
    expect(pixels).toHaveLength(100);
    expect(asked).toBeLessThan(100 * 20);
  });
});

describe('nearest', () => {
  const times = [10, 20, 20, 20, 35];
  it.each([
    [9, { item: 10, others: 0 }],
    [14, { item: 10, others: 0 }],
    [17, { item: 20, others: 2 }],
    [25, { item: 20, others: 2 }],
    [31, { item: 35, others: 0 }],
    [28, undefined],
    [41, undefined],
  ])('to %i', (ns, expected) => {
    expect(nearest(times, itself, ns, 5)).toEqual(expected);
  });
});
