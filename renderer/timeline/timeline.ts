import type { Library } from '../state/library.ts';
import { selectCursor, type OverlookState, type OverlookStore } from '../state/store.ts';
import {
  drawChain,
  drawCursor,
  drawLanes,
  drawRange,
  drawRuler,
  drawUnobserved,
  LABELS_CSS,
  RULER_CSS,
} from './draw-lanes.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import type { Hit } from './lane-kind.ts';
import { laneAt, layOut, type Layout } from './layout.ts';
import { drawOverview, measureDensity, OVERVIEW_CSS, type Density } from './overview.ts';
import { readPalette } from './palette.ts';
import type { Frame, Palette } from './pen.ts';
import { nsPerCss, toNs, type TimeScale } from './time-scale.ts';

const LANES_TOP_CSS = OVERVIEW_CSS + RULER_CSS;
/** Near enough to a bar to mean it. */
const HIT_CSS = 3;
const EMPTY: Layout = { groups: [], lanes: [], heightCss: 0 };

/** The parts of the canvas, from top to bottom; `labels` is left of all lanes. */
export type Region = 'overview' | 'ruler' | 'labels' | 'lanes';

/**
 * The canvas of the timeline, outside React: draws once a frame when something has changed, and answers what lies where.
 *
 * ```
 *          LABELS_CSS
 *   ┌─────────┬──────────────────────┐
 *   │         │ overview             │ OVERVIEW_CSS
 *   │         │ ruler                │ RULER_CSS
 *   │ labels  │ lanes, scrolled      │
 *   └─────────┴──────────────────────┘
 * ```
 */
export class Timeline {
  /** A stretch that is being chosen on the ruler. */
  range: { readonly fromNs: number; readonly toNs: number } | undefined;
  private scrollCss = 0;
  private width = 0;
  private height = 0;
  private palette: Palette | undefined;
  private paletteOf = '';
  private layout: Layout = EMPTY;
  private layoutOf: readonly unknown[] = [];
  private density: Density | undefined;
  private densityOf = '';
  private frameAsked = false;
  private playedAt: number | undefined;
  private readonly pen: CanvasRenderingContext2D;
  private readonly stop: () => void;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly store: OverlookStore,
    private readonly library: Library,
  ) {
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('This browser gives no 2D canvas');
    this.pen = pen;
    this.stop = store.subscribe(() => this.redraw());
    // Fonts that arrive later change the width of labels.
    void document.fonts.ready.then(() => {
      this.paletteOf = '';
      this.redraw();
    });
  }

  dispose(): void {
    this.stop();
  }

  resize(widthCss: number, heightCss: number): void {
    this.width = widthCss;
    this.height = heightCss;
    this.redraw();
  }

  /** Draws with the next frame; asked again before that, it draws once. */
  redraw(): void {
    if (this.frameAsked) return;
    this.frameAsked = true;
    requestAnimationFrame((now) => {
      this.frameAsked = false;
      this.play(now);
      this.draw();
    });
  }

  regionAt(xCss: number, yCss: number): Region {
    if (yCss < OVERVIEW_CSS) return 'overview';
    if (yCss < LANES_TOP_CSS) return 'ruler';
    return xCss < LABELS_CSS ? 'labels' : 'lanes';
  }

  timeAt(xCss: number): number {
    return toNs(this.scale(), xCss);
  }

  /** The moment of the whole session under a place of the overview. */
  overviewTimeAt(xCss: number): number {
    const { session } = this.store.getState();
    return ((xCss - LABELS_CSS) / Math.max(this.width - LABELS_CSS, 1)) * session.endNs;
  }

  nsPerCss(): number {
    return nsPerCss(this.scale());
  }

  hitAt(xCss: number, yCss: number): Hit | undefined {
    const inLanes = yCss - LANES_TOP_CSS + this.scrollCss;
    const placed = laneAt(this.layout, inLanes);
    if (placed === undefined) return undefined;
    const scale = this.scale();
    return placed.lane.hitTest({
      ns: toNs(scale, xCss),
      toleranceNs: nsPerCss(scale) * HIT_CSS,
      yCss: inLanes - placed.yCss,
    });
  }

  /** The group whose head is at a height of the canvas. */
  groupAt(yCss: number): string | undefined {
    const inLanes = yCss - LANES_TOP_CSS + this.scrollCss;
    return this.layout.groups.find((group) => inLanes >= group.yCss && inLanes < group.yCss + 24)?.id;
  }

  scrollBy(deltaCss: number): void {
    const most = Math.max(0, this.layout.heightCss - (this.height - LANES_TOP_CSS));
    this.scrollCss = Math.min(Math.max(this.scrollCss + deltaCss, 0), most);
    this.redraw();
  }

  private scale(): TimeScale {
    const { view } = this.store.getState();
    return { ...view, leftCss: LABELS_CSS, widthCss: Math.max(this.width - LABELS_CSS, 1) };
  }

  private play(now: number): void {
    const state = this.store.getState();
    if (!state.playing) {
      this.playedAt = undefined;
      return;
    }
    // What is in view passes in eight seconds.
    const stepNs = ((state.view.endNs - state.view.startNs) / 8000) * (now - (this.playedAt ?? now));
    this.playedAt = now;
    const next = selectCursor(state) + stepNs;
    state.setCursor(next);
    state.reveal(Math.min(next, state.session.endNs));
    if (next >= state.session.endNs) state.setPlaying(false);
    this.redraw();
  }

  private draw(): void {
    const state = this.store.getState();
    const index = this.library.shown?.index;
    const { pen } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const palette = this.currentPalette(state.theme, ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = palette.colors.bg;
    pen.fillRect(0, 0, this.width, this.height);
    if (index === undefined || this.width <= LABELS_CSS) return;
    const frame: Frame = {
      index,
      scale: this.scale(),
      observedNs: index.trace.endTime,
      palette,
      selectedOperation: state.selection?.kind === 'operation' ? state.selection.id : 0,
      selectedCall: state.selection?.kind === 'call' ? state.selection.id : 0,
    };
    this.updateLayout(frame, state);
    const place = { topCss: LANES_TOP_CSS, heightCss: this.height - LANES_TOP_CSS, scrollCss: this.scrollCss };
    drawUnobserved(pen, frame, place);
    drawLanes(pen, frame, this.layout, place);
    const selected = index.trace.operation(frame.selectedOperation);
    if (selected !== undefined) drawChain(pen, frame, this.layout, place, selected);
    drawRuler(pen, frame, OVERVIEW_CSS, index.trace.marks);
    if (this.range !== undefined) {
      drawRange(pen, frame, this.range.fromNs, this.range.toNs, OVERVIEW_CSS, this.height - OVERVIEW_CSS);
    }
    drawCursor(pen, frame, selectCursor(state), OVERVIEW_CSS, this.height);
    drawOverview(pen, palette, this.currentDensity(state), {
      leftCss: LABELS_CSS,
      widthCss: this.width - LABELS_CSS,
      sessionNs: state.session.endNs,
      view: state.view,
      title: `whole session ${(index.trace.endTime / 1e6).toFixed(1)} ms`,
    });
  }

  private updateLayout({ index }: Frame, { revision, collapsed }: OverlookState): void {
    const of = [index, revision, collapsed];
    if (of.every((part, i) => part === this.layoutOf[i])) return;
    this.layoutOf = of;
    this.layout = layOut(LANE_KINDS, index, collapsed);
    this.scrollBy(0);
  }

  private currentPalette(theme: string, ratio: number): Palette {
    const of = `${theme} ${ratio}`;
    if (this.palette === undefined || this.paletteOf !== of) {
      this.paletteOf = of;
      this.palette = readPalette(ratio, this.pen);
    }
    return this.palette;
  }

  private currentDensity({ revision }: OverlookState): Density {
    const columns = Math.max(Math.floor((this.width - LABELS_CSS) / 2), 1);
    const of = `${revision} ${columns}`;
    const trace = this.library.shown?.trace;
    if (this.density === undefined || this.densityOf !== of || trace === undefined) {
      this.densityOf = of;
      if (trace !== undefined) this.density = measureDensity(trace, columns);
    }
    return this.density ?? { inFlight: new Float32Array(0), unnoticed: new Float32Array(0), worst: [], most: 1 };
  }
}
