import { toCss, toNs, type TimeScale } from './time-scale.ts';

/**
 * Calls `draw` for the first item of every pixel in view that has one. The items are sorted by their time. It costs as
 * much as there are pixels, however many items lie in each.
 */
export function eachPixel<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  scale: TimeScale,
  draw: (xCss: number, item: Item) => void,
): void {
  let at = firstFrom(items, timeOf, scale.startNs, 0);
  let drawnCss = -Infinity;
  while (at < items.length) {
    const item = items[at]!;
    const ns = timeOf(item);
    if (ns > scale.endNs) return;
    const xCss = Math.floor(toCss(scale, ns));
    // The rounding of one division may find the same pixel twice.
    if (xCss > drawnCss) draw(xCss, item);
    drawnCss = xCss;
    at = firstFrom(items, timeOf, toNs(scale, xCss + 1), at + 1);
  }
}

/** The index of the first item, from a place on, whose time is not before a moment; their number when all are. */
export function firstFrom<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  ns: number,
  from: number,
): number {
  let low = from;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(items[middle]!) < ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The item nearest to a moment, and how many others lie as near as `toleranceNs`; undefined: none does. */
export function nearest<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  ns: number,
  toleranceNs: number,
): { readonly item: Item; readonly others: number } | undefined {
  const first = firstFrom(items, timeOf, ns - toleranceNs, 0);
  const end = firstFrom(items, timeOf, ns + toleranceNs + 1, first);
  if (first === end) return undefined;
  const after = firstFrom(items, timeOf, ns, first);
  const distance = (index: number) => Math.abs(timeOf(items[index]!) - ns);
  const isAfter = after < end && (after === first || distance(after) < distance(after - 1));
  return { item: items[isAfter ? after : after - 1]!, others: end - first - 1 };
}
