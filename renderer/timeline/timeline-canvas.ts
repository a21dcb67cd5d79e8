import type { Density } from '../../trace/index.ts';
import type { Selection } from '../state/cursor-slice.ts';
import type { Library } from '../state/library.ts';
import type { OverlookStore } from '../state/store.ts';
import { COLUMN_CSS } from './draw-overview.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import { Glide } from './glide.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { anchorAt, layOut, type Layout } from './layout.ts';
import { readPalette } from './palette.ts';
import type { Frame, Palette } from './pen.ts';
import { renderTimeline, type Scene } from './render.ts';

export const LABELS_CSS = 176;
const RIGHT_MARGIN_CSS = 8;
/** Density of a session that grows is measured so often: it costs as much as there are operations. */
const DENSITY_MS = 150;

/**
 * The timeline's canvas: draws when something has changed, at most once a frame.
 *
 * It reads the store and the library and owns nothing that outlives it, except how far the lanes are scrolled.
 */
export class TimelineCanvas {
  scrollCss = 0;
  private readonly glide = new Glide(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  private palette: Palette | undefined;
  private layout: Layout | undefined;
  private layoutOf: readonly unknown[] = [];
  private density: Density | undefined;
  private densityOf: readonly unknown[] = [];
  private densityMs = 0;
  private widthCss = 0;
  private heightCss = 0;
  private frameIsAsked = false;
  private closed = false;
  private staysPut = false;
  private readonly pen: CanvasRenderingContext2D;
  private readonly cleanUp: (() => void)[] = [];

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly store: OverlookStore,
    private readonly library: Library,
  ) {
    const pen = canvas.getContext('2d', { alpha: false });
    if (pen === null) throw new Error('This browser gives no 2D canvas');
    this.pen = pen;
    this.cleanUp.push(
      store.subscribe((state, before) => {
        if (state.theme !== before.theme) this.palette = undefined;
        if (state.selection !== before.selection) this.revealSelection();
        this.invalidate();
      }),
    );
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(canvas);
    this.cleanUp.push(() => resized.disconnect());
    // The labels are measured: again when the bundled fonts have come.
    void document.fonts.ready.then(() => {
      this.palette = undefined;
      this.invalidate();
    });
    this.resize();
  }

  close(): void {
    this.closed = true;
    for (const run of this.cleanUp) run();
  }

  invalidate(): void {
    if (this.frameIsAsked || this.closed) return;
    this.frameIsAsked = true;
    requestAnimationFrame(() => {
      this.frameIsAsked = false;
      if (!this.closed) this.draw();
    });
  }

  /** The frame that is on the screen, and its layout; undefined while there is nothing to show. */
  scene(): Scene | undefined {
    const { index } = this.library.shown ?? {};
    if (index === undefined || this.widthCss === 0) return undefined;
    const state = this.store.getState();
    this.palette ??= readPalette(devicePixelRatio, this.pen);
    const frame: Frame = {
      index,
      scale: {
        ...this.glide.at(state.view, state.glides, performance.now()),
        leftCss: LABELS_CSS,
        widthCss: Math.max(this.widthCss - LABELS_CSS - RIGHT_MARGIN_CSS, 1),
      },
      observedNs: state.session.endNs,
      palette: this.palette,
      selectedOperation: state.selection?.kind === 'operation' ? state.selection.id : 0,
      selectedCall: state.selection?.kind === 'call' ? state.selection.id : 0,
    };
    const layoutOf = [index, state.revision, state.toggledGroups];
    if (this.layout === undefined || !same(layoutOf, this.layoutOf)) {
      this.layout = layOut(LANE_KINDS, index, state.toggledGroups);
      this.layoutOf = layoutOf;
      this.scrollBy(0);
    }
    const { widthCss, heightCss, scrollCss } = this;
    return {
      frame,
      layout: this.layout,
      density: this.densityFor(frame),
      state,
      scrollCss,
      widthCss,
      heightCss,
    };
  }

  /** Ends a glide where it is: what a hand does begins from what the eye sees. */
  settle(): void {
    const scene = this.glide.isUnderway ? this.scene() : undefined;
    if (scene !== undefined) this.store.getState().setView(scene.frame.scale);
  }

  scrollBy(deltaCss: number): void {
    const most = Math.max((this.layout?.heightCss ?? 0) - (this.heightCss - HEADER_CSS), 0);
    this.scrollCss = Math.min(Math.max(this.scrollCss + deltaCss, 0), most);
    this.invalidate();
  }

  /** Selects what the pointer is on: the lanes stay where they are, or a second click would meet another lane. */
  selectInPlace(selection: Selection): void {
    this.staysPut = true;
    this.store.getState().select(selection);
    this.staysPut = false;
  }

  private densityFor(frame: Frame): Density {
    const columns = Math.max(Math.floor(frame.scale.widthCss / COLUMN_CSS), 1);
    const of = [frame.index, columns, this.store.getState().revision];
    const now = performance.now();
    const sameShape = this.densityOf[0] === of[0] && this.densityOf[1] === of[1];
    if (
      this.density === undefined ||
      (!same(of, this.densityOf) && (!sameShape || now - this.densityMs > DENSITY_MS))
    ) {
      this.density = frame.index.density.read(columns, frame.index.trace.endTime);
      this.densityOf = of;
      this.densityMs = now;
    } else if (!same(of, this.densityOf)) setTimeout(() => this.invalidate(), DENSITY_MS);
    return this.density;
  }

  private revealSelection(): void {
    const { selection } = this.store.getState();
    if (this.staysPut || selection?.kind !== 'operation' || this.layout === undefined) return;
    const yCss = anchorAt(this.layout, { kind: 'operation', id: selection.id });
    if (yCss === undefined) return;
    const visible = this.heightCss - HEADER_CSS;
    if (yCss - 20 < this.scrollCss) this.scrollBy(yCss - 20 - this.scrollCss);
    else if (yCss + 20 > this.scrollCss + visible) this.scrollBy(yCss + 20 - visible - this.scrollCss);
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.widthCss = clientWidth;
    this.heightCss = clientHeight;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.palette = undefined;
    this.scrollBy(0);
    // At once: a canvas that has changed its size is blank until it is drawn.
    this.draw();
  }

  private draw(): void {
    const scene = this.scene();
    this.pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    if (this.glide.isUnderway) this.invalidate();
    if (scene !== undefined) return renderTimeline(this.pen, scene);
    this.palette ??= readPalette(devicePixelRatio, this.pen);
    // The canvas is opaque: cleared, it would be black in either theme.
    this.pen.fillStyle = this.palette.colors.bg;
    this.pen.fillRect(0, 0, this.widthCss, this.heightCss);
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
