import type { Mark, Operation } from '../../trace/index.ts';
import { formatMomentShort } from '../format/format-duration.ts';
import { chainOf } from './chain.ts';
import { fitText } from './draw-bar.ts';
import { anchorAt, GROUP_CSS, type Layout } from './layout.ts';
import type { Frame, Pen } from './pen.ts';
import { rulerTicks } from './ruler-ticks.ts';
import { toCss } from './time-scale.ts';

export const RULER_CSS = 24;
export const LABELS_CSS = 168;
const LABEL_CSS = { indent: 22, baseline: 15 };
const CURSOR_LABEL_CSS = 92;

/** Where the lanes are on the canvas: below `topCss`, `heightCss` high, moved up by `scrollCss`. */
export interface LanesPlace {
  readonly topCss: number;
  readonly heightCss: number;
  readonly scrollCss: number;
}

/** Draws every group and lane that is in view. */
export function drawLanes(pen: Pen, frame: Frame, layout: Layout, place: LanesPlace): void {
  const { scale, palette } = frame;
  const rightCss = scale.leftCss + scale.widthCss;
  const top = place.topCss - place.scrollCss;
  const isVisible = (yCss: number, heightCss: number) =>
    top + yCss + heightCss > place.topCss && top + yCss < place.topCss + place.heightCss;

  pen.save();
  pen.beginPath();
  pen.rect(0, place.topCss, rightCss, place.heightCss);
  pen.clip();
  drawGrid(pen, frame, place);
  for (const { yCss, title, collapsed, count } of layout.groups) {
    if (!isVisible(yCss, GROUP_CSS)) continue;
    pen.fillStyle = palette.colors.line;
    pen.fillRect(0, Math.round(top + yCss), rightCss, 1);
    pen.fillStyle = palette.colors['text-3'];
    pen.font = palette.headFont;
    pen.fillText(`${collapsed ? '▸' : '▾'} ${title}${collapsed ? `  ${count}` : ''}`, 10, top + yCss + 17);
  }
  for (const { lane, yCss } of layout.lanes) {
    if (!isVisible(yCss, lane.heightCss)) continue;
    pen.fillStyle = palette.colors['text-2'];
    pen.font = palette.monoFont;
    const label = fitText(lane.label, LABELS_CSS - LABEL_CSS.indent - 4, palette.charCss) ?? '';
    pen.fillText(label, LABEL_CSS.indent, top + yCss + LABEL_CSS.baseline);
  }
  pen.beginPath();
  pen.rect(scale.leftCss, place.topCss, scale.widthCss, place.heightCss);
  pen.clip();
  for (const { lane, yCss } of layout.lanes) if (isVisible(yCss, lane.heightCss)) lane.draw(pen, frame, top + yCss);
  pen.restore();
}

function drawGrid(pen: Pen, { scale, palette }: Frame, place: LanesPlace): void {
  pen.fillStyle = palette.colors['line-soft'];
  for (const { ns } of rulerTicks(scale, scale.widthCss)) {
    pen.fillRect(Math.round(toCss(scale, ns)), place.topCss, 1, place.heightCss);
  }
}

/** The arrows from step to step of one operation's life. */
export function drawChain(pen: Pen, frame: Frame, layout: Layout, place: LanesPlace, operation: Operation): void {
  const { scale, palette } = frame;
  pen.save();
  pen.beginPath();
  pen.rect(scale.leftCss, place.topCss, scale.widthCss, place.heightCss);
  pen.clip();
  pen.strokeStyle = pen.fillStyle = palette.colors.accent;
  pen.lineWidth = 1.4;
  for (const { from, to } of chainOf(frame.index.trace, operation)) {
    const [fromCss, toAnchorCss] = [anchorAt(layout, from.anchor), anchorAt(layout, to.anchor)];
    if (fromCss === undefined || toAnchorCss === undefined) continue;
    const offset = place.topCss - place.scrollCss;
    arrow(pen, toCss(scale, from.ns), fromCss + offset, toCss(scale, to.ns), toAnchorCss + offset);
  }
  pen.restore();
}

function arrow(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  const down = y2 > y1 ? 1 : -1;
  // From the lower edge of a bar to the upper edge of the next, or the reverse.
  const [start, end] = [y1 + 7 * down, y2 - 8 * down];
  const bow = Math.min(Math.abs(end - start) / 3, 26);
  pen.beginPath();
  pen.moveTo(x1, start);
  pen.bezierCurveTo(x1 + bow, (start + end) / 2, x2 - bow, (start + end) / 2, x2, end);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x2, end + 2 * down);
  pen.lineTo(x2 - 4, end - 5 * down);
  pen.lineTo(x2 + 3, end - 5 * down);
  pen.closePath();
  pen.fill();
}

/** The ruler: ticks, and the moments that were marked: chapters, notes, lost rows. */
export function drawRuler(pen: Pen, frame: Frame, topCss: number, marks: readonly Mark[]): void {
  const { scale, palette } = frame;
  const { colors } = palette;
  const right = scale.leftCss + scale.widthCss;
  pen.fillStyle = colors.panel;
  pen.fillRect(0, topCss, right, RULER_CSS);
  pen.fillStyle = colors.line;
  pen.fillRect(0, topCss + RULER_CSS - 1, right, 1);
  pen.save();
  pen.beginPath();
  pen.rect(scale.leftCss, topCss, scale.widthCss, RULER_CSS);
  pen.clip();
  pen.font = palette.monoFont;
  for (const { ns, label } of rulerTicks(scale, scale.widthCss)) {
    const x = Math.round(toCss(scale, ns));
    pen.fillStyle = colors.line;
    pen.fillRect(x, topCss + 15, 1, 9);
    pen.fillStyle = colors['text-2'];
    pen.fillText(label, x + 4, topCss + 15);
  }
  for (const mark of marks) {
    if (mark.time < scale.startNs || mark.time > scale.endNs) continue;
    const x = toCss(scale, mark.time);
    pen.fillStyle = colors[mark.kind === 'gap' ? 'failed' : mark.kind === 'chapter' ? 'accent' : 'text-3'];
    pen.beginPath();
    pen.moveTo(x - 4, topCss + RULER_CSS - 7);
    pen.lineTo(x + 4, topCss + RULER_CSS - 7);
    pen.lineTo(x, topCss + RULER_CSS - 1);
    pen.closePath();
    pen.fill();
  }
  pen.restore();
}

/** The cursor through all lanes, with its time on the ruler. */
export function drawCursor(pen: Pen, frame: Frame, ns: number, topCss: number, bottomCss: number): void {
  const { scale, palette } = frame;
  if (ns < scale.startNs || ns > scale.endNs) return;
  const x = Math.round(toCss(scale, ns));
  pen.fillStyle = palette.colors.cursor;
  pen.fillRect(x, topCss, 1, bottomCss - topCss);
  const left = Math.min(
    Math.max(x - CURSOR_LABEL_CSS / 2, scale.leftCss),
    scale.leftCss + scale.widthCss - CURSOR_LABEL_CSS,
  );
  pen.beginPath();
  pen.roundRect(left, topCss + 3, CURSOR_LABEL_CSS, 17, 3);
  pen.fill();
  pen.fillStyle = palette.colors.bg;
  pen.font = palette.labelFont;
  const text = formatMomentShort(ns);
  pen.fillText(text, left + (CURSOR_LABEL_CSS - text.length * palette.charCss) / 2, topCss + 15.5);
}

/** A stretch that is being chosen on the ruler. */
export function drawRange(
  pen: Pen,
  { scale, palette }: Frame,
  fromNs: number,
  toNs: number,
  topCss: number,
  heightCss: number,
): void {
  const [from, to] = [toCss(scale, Math.min(fromNs, toNs)), toCss(scale, Math.max(fromNs, toNs))];
  pen.fillStyle = palette.colors.accent;
  pen.globalAlpha = 0.18;
  pen.fillRect(from, topCss, to - from, heightCss);
  pen.globalAlpha = 1;
}

/** The moment at which the window stops being drawn: nothing was observed beyond. */
export function drawUnobserved(pen: Pen, { scale, palette, observedNs }: Frame, place: LanesPlace): void {
  const x = toCss(scale, observedNs);
  const right = scale.leftCss + scale.widthCss;
  if (x >= right) return;
  pen.fillStyle = palette.colors.panel;
  pen.globalAlpha = 0.6;
  pen.fillRect(Math.max(x, scale.leftCss), place.topCss, right - Math.max(x, scale.leftCss), place.heightCss);
  pen.globalAlpha = 1;
}
