import type { View } from './time-scale.ts';

/** The views in which movement came to rest, and which of them was visited last; -1: none has yet. */
export interface ViewHistory {
  readonly views: readonly View[];
  readonly at: number;
}

export const NO_HISTORY: ViewHistory = { views: [], at: -1 };
const MOST = 100;

/** Movement has come to rest: what was forward of here is forgotten, as in a browser. */
export function restAt(history: ViewHistory, view: View): ViewHistory {
  const current = history.views[history.at];
  if (current !== undefined && looksLike(current, view)) return history;
  const views = [...history.views.slice(0, history.at + 1), view].slice(-MOST);
  return { views, at: views.length - 1 };
}

/** Where back (-1) and forward (1) lead; undefined at the ends. */
export function visit(history: ViewHistory, step: 1 | -1): ViewHistory | undefined {
  const at = history.at + step;
  return history.views[at] === undefined ? undefined : { ...history, at };
}

/** True for views that no eye can tell apart. */
function looksLike(a: View, b: View): boolean {
  const least = (a.endNs - a.startNs) * 1e-4;
  return Math.abs(a.startNs - b.startNs) < least && Math.abs(a.endNs - b.endNs) < least;
}
