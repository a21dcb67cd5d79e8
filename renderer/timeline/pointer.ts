import type { OverlookStore } from '../state/store.ts';
import { OVERVIEW_CSS, overviewNs, overviewWindow } from './draw-overview.ts';
import { HEADER_CSS, RULER_CSS } from './draw-ruler.ts';
import type { Hit } from './lane-kind.ts';
import { groupAt, laneAt } from './layout.ts';
import type { Scene } from './render.ts';
import { nsPerCss, toNs } from './time-scale.ts';
import type { TimelineCanvas } from './timeline-canvas.ts';

/** A pointer that has moved less than this was not meant to drag. */
const CLICK_CSS = 4;
const HIT_CSS = 3;
const ZOOM_PER_PIXEL = 0.0018;

type Drag =
  | { readonly what: 'pan' | 'overview' | 'range'; readonly startCss: number; lastCss: number; moved: boolean }
  | undefined;

/** What the pointer does to the timeline. Returns the function that ends it. */
export function listenToPointer(
  timeline: TimelineCanvas,
  store: OverlookStore,
  showHover: (hit: Hit | undefined, xCss: number, yCss: number) => void,
): () => void {
  const { canvas } = timeline;
  const ends = new AbortController();
  let drag: Drag;

  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { xCss: event.clientX - box.left, yCss: event.clientY - box.top };
  };
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, run: (event: HTMLElementEventMap[Name]) => void) =>
    canvas.addEventListener(name, run, { signal: ends.signal, passive: false });

  on('wheel', (event) => {
    const scene = timeline.scene();
    if (scene === undefined) return;
    event.preventDefault();
    const { xCss } = place(event);
    const { scale } = scene.frame;
    const pixels = event.deltaMode === 1 ? 16 : 1;
    const [dx, dy] = [event.deltaX * pixels, event.deltaY * pixels];
    const state = store.getState();
    if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      state.panBy((Math.abs(dx) > Math.abs(dy) ? dx : dy) * nsPerCss(scale));
    } else if (xCss < scale.leftCss && !event.ctrlKey) timeline.scrollBy(dy);
    else state.zoomAt(toNs(scale, Math.max(xCss, scale.leftCss)), Math.exp(dy * ZOOM_PER_PIXEL));
  });

  on('pointerdown', (event) => {
    const scene = timeline.scene();
    if (scene === undefined || event.button !== 0) return;
    const { xCss, yCss } = place(event);
    canvas.setPointerCapture(event.pointerId);
    const what = yCss < OVERVIEW_CSS ? 'overview' : yCss < OVERVIEW_CSS + RULER_CSS ? 'range' : 'pan';
    drag = { what, startCss: xCss, lastCss: xCss, moved: false };
    if (what === 'overview' && xCss >= scene.frame.scale.leftCss && !isInWindow(scene, xCss)) {
      centreOn(store, overviewNs(scene.frame, scene.state.session, xCss));
    }
  });

  on('pointermove', (event) => {
    const scene = timeline.scene();
    if (scene === undefined) return;
    const { xCss, yCss } = place(event);
    if (drag === undefined) {
      const hit = hitAt(scene, xCss, yCss);
      canvas.style.cursor = hit === undefined ? 'default' : 'pointer';
      showHover(hit, xCss, yCss);
      return;
    }
    if (!drag.moved && Math.abs(xCss - drag.startCss) < CLICK_CSS) return;
    drag.moved = true;
    showHover(undefined, 0, 0);
    dragTo(scene, drag, xCss);
    drag.lastCss = xCss;
  });

  const dragTo = (scene: Scene, current: NonNullable<Drag>, xCss: number) => {
    const state = store.getState();
    const delta = xCss - current.lastCss;
    if (current.what === 'pan') {
      canvas.style.cursor = 'grabbing';
      state.panBy(-delta * nsPerCss(scene.frame.scale));
    } else if (current.what === 'overview') {
      const { session } = state;
      state.panBy((delta / scene.frame.scale.widthCss) * (session.endNs - session.startNs));
    } else {
      timeline.range = { fromCss: current.startCss, toCss: xCss };
      timeline.invalidate();
    }
  };

  on('pointerup', (event) => {
    const scene = timeline.scene();
    const done = drag;
    drag = undefined;
    timeline.range = undefined;
    timeline.invalidate();
    if (scene === undefined || done === undefined) return;
    const { xCss, yCss } = place(event);
    canvas.style.cursor = 'default';
    if (!done.moved) click(timeline, scene, store, xCss, yCss);
    else if (done.what === 'range') {
      const [from, to] = [done.startCss, xCss].toSorted((a, b) => a - b);
      const { scale } = scene.frame;
      store.getState().setView({ startNs: toNs(scale, from ?? 0), endNs: toNs(scale, to ?? 0) });
    }
  });
  on('pointercancel', () => {
    drag = undefined;
    timeline.range = undefined;
    timeline.invalidate();
  });
  on('pointerleave', () => showHover(undefined, 0, 0));
  on('dblclick', (event) => {
    const scene = timeline.scene();
    if (scene === undefined) return;
    const { xCss, yCss } = place(event);
    const hit = hitAt(scene, xCss, yCss);
    if (hit !== undefined) store.getState().fit(hit.fromNs, hit.toNs);
  });
  return () => ends.abort();
}

/** What is under a point, if it is in the lanes. */
export function hitAt(scene: Scene, xCss: number, yCss: number): Hit | undefined {
  const { scale } = scene.frame;
  if (yCss < HEADER_CSS || xCss < scale.leftCss || xCss > scale.leftCss + scale.widthCss) return undefined;
  const y = yCss - HEADER_CSS + scene.scrollCss;
  const placed = laneAt(scene.layout, y);
  const ns = toNs(scale, xCss);
  if (placed === undefined || ns > scene.frame.observedNs) return undefined;
  return placed.lane.hitTest({ ns, toleranceNs: HIT_CSS * nsPerCss(scale), yCss: y - placed.yCss });
}

function click(timeline: TimelineCanvas, scene: Scene, store: OverlookStore, xCss: number, yCss: number): void {
  const state = store.getState();
  const { scale } = scene.frame;
  if (xCss < scale.leftCss) {
    const group = groupAt(scene.layout, yCss - HEADER_CSS + scene.scrollCss);
    if (yCss >= HEADER_CSS && group !== undefined) state.toggleGroup(group.id);
    return;
  }
  if (yCss < OVERVIEW_CSS) return;
  state.setPlaying(false);
  state.setFollow(false);
  state.setCursor(toNs(scale, xCss));
  const hit = hitAt(scene, xCss, yCss);
  if (hit?.selection !== undefined) timeline.selectInPlace(hit.selection);
}

function isInWindow(scene: Scene, xCss: number): boolean {
  const { leftCss, rightCss } = overviewWindow(scene.frame, scene.state.session);
  return xCss >= leftCss - CLICK_CSS && xCss <= rightCss + CLICK_CSS;
}

function centreOn(store: OverlookStore, ns: number): void {
  const { view, setView } = store.getState();
  const half = (view.endNs - view.startNs) / 2;
  setView({ startNs: ns - half, endNs: ns + half });
}
