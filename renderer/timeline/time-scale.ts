/** The part of the session that is in view. `endNs` is above `startNs`. */
export interface View {
  readonly startNs: number;
  readonly endNs: number;
}

/**
 * Session time and CSS pixels. `…Ns` is time since the session began, `…Css` is pixels from the canvas's left edge.
 *
 * ```
 *             leftCss                        leftCss + widthCss
 *  lane names │ startNs ───── track ──────── endNs │
 * ```
 */
export interface TimeScale extends View {
  readonly leftCss: number;
  readonly widthCss: number;
}

export function toCss(scale: TimeScale, ns: number): number {
  return scale.leftCss + ((ns - scale.startNs) / (scale.endNs - scale.startNs)) * scale.widthCss;
}

export function toNs(scale: TimeScale, css: number): number {
  return scale.startNs + ((css - scale.leftCss) / scale.widthCss) * (scale.endNs - scale.startNs);
}

export function nsPerCss(scale: TimeScale): number {
  return (scale.endNs - scale.startNs) / scale.widthCss;
}

/**
 * Where a stretch of time is drawn, cut to the track; undefined when it is out of view. What happened is at least
 * `minCss` wide: too short to see is not the same as not there.
 */
export function placeSpan(
  scale: TimeScale,
  fromNs: number,
  toNs_: number,
  minCss = 1,
): { xCss: number; wCss: number } | undefined {
  if (toNs_ < scale.startNs || fromNs > scale.endNs) return undefined;
  const right = scale.leftCss + scale.widthCss;
  const from = Math.max(toCss(scale, fromNs), scale.leftCss);
  const to = Math.min(toCss(scale, toNs_), right);
  const wCss = Math.max(to - from, minCss);
  return { xCss: Math.min(from, right - wCss), wCss };
}

/** The index of the last item that starts at or before a time; -1 when none does. The items are sorted by their start. */
export function lastStartingBy<T>(items: readonly T[], startOf: (item: T) => number, ns: number): number {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= ns) low = middle;
    else high = middle - 1;
  }
  return low;
}
