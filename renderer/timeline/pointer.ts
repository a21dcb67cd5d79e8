import type { OverlookStore } from '../state/store.ts';
import type { Hit } from './lane-kind.ts';
import type { Timeline } from './timeline.ts';

/** Moved less than this, a press is a click. */
const CLICK_CSS = 4;
const WHEEL_LINE_CSS = 16;

/** What is under the pointer, for the words beside it. */
export interface Hover {
  readonly xCss: number;
  readonly yCss: number;
  readonly hit: Hit;
}

/** Connects the pointer with a timeline. Returns what disconnects it. */
export function connectPointer(
  timeline: Timeline,
  store: OverlookStore,
  onHover: (hover: Hover | undefined) => void,
): () => void {
  const { canvas } = timeline;
  let press:
    { readonly x: number; readonly y: number; readonly region: string; lastX: number; moved: boolean } | undefined;

  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { x, y } = place(event);
    press = { x, y, region: timeline.regionAt(x, y), lastX: x, moved: false };
    canvas.setPointerCapture(event.pointerId);
    onHover(undefined);
    if (press.region === 'overview') centre(x);
  };

  const move = (event: PointerEvent) => {
    const { x, y } = place(event);
    if (press === undefined) return hover(x, y);
    if (Math.abs(x - press.x) + Math.abs(y - press.y) > CLICK_CSS) press.moved = true;
    if (press.region === 'overview') centre(x);
    else if (press.moved && press.region === 'ruler') {
      timeline.range = { fromNs: timeline.timeAt(press.x), toNs: timeline.timeAt(x) };
      timeline.redraw();
    } else if (press.moved && press.region === 'lanes') {
      store.getState().panBy((press.lastX - x) * timeline.nsPerCss());
    }
    press.lastX = x;
  };

  const up = (event: PointerEvent) => {
    const { x, y } = place(event);
    const ended = press;
    press = undefined;
    if (ended === undefined) return;
    if (ended.moved) {
      const { range } = timeline;
      timeline.range = undefined;
      if (range !== undefined) {
        const [from, to] = [Math.min(range.fromNs, range.toNs), Math.max(range.fromNs, range.toNs)];
        store.getState().setView({ startNs: from, endNs: to });
      }
      return timeline.redraw();
    }
    click(ended.region, x, y);
  };

  const click = (region: string, x: number, y: number) => {
    const state = store.getState();
    if (region === 'labels') {
      const group = timeline.groupAt(y);
      if (group !== undefined) state.toggleGroup(group);
      return;
    }
    if (region === 'overview') return;
    state.setCursor(timeline.timeAt(x));
    state.setFollow(false);
    if (region === 'lanes') state.select(timeline.hitAt(x, y)?.selection);
  };

  const doubleClick = (event: MouseEvent) => {
    const { x, y } = place(event);
    const hit = timeline.regionAt(x, y) === 'lanes' ? timeline.hitAt(x, y) : undefined;
    if (hit !== undefined) store.getState().fit(hit.fromNs, hit.toNs);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = place(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_CSS : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (timeline.regionAt(x, y) === 'labels') return timeline.scrollBy(dy);
    const state = store.getState();
    if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) return state.panBy((dx === 0 ? dy : dx) * timeline.nsPerCss());
    state.zoomAt(timeline.timeAt(x), Math.exp(Math.min(Math.max(dy, -200), 200) * (event.ctrlKey ? 0.01 : 0.002)));
  };

  const hover = (x: number, y: number) => {
    const hit = timeline.regionAt(x, y) === 'lanes' ? timeline.hitAt(x, y) : undefined;
    onHover(hit === undefined ? undefined : { xCss: x, yCss: y, hit });
  };

  const centre = (x: number) => {
    const { view, setView } = store.getState();
    const half = (view.endNs - view.startNs) / 2;
    const ns = timeline.overviewTimeAt(x);
    setView({ startNs: ns - half, endNs: ns + half });
  };

  const leave = () => onHover(undefined);
  const ends = new AbortController();
  const { signal } = ends;
  canvas.addEventListener('pointerdown', down, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', up, { signal });
  canvas.addEventListener('pointercancel', () => (press = undefined), { signal });
  canvas.addEventListener('pointerleave', leave, { signal });
  canvas.addEventListener('dblclick', doubleClick, { signal });
  canvas.addEventListener('wheel', wheel, { passive: false, signal });
  return () => ends.abort();
}
