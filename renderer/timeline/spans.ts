import { toCss, type TimeScale } from './time-scale.ts';

/** Moments in ascending order, by rank: an array will do. */
export interface Moments {
  readonly length: number;
  at(rank: number): number | undefined;
}

/** Stretches of time that follow each other, by rank. `endOf` of one that goes on is Infinity. */
export interface Spans {
  readonly length: number;
  startOf(rank: number): number;
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
  const endNs = Math.min(scale.endNs, observedNs);
  const length = firstAfter(spans.length, (rank) => spans.startOf(rank) > endNs, 0);
  const pxPerNs = scale.widthCss / (scale.endNs - scale.startNs);
  const isWide = (rank: number) =>
    (Math.min(spans.endOf(rank), observedNs) - spans.startOf(rank)) * pxPerNs >= WIDE_CSS;
  const columnOf = (rank: number) => pixelOf(scale, spans.startOf(rank));
  let rank = Math.max(firstAfter(length, (at) => spans.startOf(at) > scale.startNs, 0) - 1, 0);
  while (rank < length) {
    if (isWide(rank)) {
      draw.wide(rank++);
      continue;
    }
    const xCss = columnOf(rank);
    let next = firstAfter(length, (at) => columnOf(at) > xCss, rank + 1);
    // What begins in this pixel does not end before the next one begins, so only the last can be wide.
    if (next > rank + 1 && isWide(next - 1)) next--;
    // What lies left of the view is not moved into it.
    if (xCss >= Math.floor(scale.leftCss)) draw.column(xCss, rank, next);
    rank = next;
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
  const endNs = Math.min(scale.endNs, untilNs);
  const length = firstAfter(moments.length, (rank) => moments.at(rank)! > endNs, 0);
  const columnOf = (rank: number) => pixelOf(scale, moments.at(rank)!);
  let rank = firstFrom(moments, scale.startNs);
  while (rank < length) {
    const xCss = columnOf(rank);
    const next = firstAfter(length, (at) => columnOf(at) > xCss, rank + 1);
    draw(xCss, rank, next);
    rank = next;
  }
}

/** The pixel in which a moment is drawn. One at the very end of the view is not left out of it. */
function pixelOf(scale: TimeScale, ns: number): number {
  return Math.min(Math.floor(toCss(scale, ns)), Math.ceil(scale.leftCss + scale.widthCss) - 1);
}

/** The last rank that begins at or before a moment; -1 when none does. */
export function lastBy(moments: Moments, ns: number): number {
  return firstAfter(moments.length, (rank) => moments.at(rank)! > ns, 0) - 1;
}

/** The first rank that is not before a moment; their number when all are. */
export function firstFrom(moments: Moments, ns: number): number {
  return firstAfter(moments.length, (rank) => moments.at(rank)! >= ns, 0);
}

/** The moment nearest to another, and how many others lie as near as `toleranceNs`; undefined: none does. */
export function nearest(
  moments: Moments,
  ns: number,
  toleranceNs: number,
): { readonly rank: number; readonly others: number } | undefined {
  const { length } = moments;
  const first = firstAfter(length, (rank) => moments.at(rank)! >= ns - toleranceNs, 0);
  const end = firstAfter(length, (rank) => moments.at(rank)! > ns + toleranceNs, first);
  if (first === end) return undefined;
  const after = firstAfter(length, (rank) => moments.at(rank)! >= ns, first);
  const distance = (rank: number) => Math.abs(moments.at(rank)! - ns);
  const isAfter = after < end && (after === first || distance(after) < distance(after - 1));
  return { rank: isAfter ? after : after - 1, others: end - first - 1 };
}

/** The first rank from a place on for which `isAfter` holds, which it then does for all that follow; found by strides. */
function firstAfter(length: number, isAfter: (rank: number) => boolean, from: number): number {
  let stride = 1;
  let low = from;
  let high = from;
  while (high < length && !isAfter(high)) {
    low = high + 1;
    high += stride;
    stride *= 2;
  }
  high = Math.min(high, length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
