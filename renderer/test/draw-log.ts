import type { ColorName, FillName, Palette, Pen } from '../timeline/pen.ts';

/** Colours and fills that are their own names, so that a log reads like a legend. Characters are 6 pixels wide. */
export const namedPalette: Palette = {
  colors: new Proxy({} as Record<ColorName, string>, { get: (_, name) => String(name) }),
  fills: new Proxy({} as Record<FillName, string>, { get: (_, name) => `▒${String(name)}` }),
  monoFont: 'mono',
  labelFont: 'label',
  headFont: 'head',
  charCss: 6,
};

/**
 * A pen that draws nothing and tells everything, a line for each thing that would be seen:
 *
 * ```
 * ▒in-flight 20,4 30×14          a rectangle, round or not: style, left,top width×height
 * text "WSARecv #1" 25,14.5
 * line event 0,18 50,18 50,5     a path that was stroked
 * ```
 *
 * With `showsAlpha` what shines through says so at its end: `port 20,4 1×14 α0.4`.
 */
export class DrawLog implements Pen {
  readonly lines: string[] = [];
  fillStyle: Pen['fillStyle'] = '';
  strokeStyle: Pen['strokeStyle'] = '';
  lineWidth = 1;
  globalAlpha = 1;
  font = '';
  private path: string[] = [];

  constructor(private readonly showsAlpha = false) {}

  /** What was drawn in one style. */
  of(style: string): string[] {
    return this.lines.filter((line) => line.startsWith(`${style} `)).map((line) => line.slice(style.length + 1));
  }

  fillRect(x: number, y: number, w: number, h: number): void {
    this.say(`${name(this.fillStyle)} ${box(x, y, w, h)}`);
  }
  strokeRect(x: number, y: number, w: number, h: number): void {
    this.say(`outline ${name(this.strokeStyle)} ${box(x, y, w, h)}`);
  }
  fillText(text: string, x: number, y: number): void {
    this.say(`text "${text}" ${round(x)},${round(y)}`);
  }
  beginPath(): void {
    this.path = [];
  }
  moveTo(x: number, y: number): void {
    this.path.push(`${round(x)},${round(y)}`);
  }
  lineTo(x: number, y: number): void {
    this.path.push(`${round(x)},${round(y)}`);
  }
  bezierCurveTo(_1: number, _2: number, _3: number, _4: number, x: number, y: number): void {
    this.path.push(`~${round(x)},${round(y)}`);
  }
  rect(x: number, y: number, w: number, h: number): void {
    this.path.push(box(x, y, w, h));
  }
  roundRect(x: number, y: number, w: number, h: number): void {
    this.path.push(box(x, y, w, h));
  }
  fill(): void {
    this.say(`${name(this.fillStyle)} ${this.path.join(' ')}`);
  }
  stroke(): void {
    this.say(`line ${name(this.strokeStyle)} ${this.path.join(' ')}`);
  }
  private say(line: string): void {
    this.lines.push(this.showsAlpha && this.globalAlpha !== 1 ? `${line} α${this.globalAlpha}` : line);
  }
  closePath(): void {}
  clip(): void {}
  save(): void {}
  restore(): void {}
  setLineDash(): void {}
}

/** The palette of a log has names only: anything else did not come from it. */
const name = (style: Pen['fillStyle']) => (typeof style === 'string' ? style : 'no name');
const round = (value: number) => Math.round(value * 10) / 10;
const box = (x: number, y: number, w: number, h: number) => `${round(x)},${round(y)} ${round(w)}×${round(h)}`;
