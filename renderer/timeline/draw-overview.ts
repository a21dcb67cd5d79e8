import type { Density } from '../../trace/index.ts';
import { formatDuration } from '../format/format-duration.ts';
import { misfortunes } from './operation-segments.ts';
import { bandsOf } from './mark-bands.ts';
import type { Frame, Pen } from './pen.ts';
import { stateColors } from './pen.ts';
import type { View } from './time-scale.ts';

export const OVERVIEW_CSS = 46;
/** One column and the gap after it. */
export const COLUMN_CSS = 2;
const BASE_CSS = 41;
const FULL_CSS = 34;
/** What went wrong stands above: where it is in every column, how full they are is still seen. */
const MISFORTUNE_CSS = 6;

/** Where the window of the view stands in the overview, in pixels from the canvas's left edge. */
export function overviewWindow(frame: Frame, session: View): { leftCss: number; rightCss: number } {
  const { leftCss, widthCss, startNs, endNs } = frame.scale;
  const at = (ns: number) =>
    leftCss + Math.min(Math.max((ns - session.startNs) / (session.endNs - session.startNs), 0), 1) * widthCss;
  return { leftCss: at(startNs), rightCss: at(endNs) };
}

/** Edges can be taken hold of from so far outside, and a little from inside. */
const EDGE_OUT_CSS = 5;
const EDGE_IN_CSS = 3;
/** A window narrower than this has no inside between its edges: it is moved. */
const NARROW_CSS = 10;

/** Which part of the window a point of the overview is on. Of a window on everything, only the edges can be moved. */
export function overviewPart(frame: Frame, session: View, xCss: number): 'left' | 'right' | 'inside' | 'outside' {
  const { leftCss, rightCss } = overviewWindow(frame, session);
  const isNarrow = rightCss - leftCss < NARROW_CSS;
  const inCss = isNarrow ? 0 : EDGE_IN_CSS;
  if (xCss >= leftCss - EDGE_OUT_CSS && xCss < leftCss + inCss) return 'left';
  if (xCss > rightCss - inCss && xCss <= rightCss + EDGE_OUT_CSS) return 'right';
  const showsAll = frame.scale.startNs <= session.startNs && frame.scale.endNs >= session.endNs;
  return xCss >= leftCss && xCss <= rightCss && !showsAll ? 'inside' : 'outside';
}

/** The moment under a point of the overview. */
export function overviewNs(frame: Frame, session: View, xCss: number): number {
  const { leftCss, widthCss } = frame.scale;
  return session.startNs + ((xCss - leftCss) / widthCss) * (session.endNs - session.startNs);
}

/** The whole session in a strip: how many operations stand in which wait, what went wrong, and what is in view. */
export function drawOverview(pen: Pen, frame: Frame, density: Density, session: View): void {
  const { palette, scale } = frame;
  const { colors } = palette;
  pen.fillStyle = colors.panel;
  pen.fillRect(0, 0, scale.leftCss + scale.widthCss, OVERVIEW_CSS);
  pen.font = palette.headFont;
  pen.fillStyle = colors['text-3'];
  pen.fillText(`whole session ${formatDuration(density.endNs)}`, 10, 27);
  drawDensity(pen, frame, density);
  drawLosses(pen, frame, density.endNs);
  drawWindow(pen, frame, session);
  pen.fillStyle = colors.line;
  pen.fillRect(0, OVERVIEW_CSS - 1, scale.leftCss + scale.widthCss, 1);
}

/** The columns: how many operations stand in each wait, one on the other, and the worst that happened. */
export function drawDensity(pen: Pen, frame: Frame, density: Density): void {
  const { scale } = frame;
  const { colors } = frame.palette;
  const layers = [
    [density.waits[0]!, 'in-flight', 0.6],
    [density.waits[2]!, 'unfetched', 0.85],
    [density.waits[1]!, 'unnoticed', 0.95],
  ] as const;
  for (let i = 0; i < density.columns; i++) {
    const xCss = scale.leftCss + i * COLUMN_CSS;
    let yCss = BASE_CSS;
    for (const [values, color, alpha] of layers) {
      const heightCss = ((values[i] ?? 0) / density.most) * FULL_CSS;
      if (heightCss <= 0) continue;
      pen.globalAlpha = alpha;
      pen.fillStyle = colors[color];
      pen.fillRect(xCss, yCss - heightCss, COLUMN_CSS - 0.4, heightCss);
      yCss -= heightCss;
    }
    pen.globalAlpha = 1;
    if (yCss === BASE_CSS && density.issued[i]! > 0) {
      pen.fillStyle = colors.fetched;
      pen.fillRect(xCss, BASE_CSS - 2, COLUMN_CSS - 0.4, 2);
    }
    const worst = misfortunes[density.worst[i]!];
    if (worst !== undefined) {
      pen.fillStyle = colors[stateColors[worst]];
      pen.fillRect(xCss, BASE_CSS - FULL_CSS - 3, COLUMN_CSS, MISFORTUNE_CSS);
    }
  }
}

/**
 * Where rows were lost there is no telling what happened: no stretch of it may look quiet. Over it every moment at which
 * memory was overrun.
 */
export function drawLosses(pen: Pen, frame: Frame, endNs: number): void {
  const { scale, palette, index } = frame;
  const atCss = (ns: number) => scale.leftCss + (ns / endNs) * scale.widthCss;
  const place = (fromNs: number, toNs: number) => ({
    xCss: atCss(fromNs),
    wCss: Math.max(atCss(toNs) - atCss(fromNs), COLUMN_CSS),
  });
  for (const [kind, fill, alpha] of [
    ['gap', palette.fills.gap, 0.6],
    ['overrun', palette.colors.failed, 1],
  ] as const) {
    pen.fillStyle = fill;
    pen.globalAlpha = alpha;
    for (const { xCss, wCss } of bandsOf(index.trace.marks, kind, place)) {
      pen.fillRect(xCss, BASE_CSS - FULL_CSS - 3, wCss, FULL_CSS + 3);
    }
  }
  pen.globalAlpha = 1;
}

function drawWindow(pen: Pen, frame: Frame, session: View): void {
  const { leftCss, rightCss } = overviewWindow(frame, session);
  const { colors } = frame.palette;
  const widthCss = Math.max(rightCss - leftCss, 3);
  pen.fillStyle = pen.strokeStyle = colors.accent;
  pen.globalAlpha = 0.13;
  pen.fillRect(leftCss, 2, widthCss, OVERVIEW_CSS - 5);
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.roundRect(leftCss + 0.5, 2.5, widthCss - 1, OVERVIEW_CSS - 6, 3);
  pen.stroke();
  if (widthCss < NARROW_CSS) return;
  for (const edge of [leftCss, rightCss]) {
    pen.beginPath();
    pen.roundRect(edge - 1.5, OVERVIEW_CSS / 2 - 8, 3, 14, 1.5);
    pen.fill();
  }
}
