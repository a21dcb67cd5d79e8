import type { FillName } from '../../timeline/pen.ts';
import type { TimeScale } from '../../timeline/time-scale.ts';

/** What a slow renderer is shown. Numbers of operations and calls are 0 where none is selected. */
export interface SlowView {
  readonly scale: TimeScale;
  readonly observedNs: number;
  readonly selectedOperation: number;
  readonly selectedCall: number;
  /** The numbers of the operations that are looked for; undefined: nothing is. */
  readonly sought: ReadonlySet<number> | undefined;
}

export const BAR = 14;
const ONE_COLOR: Partial<Record<FillName, string>> = { aborted: 'cancelled', gap: 'leaked' };

/** The colour of a state, by its name. */
export const colorOf = (fill: FillName): string => ONE_COLOR[fill] ?? fill;

/**
 * Draws as a DrawLog says it, by arithmetic of its own. What is in one layer may be drawn in any order; a later layer lies
 * over all before.
 */
export class SlowPen {
  readonly layers: string[][] = [[]];

  constructor(readonly view: SlowView) {}

  get cssPerNs(): number {
    const { widthCss, startNs, endNs } = this.view.scale;
    return widthCss / (endNs - startNs);
  }

  get rightCss(): number {
    const { leftCss, widthCss } = this.view.scale;
    return leftCss + widthCss;
  }

  /** Where a moment is, in pixels. */
  x(ns: number): number {
    const { leftCss, widthCss, startNs, endNs } = this.view.scale;
    return leftCss + ((ns - startNs) / (endNs - startNs)) * widthCss;
  }

  /** The pixel that a moment lies in. */
  pixel(ns: number): number {
    return Math.floor(this.x(ns));
  }

  isInView(fromNs: number, toNs = fromNs): boolean {
    const { startNs, endNs } = this.view.scale;
    return toNs >= startNs && fromNs <= endNs;
  }

  /** The part of a stretch that is in view, at least so wide; undefined: none is. */
  part(fromNs: number, toNs: number, leastCss: number): { x: number; w: number } | undefined {
    if (!this.isInView(fromNs, toNs)) return undefined;
    const left = Math.max(this.x(fromNs), this.view.scale.leftCss);
    const right = Math.min(this.x(toNs), this.rightCss);
    if (right - left >= leastCss) return { x: left, w: right - left };
    return { x: Math.min(left, this.rightCss - leastCss), w: leastCss };
  }

  layer(): void {
    this.layers.push([]);
  }

  say(line: string): void {
    this.layers.at(-1)!.push(line);
  }

  rect(style: string, x: number, y: number, w: number, h: number, alpha = 1): void {
    this.say(`${style} ${box(x, y, w, h)}${alpha === 1 ? '' : ` α${alpha}`}`);
  }

  line(style: string, points: readonly (readonly [number, number])[]): void {
    this.say(`line ${style} ${points.map(([x, y]) => `${tenths(x)},${tenths(y)}`).join(' ')}`);
  }

  /** A bar with the pattern of a state, and as much of its label as has room. */
  bar(fill: FillName, fromNs: number, toNs: number, y: number, more: BarMore = {}): void {
    const { h = BAR, leastCss = 1, label, alpha = 1 } = more;
    const part = this.part(fromNs, toNs, leastCss);
    if (part === undefined) return;
    this.rect(`▒${fill}`, part.x, y, part.w, h, alpha);
    const characters = Math.floor((part.w - 10) / 6);
    if (label === undefined || (characters < 5 && label.length > characters)) return;
    const said = label.length <= characters ? label : `${label.slice(0, characters - 1)}…`;
    this.rect(colorOf(fill), part.x + 3, y + h - 13, said.length * 6 + 4, 12);
    this.say(`text "${said}" ${tenths(part.x + 5)},${tenths(y + h - 3.5)}`);
  }

  /** The outline of what is selected. */
  outline(fromNs: number, toNs: number, y: number): void {
    const part = this.part(fromNs, toNs, 4);
    if (part !== undefined) this.say(`line text ${box(part.x - 2, y - 2, part.w + 4, BAR + 4)}`);
  }

  /** Pixels of one row of a lane; neighbours of the same colour are one rectangle. */
  pixels(y: number, pixels: ReadonlyMap<number, { readonly style: string; readonly alpha: number }>): void {
    const { leftCss } = this.view.scale;
    for (let x = leftCss; x < this.rightCss; x++) {
      const here = pixels.get(x);
      if (here === undefined || isSame(pixels.get(x - 1), here)) continue;
      let w = 1;
      while (isSame(pixels.get(x + w), here)) w++;
      this.rect(here.style, x, y, w, BAR, here.alpha);
    }
  }
}

interface BarMore {
  readonly h?: number;
  readonly leastCss?: number;
  readonly label?: string | undefined;
  readonly alpha?: number;
}

interface Pixel {
  readonly style: string;
  readonly alpha: number;
}
function isSame(one: Pixel | undefined, other: Pixel): boolean {
  return one?.style === other.style && one.alpha === other.alpha;
}

/** Things by the number that belongs to each. */
export function grouped<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => number): Map<number, Thing[]> {
  const groups = new Map<number, Thing[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}

export const tenths = (value: number) => Math.round(value * 10) / 10;
export const box = (x: number, y: number, w: number, h: number) =>
  `${tenths(x)},${tenths(y)} ${tenths(w)}×${tenths(h)}`;
