import type { ColorName, FillName, FillStyle, Palette } from './pen.ts';
import { stateColors } from './pen.ts';

const colorNames: readonly ColorName[] = [
  'bg',
  'panel',
  'raised',
  'line',
  'line-soft',
  'text',
  'text-2',
  'text-3',
  'accent',
  'call',
  'wait',
  'in-flight',
  'unnoticed',
  'unfetched',
  'fetched',
  'failed',
  'cancelled',
  'leaked',
  'event',
  'event-fill',
  'port',
  'routine',
  'cursor',
  'on-bar',
  'on-call',
  'on-unnoticed',
];

const TILE = 8;

/** The lines and dots that tell states apart without colour, on a tile of 8 by 8 pixels. */
const patterns: Readonly<Partial<Record<FillName, (pen: CanvasRenderingContext2D) => void>>> = {
  'in-flight': (pen) => lines(pen, 0.16, 1.6, diagonal),
  unnoticed: (pen) => dots(pen, 0.5),
  unfetched: (pen) => lines(pen, 0.35, 1, [0, 2.5, 8, 2.5], [0, 6.5, 8, 6.5]),
  failed: (pen) => lines(pen, 0.3, 1, [0, 0, 8, 8], [8, 0, 0, 8]),
  cancelled: (pen) => lines(pen, 0.35, 1, [2, 0, 2, 8], [6, 0, 6, 8]),
  aborted: (pen) => lines(pen, 0.35, 1, [2, 0, 2, 8], [6, 0, 6, 8]),
  leaked: (pen) => lines(pen, 0.3, 1.6, [0, -2, 10, 8], [-2, 0, 8, 10]),
  wait: (pen) => lines(pen, 0.25, 1.6, diagonal),
  gap: (pen) => lines(pen, 0.8, 2.6, [-2, -2, 10, 10]),
};

type Segment = readonly [x1: number, y1: number, x2: number, y2: number];
const diagonal: Segment = [-2, 8, 8, -2];

/** Reads the tokens of the theme in force, and makes the patterns for a screen of this density. */
export function readPalette(pixelRatio: number, canvas: CanvasRenderingContext2D): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colors = Object.fromEntries(colorNames.map((name) => [name, read(name)])) as Record<ColorName, string>;
  const fills = Object.fromEntries(
    Object.entries(stateColors).map(([state, color]) => {
      const fill = state as FillName;
      const over = state === 'wait' ? colors['text-3'] : colors.bg;
      return [state, tile(canvas, pixelRatio, colors[color], over, patterns[fill])];
    }),
  ) as Record<FillName, FillStyle>;
  const mono = read('font-mono');
  const ui = read('font-ui');
  const monoFont = `11px ${mono}`;
  canvas.font = monoFont;
  return {
    colors,
    fills,
    monoFont,
    labelFont: `600 11px ${mono}`,
    headFont: `600 11px ${ui}`,
    charCss: canvas.measureText('0000000000').width / 10,
  };
}

function tile(
  canvas: CanvasRenderingContext2D,
  pixelRatio: number,
  color: string,
  over: string,
  draw: ((pen: CanvasRenderingContext2D) => void) | undefined,
): FillStyle {
  if (draw === undefined) return color;
  const image = document.createElement('canvas');
  image.width = image.height = Math.round(TILE * pixelRatio);
  const pen = image.getContext('2d');
  if (pen === null) return color;
  pen.scale(image.width / TILE, image.width / TILE);
  pen.fillStyle = color;
  pen.fillRect(0, 0, TILE, TILE);
  pen.strokeStyle = pen.fillStyle = over;
  draw(pen);
  const pattern = canvas.createPattern(image, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(TILE / image.width));
  return pattern ?? color;
}

function lines(pen: CanvasRenderingContext2D, alpha: number, width: number, ...segments: readonly Segment[]): void {
  pen.globalAlpha = alpha;
  pen.lineWidth = width;
  pen.beginPath();
  for (const [x1, y1, x2, y2] of segments) {
    // Again one tile further, so that a line that leaves the tile comes in on the other side.
    for (const shift of [0, TILE]) {
      pen.moveTo(x1 + shift, y1);
      pen.lineTo(x2 + shift, y2);
      pen.moveTo(x1 - shift, y1);
      pen.lineTo(x2 - shift, y2);
    }
  }
  pen.stroke();
}

function dots(pen: CanvasRenderingContext2D, alpha: number): void {
  pen.globalAlpha = alpha;
  for (const [x, y] of [
    [2, 2],
    [6, 6],
  ] as const) {
    pen.beginPath();
    pen.arc(x, y, 1.1, 0, Math.PI * 2);
    pen.fill();
  }
}
