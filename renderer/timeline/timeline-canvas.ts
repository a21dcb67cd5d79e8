import type { Density } from '../../trace/index.ts';
import type { Selection } from '../state/cursor-slice.ts';
import type { Search } from '../state/search.ts';
import type { Library } from '../state/library.ts';
import type { OverlookState, OverlookStore } from '../state/store.ts';
import { COLUMN_CSS } from './draw-overview.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import { Glide } from './glide.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { anchorAt, anchoredAt, layOut, stickyCssOf, type Layout, type PlacedLane } from './layout.ts';
import { readPalette } from './palette.ts';
import type { Frame, Palette } from './pen.ts';
import type { TraceIndex } from './trace-index.ts';
import { renderTimeline, type Scene } from './render.ts';

const RIGHT_MARGIN_CSS = 8;
/** Density of a session that grows is measured so often: it costs as much as there are operations. */
const DENSITY_MS = 150;
/** Between two layouts of new rows lies so many times what one costs. */
const LAYOUT_REST = 20;

/**
 * The timeline's canvas: draws when something has changed, at most once a frame.
 *
 * It reads the store and the library and owns nothing that outlives it, except how far the lanes are scrolled.
 */
export class TimelineCanvas {
  scrollCss = 0;
  /** Is told what was drawn. */
  onDrawn: ((scene: Scene) => void) | undefined;
  private readonly glide = new Glide(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  private palette: Palette | undefined;
  private layout: Layout | undefined;
  private layoutOf: readonly unknown[] = [];
  private layoutRevision = -1;
  private layoutDueMs = 0;
  private layoutTimer: ReturnType<typeof setTimeout> | undefined;
  private hoverLane: string | undefined;
  private dropCss: number | undefined;
  private density: Density | undefined;
  private densityOf: readonly unknown[] = [];
  private densityMs = 0;
  private widthCss = 0;
  private heightCss = 0;
  /** Device pixels in one of CSS, as the palette has it. */
  private ratio = 0;
  private frameIsAsked = false;
  private closed = false;
  private staysPut = false;
  private readonly pen: CanvasRenderingContext2D;
  private readonly cleanUp: (() => void)[] = [];

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly store: OverlookStore,
    private readonly library: Library,
    private readonly search: Pick<Search, 'filtered'>,
  ) {
    const pen = canvas.getContext('2d', { alpha: false });
    if (pen === null) throw new Error('This browser gives no 2D canvas');
    this.pen = pen;
    this.cleanUp.push(
      store.subscribe((state, before) => {
        if (state.theme !== before.theme) this.palette = undefined;
        if (state.selection !== before.selection) this.revealSelection();
        if (isDrawnOtherwise(state, before)) this.invalidate();
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
    clearTimeout(this.layoutTimer);
    for (const run of this.cleanUp) run();
  }

  invalidate(): void {
    if (this.frameIsAsked || this.closed) return;
    this.frameIsAsked = true;
    // It may have been drawn meanwhile, because its size has changed.
    const draw = () => {
      if (this.frameIsAsked && !this.closed) this.draw();
    };
    if (this.library.isPublishing) queueMicrotask(draw);
    else requestAnimationFrame(draw);
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
        leftCss: state.labelsCss,
        widthCss: Math.max(this.widthCss - state.labelsCss - RIGHT_MARGIN_CSS, 1),
      },
      observedNs: state.session.endNs,
      palette: this.palette,
      selectedOperation: state.selection?.kind === 'operation' ? state.selection.id : 0,
      selectedCall: state.selection?.kind === 'call' ? state.selection.id : 0,
      hits: this.search.filtered,
    };
    const layout = this.layoutFor(index, state);
    const { widthCss, heightCss, scrollCss } = this;
    return {
      frame,
      layout,
      density: this.densityFor(frame),
      state,
      scrollCss,
      stickyCss: stickyCssOf(layout, heightCss - HEADER_CSS),
      widthCss,
      heightCss,
      hoverLane: this.hoverLane,
      dropCss: this.dropCss,
    };
  }

  /** Whether all that the store holds is laid out: what has just come may have to wait (see `layoutFor`). */
  get isLaidOut(): boolean {
    return this.layoutRevision === this.store.getState().revision;
  }

  /** Ends a glide where it is: what a hand does begins from what the eye sees. */
  settle(): void {
    const scene = this.glide.isUnderway ? this.scene() : undefined;
    if (scene !== undefined) this.store.getState().setView(scene.frame.scale);
  }

  scrollBy(deltaCss: number): void {
    this.scrollTo(this.scrollCss + deltaCss);
    this.invalidate();
  }

  /** As far as there are lanes. */
  private scrollTo(css: number): void {
    const most = Math.max((this.layout?.heightCss ?? 0) - (this.heightCss - HEADER_CSS), 0);
    this.scrollCss = Math.min(Math.max(css, 0), most);
  }

  /** Selects what the pointer is on: the lanes stay where they are, or a second click would meet another lane. */
  selectInPlace(selection: Selection): void {
    this.staysPut = true;
    this.store.getState().select(selection);
    this.staysPut = false;
  }

  /** The lane whose name the pointer is on. */
  pointAt(lane: string | undefined): void {
    if (this.hoverLane === lane) return;
    this.hoverLane = lane;
    this.invalidate();
  }

  /** Where a lane that is dragged would go; undefined: none is, or it would stay. */
  showDrop(yCss: number | undefined): void {
    this.dropCss = yCss;
    this.invalidate();
  }

  /** The lane that commands are about: that of the selection, or else the one whose name is pointed at. */
  get currentLane(): PlacedLane | undefined {
    const { layout } = this;
    const { selection } = this.store.getState();
    if (layout === undefined) return undefined;
    const selected = selection === undefined ? undefined : anchoredAt(layout, selection)?.placed;
    return selected ?? layout.lanes.find(({ lane }) => lane.id === this.hoverLane);
  }

  /** Scrolls by a part of what is in sight. */
  scrollByPart(part: number): void {
    this.scrollBy((this.heightCss - HEADER_CSS) * part);
  }

  /** New rows of a growing session are laid out as often as it costs little: with thousands of lanes not in every frame. */
  private layoutFor(index: TraceIndex, state: OverlookState): Layout {
    const layoutOf = [index, state.lanes];
    const now = performance.now();
    const isSame = same(layoutOf, this.layoutOf);
    const isStale = !isSame || state.revision !== this.layoutRevision;
    if (this.layout === undefined || (isStale && (!isSame || now >= this.layoutDueMs))) {
      this.layout = layOut(LANE_KINDS, index, state.lanes);
      this.layoutOf = layoutOf;
      this.layoutRevision = state.revision;
      const took = performance.now() - now;
      this.layoutDueMs = now + took * LAYOUT_REST;
      // Who asks for the layout draws it: another frame of the same would cost as much again.
      this.scrollTo(this.scrollCss);
    } else if (isStale && this.layoutTimer === undefined) {
      this.layoutTimer = setTimeout(() => {
        this.layoutTimer = undefined;
        this.invalidate();
      }, this.layoutDueMs - now);
    }
    return this.layout;
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
    const stickyCss = stickyCssOf(this.layout, visible);
    if (yCss < stickyCss) return;
    const above = yCss - 20 - stickyCss - this.scrollCss;
    const below = yCss + 20 - visible - this.scrollCss;
    if (above < 0) this.scrollBy(above);
    else if (below > 0) this.scrollBy(below);
  }

  /** A canvas that has changed its size is blank until it is drawn. */
  private resize(): void {
    if (this.fit()) this.draw();
  }

  /** Takes the size that the canvas has now. False: it has it already. */
  private fit(): boolean {
    const { clientWidth, clientHeight } = this.canvas;
    const isSame = this.widthCss === clientWidth && this.heightCss === clientHeight && this.ratio === devicePixelRatio;
    if (isSame) return false;
    this.widthCss = clientWidth;
    this.heightCss = clientHeight;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    if (this.ratio !== devicePixelRatio) this.palette = undefined;
    this.ratio = devicePixelRatio;
    this.scrollTo(this.scrollCss);
    return true;
  }

  private draw(): void {
    this.frameIsAsked = false;
    // Here, and not when the browser tells of it: it would be drawn twice in one frame.
    this.fit();
    const scene = this.scene();
    this.pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    if (this.glide.isUnderway) this.invalidate();
    if (scene !== undefined) {
      renderTimeline(this.pen, scene);
      return this.onDrawn?.(scene);
    }
    this.palette ??= readPalette(devicePixelRatio, this.pen);
    // The canvas is opaque: cleared, it would be black in either theme.
    this.pen.fillStyle = this.palette.colors.bg;
    this.pen.fillRect(0, 0, this.widthCss, this.heightCss);
  }
}

/** What others say in words: the canvas draws nothing of it. */
const WORDS: ReadonlySet<string> = new Set<keyof OverlookState>([
  'panels',
  'progress',
  'loading',
  'tooBig',
  'problem',
  'host',
  'connection',
  'isUpToDate',
]);

function isDrawnOtherwise(state: OverlookState, before: OverlookState): boolean {
  return Object.entries(state).some(
    ([name, value]) => value !== before[name as keyof OverlookState] && !WORDS.has(name),
  );
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
