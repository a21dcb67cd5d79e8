import { toCss, toNs, type TimeScale } from './time-scale.ts';

/** Moments in ascending order, by rank: `times` holds them where `places` says, or one behind the other. */
export class Moments {
  constructor(
    readonly length: number,
    private readonly times: Float64Array,
    private readonly places?: Uint32Array,
  ) {}

  /** Undefined beyond the ends. */
  at(rank: number): number | undefined {
    return rank >= 0 && rank < this.length ? this.get(rank) : undefined;
  }

  /** Of a rank that there is. */
  get(rank: number): number {
    return this.times[this.places === undefined ? rank : this.places[rank]!]!;
  }

  /**
   * The first rank from `from` on whose moment is later than another; `length` where none is. It costs as much as `guess`,
   * a number of ranks from there, is wrong.
   */
  firstAfter(ns: number, from = 0, guess = 0): number {
    let low = from;
    let high = this.length;
    let at = Math.min(from + guess, high - 1);
    if (at >= low && this.get(at) > ns) {
      high = at;
      for (let stride = 1; at > low; stride *= 2) {
        at = Math.max(at - stride, low);
        if (this.get(at) <= ns) {
          low = at + 1;
          break;
        }
        high = at;
      }
    } else {
      low = Math.max(at + 1, low);
      for (let stride = 1; low < high; stride *= 2) {
        at = Math.min(low + stride, high) - 1;
        if (this.get(at) > ns) {
          high = at;
          break;
        }
        low = at + 1;
      }
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.get(middle) > ns) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first rank that is not before a moment; their number when all are. */
  firstFrom(ns: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.get(middle) >= ns) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Stretches of time that follow each other, by rank: none ends after the next one begins. */
export interface Spans {
  /** When each begins. */
  readonly starts: Moments;
  /** Infinity: it goes on, and is the last. */
  endOf(rank: number): number;
}

/** Narrower than this a span has no room of its own: it shares a column of one pixel with its neighbours. */
const WIDE_CSS = 1;

/**
 * Goes through the spans in view from left to right. `wide` is called for each that has room; the others are summed up,
 * pixel by pixel: `column` is called for the ranks from `from` up to `to` that begin in the pixel at `xCss`. It costs as
 * much as there are pixels, however many spans there are.
 */
export function eachSpan(
  spans: Spans,
  scale: TimeScale,
  observedNs: number,
  draw: { wide(rank: number): void; column(xCss: number, from: number, to: number): void },
): void {
  const { starts } = spans;
  const length = starts.firstAfter(Math.min(scale.endNs, observedNs));
  const wideNs = (WIDE_CSS * (scale.endNs - scale.startNs)) / scale.widthCss;
  /** None goes on behind the next one's beginning: where that is near, it need not be looked at. */
  const isWide = (rank: number, startNs: number, nextNs: number) =>
    nextNs - startNs >= wideNs && Math.min(spans.endOf(rank), observedNs) - startNs >= wideNs;
  let rank = Math.max(Math.min(starts.firstAfter(scale.startNs), length) - 1, 0);
  let count = 0;
  let startNs = rank < length ? starts.get(rank) : NaN;
  while (rank < length) {
    const xCss = pixelOf(scale, startNs);
    const next = endOfPixel(starts, scale, xCss, rank, length, count);
    const nextNs = starts.at(next) ?? Infinity;
    count = next - rank;
    // What begins in this pixel ends before the next one begins, so only the last can be wide.
    const lastNs = count === 1 ? startNs : starts.get(next - 1);
    const end = isWide(next - 1, lastNs, nextNs) ? next - 1 : next;
    // What lies left of the view is not moved into it.
    if (end > rank && xCss >= Math.floor(scale.leftCss)) draw.column(xCss, rank, end);
    if (end < next) draw.wide(end);
    rank = next;
    startNs = nextNs;
  }
}

/**
 * Calls `draw` for the first moment of every pixel in view that has one, with how far the others of the pixel reach, up
 * to `untilNs`. It costs as much as there are pixels, however many moments lie in each.
 */
export function eachPixel(
  moments: Moments,
  scale: TimeScale,
  untilNs: number,
  draw: (xCss: number, rank: number, nextRank: number) => void,
): void {
  const length = moments.firstAfter(Math.min(scale.endNs, untilNs));
  let rank = moments.firstFrom(scale.startNs);
  let count = 0;
  while (rank < length) {
    const xCss = pixelOf(scale, moments.get(rank));
    const next = endOfPixel(moments, scale, xCss, rank, length, count);
    count = next - rank;
    draw(xCss, rank, next);
    rank = next;
  }
}

/** The pixel in which a moment is drawn. One at the very end of the view is not left out of it. */
function pixelOf(scale: TimeScale, ns: number): number {
  return Math.min(Math.floor(toCss(scale, ns)), lastPixel(scale));
}

function lastPixel({ leftCss, widthCss }: TimeScale): number {
  return Math.ceil(leftCss + widthCss) - 1;
}

/** The first rank behind one of a pixel that is no longer in it; `guess`: how many there are, about. */
function endOfPixel(
  moments: Moments,
  scale: TimeScale,
  xCss: number,
  rank: number,
  length: number,
  guess: number,
): number {
  if (xCss >= lastPixel(scale)) return length;
  let next = Math.min(moments.firstAfter(toNs(scale, xCss + 1), rank + 1, guess), length);
  // What lies exactly at the edge is where `pixelOf` says, however a number was rounded.
  while (next > rank + 1 && pixelOf(scale, moments.get(next - 1)) > xCss) next--;
  while (next < length && pixelOf(scale, moments.get(next)) <= xCss) next++;
  return next;
}

/** The moment nearest to another, and how many others lie as near as `toleranceNs`; undefined: none does. */
export function nearest(
  moments: Moments,
  ns: number,
  toleranceNs: number,
): { readonly rank: number; readonly others: number } | undefined {
  const first = moments.firstFrom(ns - toleranceNs);
  const end = moments.firstAfter(ns + toleranceNs, first);
  if (first === end) return undefined;
  const after = Math.max(moments.firstFrom(ns), first);
  const distance = (rank: number) => Math.abs(moments.get(rank) - ns);
  const isAfter = after < end && (after === first || distance(after) < distance(after - 1));
  return { rank: isAfter ? after : after - 1, others: end - first - 1 };
}
