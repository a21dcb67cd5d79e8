import { PINNED } from '../state/lanes-slice.ts';
import { fitText } from './draw-bar.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import type { ChainLink } from './chain.ts';
import { anchorAt, GROUP_CSS, lanesBetween, toCanvasCss, type PlacedGroup, type PlacedLane } from './layout.ts';
import type { Frame, Pen } from './pen.ts';
import type { Scene } from './render.ts';
import { toCss } from './time-scale.ts';

const NAME_CSS = 22;
/** The pin stands at the right end of a lane's name. */
export const PIN_CSS = 22;

/** Draws the groups and the lanes that are in sight: those that scroll, and over them those that stand still. */
export function drawLanes(pen: Pen, scene: Scene): void {
  const { scrollCss, stickyCss, heightCss, widthCss, frame } = scene;
  const top = HEADER_CSS + stickyCss;
  pen.save();
  pen.beginPath();
  pen.rect(0, top, widthCss, heightCss - top);
  pen.clip();
  drawBetween(pen, scene, stickyCss + scrollCss, scrollCss + heightCss - HEADER_CSS, HEADER_CSS - scrollCss);
  pen.restore();
  if (stickyCss === 0) return;
  drawBetween(pen, scene, 0, stickyCss - 1, HEADER_CSS);
  pen.fillStyle = frame.palette.colors['text-3'];
  pen.fillRect(0, top - 1, widthCss, 1);
}

/** What stands between two heights of the layout, whose top is at a height of the canvas. */
function drawBetween(pen: Pen, scene: Scene, fromCss: number, toCss_: number, topCss: number): void {
  const { frame, layout } = scene;
  for (const group of layout.groups) {
    if (group.yCss + GROUP_CSS > fromCss && group.yCss <= toCss_) drawGroup(pen, frame, group, topCss + group.yCss);
  }
  for (const placed of lanesBetween(layout, fromCss, toCss_)) drawLane(pen, scene, placed, topCss + placed.yCss);
}

function drawGroup(pen: Pen, { scale, palette }: Frame, group: PlacedGroup, yCss: number): void {
  const { colors } = palette;
  const { title, count, left, collapsed } = group;
  if (group.yCss > 0) {
    pen.fillStyle = colors.line;
    pen.fillRect(0, yCss, scale.leftCss + scale.widthCss, 1);
  }
  drawTriangle(pen, colors['text-3'], yCss + 13, collapsed);
  pen.font = palette.headFont;
  pen.fillStyle = colors['text-3'];
  const text = left < count ? `${title} · ${left} of ${count}` : collapsed ? `${title} · ${count}` : title;
  pen.fillText(text, NAME_CSS, yCss + 17);
}

function drawLane(pen: Pen, scene: Scene, { lane, heightCss, group }: PlacedLane, yCss: number): void {
  const { frame, hoverLane } = scene;
  const { scale, palette } = frame;
  const hasPin = group === PINNED || lane.id === hoverLane;
  const labelCss = scale.leftCss - NAME_CSS - (hasPin ? PIN_CSS : 4);
  pen.font = palette.monoFont;
  pen.fillStyle = palette.colors.text;
  const label = fitText(lane.label, labelCss, palette.charCss);
  if (label !== undefined) pen.fillText(label, NAME_CSS, yCss + 15);
  if (hasPin) {
    pen.fillStyle = palette.colors[group === PINNED ? 'accent' : lane.id === hoverLane ? 'text-2' : 'text-3'];
    drawPin(pen, scale.leftCss - PIN_CSS / 2 - 2, yCss + 11);
  }
  pen.save();
  pen.beginPath();
  pen.rect(scale.leftCss, yCss - 2, scale.widthCss, heightCss + 4);
  pen.clip();
  lane.draw(pen, frame, yCss);
  pen.restore();
}

/** A drawing pin, about a point. */
function drawPin(pen: Pen, xCss: number, yCss: number): void {
  pen.fillRect(xCss - 4, yCss - 6, 8, 2);
  pen.fillRect(xCss - 2, yCss - 4, 4, 4);
  pen.beginPath();
  pen.moveTo(xCss - 5, yCss + 2);
  pen.lineTo(xCss - 2, yCss - 1);
  pen.lineTo(xCss + 2, yCss - 1);
  pen.lineTo(xCss + 5, yCss + 2);
  pen.closePath();
  pen.fill();
  pen.fillRect(xCss - 0.5, yCss + 2, 1, 5);
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

/** Where a lane that is dragged would come to stand. */
export function drawDrop(pen: Pen, scene: Scene): void {
  if (scene.dropCss === undefined) return;
  pen.fillStyle = scene.frame.palette.colors.accent;
  pen.fillRect(8, toCanvasCss(scene, scene.dropCss) - 1, scene.frame.scale.leftCss - 8, 2);
}

/** The arrows of the selected operation. What is folded away has none. */
export function drawChain(pen: Pen, scene: Scene, links: readonly ChainLink[]): void {
  const { scale, palette } = scene.frame;
  pen.strokeStyle = pen.fillStyle = palette.colors.accent;
  pen.lineWidth = 1.4;
  for (const { from, to } of links) {
    const fromY = anchorAt(scene.layout, from.anchor);
    const toY = anchorAt(scene.layout, to.anchor);
    if (fromY === undefined || toY === undefined) continue;
    const down = toY > fromY;
    const y1 = toCanvasCss(scene, fromY) + (down ? 8 : -8);
    const y2 = toCanvasCss(scene, toY) + (down ? -9 : 9);
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
