import type { Mark } from '../../trace/index.ts';

/** A stretch of the track, in pixels. */
export interface Band {
  readonly xCss: number;
  wCss: number;
}

/**
 * Where marks of a kind stand, from left to right. Those that touch are one band: what several threads have lost at the same
 * time is lost once.
 */
export function bandsOf(
  marks: readonly Mark[],
  kind: Mark['kind'],
  place: (fromNs: number, toNs: number) => { readonly xCss: number; readonly wCss: number } | undefined,
): readonly Band[] {
  const places = marks.flatMap((mark) => (mark.kind === kind ? (place(mark.since ?? mark.time, mark.time) ?? []) : []));
  const bands: Band[] = [];
  // A loss is told of when it is over: one that began earlier may come later.
  for (const { xCss, wCss } of places.toSorted((a, b) => a.xCss - b.xCss)) {
    const last = bands.at(-1);
    if (last === undefined || xCss > last.xCss + last.wCss) bands.push({ xCss, wCss });
    else if (xCss + wCss > last.xCss + last.wCss) last.wCss = xCss + wCss - last.xCss;
  }
  return bands;
}
