import { formatDuration } from '../format/format-duration.ts';
import type { Range } from '../state/view-slice.ts';
import { OVERVIEW_CSS } from './draw-overview.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import type { Frame, Pen } from './pen.ts';
import { toCss } from './time-scale.ts';

const LABEL_CSS = 17;
const ARROW_CSS = 4;

/** The range that was marked: its edges through everything, and how long it is. */
export function drawRange(pen: Pen, frame: Frame, range: Range, heightCss: number): void {
  const { scale, palette } = frame;
  const { colors } = palette;
  const right = scale.leftCss + scale.widthCss;
  const [from, to] = [toCss(scale, range.fromNs), toCss(scale, range.toNs)];
  if (to < scale.leftCss || from > right) return;
  const [left, end] = [Math.max(from, scale.leftCss), Math.min(to, right)];
  pen.fillStyle = colors.accent;
  pen.globalAlpha = 0.12;
  pen.fillRect(left, OVERVIEW_CSS, end - left, heightCss - OVERVIEW_CSS);
  pen.globalAlpha = 1;
  for (const edge of [from, to]) {
    if (edge >= scale.leftCss && edge <= right) {
      pen.fillRect(Math.round(edge), OVERVIEW_CSS, 1, heightCss - OVERVIEW_CSS);
    }
  }
  const text = formatDuration(range.toNs - range.fromNs);
  const widthCss = text.length * palette.charCss + 12;
  const yCss = HEADER_CSS + 4;
  const isInside = end - left >= widthCss + 6 * ARROW_CSS;
  if (isInside) drawArrows(pen, left, end, yCss + LABEL_CSS / 2, from >= scale.leftCss, to <= right);
  const besides = end + 4 + widthCss <= right ? end + 4 : left - 4 - widthCss;
  const labelCss = isInside ? (left + end - widthCss) / 2 : besides;
  pen.fillStyle = colors.accent;
  pen.beginPath();
  pen.roundRect(labelCss, yCss, widthCss, LABEL_CSS, 3);
  pen.fill();
  pen.font = palette.labelFont;
  pen.fillStyle = colors.bg;
  pen.fillText(text, labelCss + 6, yCss + 12.5);
}

function drawArrows(pen: Pen, left: number, right: number, yCss: number, hasFrom: boolean, hasTo: boolean): void {
  pen.fillRect(left, Math.round(yCss), right - left, 1);
  const head = (tip: number, back: number) => {
    pen.beginPath();
    pen.moveTo(tip, yCss + 0.5);
    pen.lineTo(back, yCss + 0.5 - ARROW_CSS);
    pen.lineTo(back, yCss + 0.5 + ARROW_CSS);
    pen.closePath();
    pen.fill();
  };
  if (hasFrom) head(left + 1, left + 1 + 2 * ARROW_CSS);
  if (hasTo) head(right, right - 2 * ARROW_CSS);
}
