import type { View } from './time-scale.ts';

/** Closer than this nothing more can be told apart: the clock ticks in 100 ns on most machines. */
export const MIN_SPAN_NS = 200;
/** How far the view may leave the session, as a part of its own span: the edges stay in sight. */
const OVERSHOOT = 0.05;

/** Keeps a view inside the session, give or take a margin, and its span sensible. */
export function clampView(view: View, session: View): View {
  const largest = Math.max((session.endNs - session.startNs) * (1 + 2 * OVERSHOOT), MIN_SPAN_NS);
  const span = Math.min(Math.max(view.endNs - view.startNs, MIN_SPAN_NS), largest);
  const first = session.startNs - span * OVERSHOOT;
  const last = Math.max(first, session.endNs + span * OVERSHOOT - span);
  const startNs = Math.min(Math.max(view.startNs, first), last);
  return { startNs, endNs: startNs + span };
}

/** Zooms so that `atNs` stays where it is on the screen. A factor below 1 comes closer. */
export function zoomAt(view: View, atNs: number, factor: number, session: View): View {
  const span = view.endNs - view.startNs;
  const largest = Math.max((session.endNs - session.startNs) * (1 + 2 * OVERSHOOT), MIN_SPAN_NS);
  const wanted = Math.min(Math.max(span * factor, MIN_SPAN_NS), largest);
  // Around a moment of the session a closer view is always a legal one: it stays exactly where it is.
  const anchorNs = Math.min(Math.max(atNs, session.startNs), session.endNs);
  const part = (anchorNs - view.startNs) / span;
  const startNs = anchorNs - part * wanted;
  return clampView({ startNs, endNs: startNs + wanted }, session);
}

export function panBy(view: View, deltaNs: number, session: View): View {
  return clampView({ startNs: view.startNs + deltaNs, endNs: view.endNs + deltaNs }, session);
}

/** A view on a stretch with room on both sides. */
export function fitView(fromNs: number, toNs: number, session: View, room = 0.04): View {
  const span = Math.max(toNs - fromNs, MIN_SPAN_NS);
  const middle = (fromNs + toNs) / 2;
  const half = (span / 2) * (1 + 2 * room);
  return clampView({ startNs: middle - half, endNs: middle + half }, session);
}

/** The same span, moved only as far as needed to have a moment in view. */
export function revealMoment(view: View, ns: number, session: View): View {
  if (ns >= view.startNs && ns <= view.endNs) return view;
  const span = view.endNs - view.startNs;
  return clampView({ startNs: ns - span / 2, endNs: ns + span / 2 }, session);
}
