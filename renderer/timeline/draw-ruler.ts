import { formatMomentShort } from '../format/format-duration.ts';
import { OVERVIEW_CSS } from './draw-overview.ts';
import type { Frame, Pen } from './pen.ts';
import { rulerTicks } from './ruler-ticks.ts';
import { toCss } from './time-scale.ts';

export const RULER_CSS = 24;
export const MARKS_CSS = 20;
/** Everything above the lanes. */
export const HEADER_CSS = OVERVIEW_CSS + RULER_CSS + MARKS_CSS;

/** The box in the ruler that carries the cursor's time; undefined when the cursor is out of view. */
function cursorBox(frame: Frame, cursorNs: number): { xCss: number; leftCss: number; widthCss: number } | undefined {
  const { scale, palette } = frame;
  if (cursorNs < scale.startNs || cursorNs > scale.endNs) return undefined;
  const xCss = Math.round(toCss(scale, cursorNs));
  const widthCss = formatMomentShort(cursorNs).length * palette.charCss + 12;
  const rightmost = scale.leftCss + scale.widthCss - widthCss;
  return { xCss, leftCss: Math.min(Math.max(xCss - widthCss / 2, scale.leftCss), rightmost), widthCss };
}

/** The ruler's ticks, with fine lines down through the lanes. A label that the cursor's box would cut is left out. */
export function drawRuler(pen: Pen, frame: Frame, cursorNs: number, heightCss: number): void {
  const { scale, palette } = frame;
  const { colors } = palette;
  const right = scale.leftCss + scale.widthCss;
  pen.fillStyle = colors.panel;
  pen.fillRect(0, OVERVIEW_CSS, right, RULER_CSS + MARKS_CSS);
  pen.font = palette.monoFont;
  const box = cursorBox(frame, cursorNs);
  for (const tick of rulerTicks(scale, scale.widthCss)) {
    const xCss = Math.round(toCss(scale, tick.ns));
    if (xCss < scale.leftCss) continue;
    pen.fillStyle = colors['line-soft'];
    pen.fillRect(xCss, HEADER_CSS, 1, heightCss - HEADER_CSS);
    pen.fillStyle = colors.line;
    pen.fillRect(xCss, OVERVIEW_CSS + 13, 1, RULER_CSS + MARKS_CSS - 13);
    const endCss = xCss + 5 + tick.label.length * palette.charCss;
    if (endCss > right) continue;
    if (box !== undefined && endCss > box.leftCss && xCss < box.leftCss + box.widthCss) continue;
    pen.fillStyle = colors['text-2'];
    pen.fillText(tick.label, xCss + 5, OVERVIEW_CSS + 16);
  }
  pen.fillStyle = colors.line;
  pen.fillRect(0, HEADER_CSS - 1, right, 1);
}

/** The end of what was observed: a line, and nothing but shade beyond. */
export function drawObservedEnd(pen: Pen, frame: Frame, heightCss: number): void {
  const { scale, observedNs, palette } = frame;
  const xCss = toCss(scale, observedNs);
  const right = scale.leftCss + scale.widthCss;
  if (xCss >= right) return;
  const from = Math.max(xCss, scale.leftCss);
  pen.globalAlpha = 0.6;
  pen.fillStyle = palette.colors.raised;
  pen.fillRect(from, HEADER_CSS, right - from, heightCss - HEADER_CSS);
  pen.globalAlpha = 1;
  if (xCss < scale.leftCss) return;
  pen.fillStyle = palette.colors['text-3'];
  pen.fillRect(Math.round(xCss), HEADER_CSS, 1, heightCss - HEADER_CSS);
}

/** The cursor: a line through everything, carrying its time. */
export function drawCursor(pen: Pen, frame: Frame, cursorNs: number, heightCss: number): void {
  const { palette } = frame;
  const box = cursorBox(frame, cursorNs);
  if (box === undefined) return;
  pen.fillStyle = palette.colors.cursor;
  pen.fillRect(box.xCss, OVERVIEW_CSS, 1, heightCss - OVERVIEW_CSS);
  pen.beginPath();
  pen.roundRect(box.leftCss, OVERVIEW_CSS + 3, box.widthCss, 17, 3);
  pen.fill();
  pen.font = palette.labelFont;
  pen.fillStyle = palette.colors.bg;
  pen.fillText(formatMomentShort(cursorNs), box.leftCss + 6, OVERVIEW_CSS + 15.5);
}
