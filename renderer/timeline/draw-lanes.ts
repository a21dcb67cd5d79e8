import { fitText } from './draw-bar.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import { anchorAt, type Layout } from './layout.ts';
import type { ChainLink } from './chain.ts';
import type { Frame, Pen } from './pen.ts';
import { toCss } from './time-scale.ts';

/** Draws the groups and the lanes that are in sight. `scrollCss` is how far the lanes are scrolled up. */
export function drawLanes(pen: Pen, frame: Frame, layout: Layout, scrollCss: number, heightCss: number): void {
  const { scale, palette } = frame;
  const { colors } = palette;
  const right = scale.leftCss + scale.widthCss;
  const top = HEADER_CSS - scrollCss;
  for (const group of layout.groups) {
    const yCss = top + group.yCss;
    if (yCss > heightCss || yCss < HEADER_CSS - 30) continue;
    if (group.yCss > 0) {
      pen.fillStyle = colors.line;
      pen.fillRect(0, yCss, right, 1);
    }
    drawTriangle(pen, colors['text-3'], yCss + 13, group.collapsed);
    pen.font = palette.headFont;
    pen.fillStyle = colors['text-3'];
    pen.fillText(group.collapsed ? `${group.title} · ${group.count}` : group.title, 22, yCss + 17);
  }
  for (const { lane, yCss: y } of layout.lanes) {
    const yCss = top + y;
    if (yCss + lane.heightCss < HEADER_CSS) continue;
    if (yCss > heightCss) break;
    pen.font = palette.monoFont;
    pen.fillStyle = colors.text;
    const label = fitText(lane.label, scale.leftCss - 26, palette.charCss);
    if (label !== undefined) pen.fillText(label, 22, yCss + 15);
    pen.save();
    pen.beginPath();
    pen.rect(scale.leftCss, yCss - 2, scale.widthCss, lane.heightCss + 4);
    pen.clip();
    lane.draw(pen, frame, yCss);
    pen.restore();
  }
}

function drawTriangle(pen: Pen, color: string, yCss: number, collapsed: boolean): void {
  pen.fillStyle = color;
  pen.beginPath();
  if (collapsed) {
    pen.moveTo(11, yCss - 4);
    pen.lineTo(16, yCss);
    pen.lineTo(11, yCss + 4);
  } else {
    pen.moveTo(9, yCss - 2);
    pen.lineTo(17, yCss - 2);
    pen.lineTo(13, yCss + 3);
  }
  pen.closePath();
  pen.fill();
}

/** The arrows of the selected operation. What is folded away has none. */
export function drawChain(
  pen: Pen,
  frame: Frame,
  layout: Layout,
  links: readonly ChainLink[],
  scrollCss: number,
): void {
  const { scale, palette } = frame;
  pen.strokeStyle = pen.fillStyle = palette.colors.accent;
  pen.lineWidth = 1.4;
  for (const { from, to } of links) {
    const fromY = anchorAt(layout, from.anchor);
    const toY = anchorAt(layout, to.anchor);
    if (fromY === undefined || toY === undefined) continue;
    const down = toY > fromY;
    const y1 = HEADER_CSS - scrollCss + fromY + (down ? 8 : -8);
    const y2 = HEADER_CSS - scrollCss + toY + (down ? -9 : 9);
    const x1 = toCss(scale, from.ns);
    const x2 = toCss(scale, to.ns);
    const bend = (y2 - y1) / 2;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x2, y2 + (down ? 3 : -3));
    pen.lineTo(x2 - 3.5, y2 + (down ? -3 : 3));
    pen.lineTo(x2 + 3.5, y2 + (down ? -3 : 3));
    pen.closePath();
    pen.fill();
  }
}
