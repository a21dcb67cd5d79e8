import { stateColors, type FillName, type Frame, type Pen } from './pen.ts';
import { placeSpan } from './time-scale.ts';

export const BAR_CSS = 14;
const LABEL_PADDING_CSS = 5;

export interface BarLook {
  readonly fill: FillName;
  readonly label?: string;
  readonly heightCss?: number;
  /** Drawn at least so wide. */
  readonly minCss?: number;
  readonly alpha?: number;
}

/** Draws one bar, with its label where the label fits. `yCss` is its upper edge. Returns whether it was in view. */
export function drawBar(pen: Pen, frame: Frame, fromNs: number, toNs: number, yCss: number, look: BarLook): boolean {
  const place = placeSpan(frame.scale, fromNs, toNs, look.minCss);
  if (place === undefined) return false;
  const { xCss, wCss } = place;
  const heightCss = look.heightCss ?? BAR_CSS;
  pen.fillStyle = frame.palette.fills[look.fill];
  if (look.alpha !== undefined) pen.globalAlpha = look.alpha;
  if (wCss < 5 || heightCss < 6) pen.fillRect(xCss, yCss, wCss, heightCss);
  else {
    pen.beginPath();
    pen.roundRect(xCss, yCss, wCss, heightCss, 2);
    pen.fill();
  }
  if (look.alpha !== undefined) pen.globalAlpha = 1;
  if (look.label !== undefined) drawLabel(pen, frame, look.label, look.fill, xCss, wCss, yCss + heightCss);
  return true;
}

function drawLabel(
  pen: Pen,
  frame: Frame,
  label: string,
  fill: FillName,
  xCss: number,
  wCss: number,
  bottomCss: number,
): void {
  const { palette } = frame;
  const text = fitText(label, wCss - 2 * LABEL_PADDING_CSS, palette.charCss);
  if (text === undefined) return;
  const still = fill === 'wait';
  const ink = still ? 'text-2' : fill === 'unnoticed' ? 'on-unnoticed' : fill === 'call' ? 'on-call' : 'on-bar';
  // The pattern must not strike the letters through.
  pen.fillStyle = palette.colors[stateColors[fill]];
  pen.fillRect(xCss + LABEL_PADDING_CSS - 2, bottomCss - BAR_CSS + 1, text.length * palette.charCss + 4, BAR_CSS - 2);
  pen.font = still ? palette.monoFont : palette.labelFont;
  pen.fillStyle = palette.colors[ink];
  pen.fillText(text, xCss + LABEL_PADDING_CSS, bottomCss - 3.5);
}

/** The text, or as much of it as fits with an ellipsis; undefined when not even four letters do. */
export function fitText(text: string, widthCss: number, charCss: number): string | undefined {
  const fits = Math.floor(widthCss / charCss);
  if (text.length <= fits) return text;
  return fits >= 5 ? `${text.slice(0, fits - 1)}…` : undefined;
}
