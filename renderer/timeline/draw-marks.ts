import type { Mark } from '../../trace/index.ts';
import { fitText } from './draw-bar.ts';
import { OVERVIEW_CSS } from './draw-overview.ts';
import { HEADER_CSS, RULER_CSS } from './draw-ruler.ts';
import { bandsOf } from './mark-bands.ts';
import type { ColorName, Frame, Pen } from './pen.ts';
import { placeSpan, toCss } from './time-scale.ts';

const TOP_CSS = OVERVIEW_CSS + RULER_CSS;
/** A gap is never narrower. */
const GAP_CSS = 3;
const VEIL = 0.28;

/** Marks with a title, and their colour. */
const titled: Readonly<Partial<Record<Mark['kind'], { readonly line: ColorName; readonly text: ColorName }>>> = {
  chapter: { line: 'text-3', text: 'text-2' },
  gap: { line: 'leaked', text: 'leaked' },
  overrun: { line: 'failed', text: 'failed' },
};

/** The bands of gaps, over all lanes: what stands in one may be incomplete, and nothing there means nothing. */
export function drawGaps(pen: Pen, frame: Frame, marks: readonly Mark[], heightCss: number): void {
  const { scale, palette } = frame;
  for (const { xCss, wCss } of bandsOf(marks, 'gap', (from, to) => placeSpan(scale, from, to, GAP_CSS))) {
    pen.globalAlpha = VEIL;
    pen.fillStyle = palette.fills.gap;
    pen.fillRect(xCss, HEADER_CSS, wCss, heightCss - HEADER_CSS);
    pen.globalAlpha = 1;
    pen.fillStyle = palette.colors.leaked;
    if (wCss > GAP_CSS + 1) pen.fillRect(xCss, TOP_CSS, 1, heightCss - TOP_CSS);
    pen.fillRect(xCss + wCss - 1, HEADER_CSS, 1, heightCss - HEADER_CSS);
  }
}

/** Chapters, gaps, overruns and notes, in the strip below the ruler. An overrun is a line through all lanes. */
export function drawMarks(pen: Pen, frame: Frame, marks: readonly Mark[], heightCss: number): void {
  const { scale, palette } = frame;
  const { colors } = palette;
  const visible = marks.filter(({ time, since = time }) => time >= scale.startNs && since <= scale.endNs);
  const withTitle = visible
    .filter(({ kind }) => titled[kind] !== undefined)
    .toSorted((a, b) => startOf(a) - startOf(b));
  withTitle.forEach((mark, i) => {
    const look = titled[mark.kind];
    if (look === undefined) return;
    const xCss = Math.max(Math.round(toCss(scale, startOf(mark))), scale.leftCss);
    const next = withTitle[i + 1];
    const nextCss = next === undefined ? scale.leftCss + scale.widthCss : toCss(scale, startOf(next));
    pen.fillStyle = colors[look.line];
    if (mark.kind === 'overrun') pen.fillRect(xCss, TOP_CSS, 2, heightCss - TOP_CSS);
    else if (mark.kind === 'chapter') pen.fillRect(xCss, TOP_CSS, 1, HEADER_CSS - TOP_CSS);
    const text = fitText(titleOf(frame, mark), nextCss - xCss - 10, palette.charCss);
    if (text === undefined) return;
    pen.font = palette.monoFont;
    pen.fillStyle = colors[look.text];
    pen.fillText(text, xCss + 5, TOP_CSS + 11);
  });
  pen.fillStyle = colors.accent;
  for (const mark of visible) if (mark.kind === 'note') drawNote(pen, toCss(scale, mark.time));
}

function startOf({ time, since = time }: Mark): number {
  return since;
}

/** What was lost or overrun says whose it was. */
function titleOf(frame: Frame, { kind, text, thread }: Mark): string {
  if (kind === 'chapter') return text;
  const name = frame.index.trace.threads.get(thread)?.name;
  const said = kind === 'overrun' ? `memory was overrun: ${text}` : text;
  return name === undefined ? said : `${name}: ${said}`;
}

function drawNote(pen: Pen, xCss: number): void {
  pen.beginPath();
  pen.moveTo(xCss - 4, HEADER_CSS - 1);
  pen.lineTo(xCss, HEADER_CSS - 6);
  pen.lineTo(xCss + 4, HEADER_CSS - 1);
  pen.closePath();
  pen.fill();
}
