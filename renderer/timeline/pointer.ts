import type { OverlookStore } from '../state/store.ts';
import { cursorOver, dragFrom, type Drag, type Point } from './drags.ts';
import { PIN_CSS } from './draw-lanes.ts';
import { OVERVIEW_CSS, overviewNs, overviewPart } from './draw-overview.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import { hitAt, laneUnder, snappedNs } from './hit-test.ts';
import type { Hit } from './lane-kind.ts';
import { groupAt, toLayoutCss } from './layout.ts';
import type { Scene } from './render.ts';
import { nsPerCss, toNs } from './time-scale.ts';
import type { TimelineCanvas } from './timeline-canvas.ts';

/** A pointer that has moved less than this was not meant to drag. */
const CLICK_CSS = 4;
const ZOOM_PER_PIXEL = 0.0018;
/** Two fingers that move apart come as a wheel with Ctrl, in far smaller steps. */
const PINCH_PER_PIXEL = 0.01;
/** A wheel that counts lines, or pages. */
const LINE_CSS = 16;
const PAGE_CSS = 400;

/** What the pointer does to the timeline. Returns the function that ends it. */
export function listenToPointer(
  timeline: TimelineCanvas,
  store: OverlookStore,
  showHover: (hit: Hit | undefined, xCss: number, yCss: number) => void,
): () => void {
  const { canvas } = timeline;
  const ends = new AbortController();
  let down: { drag: Drag | undefined; readonly start: Point; last: Point; moved: boolean } | undefined;

  const place = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { xCss: event.clientX - box.left, yCss: event.clientY - box.top };
  };
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, run: (event: HTMLElementEventMap[Name]) => void) =>
    canvas.addEventListener(name, run, { signal: ends.signal, passive: false });

  on('wheel', (event) => {
    event.preventDefault();
    timeline.settle();
    const scene = timeline.scene();
    if (scene === undefined) return;
    const { xCss } = place(event);
    const { scale } = scene.frame;
    const unit = [1, LINE_CSS, PAGE_CSS][event.deltaMode] ?? 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    const state = store.getState();
    const isAcross = Math.abs(dx) > Math.abs(dy);
    const anchorNs = toNs(scale, Math.max(xCss, scale.leftCss));
    if (event.ctrlKey) {
      const perPixel = Math.abs(dy) < 50 ? PINCH_PER_PIXEL : ZOOM_PER_PIXEL;
      state.zoomAt(anchorNs, Math.exp(dy * perPixel));
    } else if (event.shiftKey || isAcross) state.panBy((isAcross ? dx : dy) * nsPerCss(scale));
    else if (xCss < scale.leftCss) timeline.scrollBy(dy);
    else state.zoomAt(anchorNs, Math.exp(dy * ZOOM_PER_PIXEL));
  });

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    timeline.settle();
    const scene = timeline.scene();
    if (scene === undefined) return;
    canvas.setPointerCapture(event.pointerId);
    const start = place(event);
    down = { drag: dragFrom(timeline, scene, store, start, event.shiftKey), start, last: start, moved: false };
  });

  on('pointermove', (event) => {
    const scene = timeline.scene();
    if (scene === undefined) return;
    const at = place(event);
    if (down === undefined) {
      timeline.pointAt(at.xCss < scene.frame.scale.leftCss ? laneUnder(scene, at.yCss)?.lane.id : undefined);
      const hit = hitAt(scene, at.xCss, at.yCss);
      canvas.style.cursor = hit === undefined ? cursorOver(scene, at) : 'pointer';
      showHover(hit, at.xCss, at.yCss);
      return;
    }
    if (!down.moved && Math.hypot(at.xCss - down.start.xCss, at.yCss - down.start.yCss) < CLICK_CSS) return;
    down.moved = true;
    showHover(undefined, 0, 0);
    canvas.style.cursor = down.drag?.cursor ?? 'default';
    down.drag?.move(scene, at, down.last);
    down.last = at;
  });

  on('pointerup', (event) => {
    const scene = timeline.scene();
    const done = down;
    down = undefined;
    if (scene === undefined || done === undefined) return;
    const at = place(event);
    canvas.style.cursor = cursorOver(scene, at);
    if (done.moved) done.drag?.drop?.(scene, at);
    else click(timeline, scene, store, at, event.shiftKey);
  });
  on('pointercancel', () => {
    down?.drag?.cancel?.();
    down = undefined;
  });
  on('pointerleave', () => {
    showHover(undefined, 0, 0);
    timeline.pointAt(undefined);
  });
  on('dblclick', (event) => {
    const scene = timeline.scene();
    if (scene === undefined) return;
    const { xCss, yCss } = place(event);
    const hit = hitAt(scene, xCss, yCss);
    const { range, fit } = store.getState();
    if (hit !== undefined) return fit(hit.fromNs, hit.toNs);
    const ns = toNs(scene.frame.scale, xCss);
    if (range !== undefined && yCss >= OVERVIEW_CSS && ns >= range.fromNs && ns <= range.toNs) {
      fit(range.fromNs, range.toNs);
    }
  });
  return () => ends.abort();
}

/** A click chooses what is there and brings the cursor; with Shift it brings the cursor to the nearest edge. */
function click(timeline: TimelineCanvas, scene: Scene, store: OverlookStore, at: Point, isSnapping: boolean): void {
  const state = store.getState();
  const { xCss, yCss } = at;
  const { scale } = scene.frame;
  if (xCss < scale.leftCss) {
    if (yCss < HEADER_CSS) return;
    const group = groupAt(scene.layout, toLayoutCss(scene, yCss));
    if (group !== undefined) return state.toggleGroup(group.id);
    const lane = xCss >= scale.leftCss - PIN_CSS ? laneUnder(scene, yCss)?.lane.id : undefined;
    if (lane !== undefined) state.togglePin(lane);
    return;
  }
  if (yCss < OVERVIEW_CSS) {
    if (overviewPart(scene.frame, state.session, xCss) !== 'outside') return;
    const half = (state.view.endNs - state.view.startNs) / 2;
    const middle = overviewNs(scene.frame, state.session, xCss);
    return state.setView({ startNs: middle - half, endNs: middle + half });
  }
  state.setPlaying(false);
  state.setFollow(false);
  state.setCursor(isSnapping ? snappedNs(scene, xCss, yCss) : toNs(scale, xCss));
  const hit = hitAt(scene, xCss, yCss);
  if (hit?.selection !== undefined) timeline.selectInPlace(hit.selection);
}
