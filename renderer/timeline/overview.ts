import type { Operation, Trace } from '../../trace/index.ts';
import { misfortuneOf } from './operation-segments.ts';
import { stateColors, type ColorName, type Palette, type Pen } from './pen.ts';
import type { View } from './time-scale.ts';

export const OVERVIEW_CSS = 46;
const FOOT_CSS = 40;
const MOST_CSS = 30;

/** The session in columns of one pixel: how much was in flight, how much was done and not noticed, what went wrong. */
export interface Density {
  readonly inFlight: Float32Array;
  readonly unnoticed: Float32Array;
  readonly worst: readonly (ColorName | undefined)[];
  /** Of `inFlight` and `unnoticed` together. */
  readonly most: number;
}

/** Counts operations into columns. A misfortune marks its column whatever else is there. */
export function measureDensity(trace: Trace, columns: number): Density {
  const inFlight = new Float32Array(columns);
  const unnoticed = new Float32Array(columns);
  const worst: (ColorName | undefined)[] = Array.from({ length: columns }, () => undefined);
  const nsPerColumn = Math.max(trace.endTime, 1) / Math.max(columns, 1);
  const add = (into: Float32Array, fromNs: number | undefined, toNs: number) => {
    if (fromNs === undefined || columns === 0) return;
    const first = Math.min(Math.floor(fromNs / nsPerColumn), columns - 1);
    const last = Math.min(Math.floor(toNs / nsPerColumn), columns - 1);
    for (let column = first; column <= last; column++) into[column]! += 1;
  };
  for (const operation of trace.operations) {
    const { returnedAt, completedAt, noticedAt, releasedAt, outcome } = operation;
    if (outcome !== 'failed') {
      add(inFlight, operation.issuedAt, completedAt ?? releasedAt ?? trace.endTime);
      if (completedAt !== undefined)
        add(unnoticed, Math.max(completedAt, returnedAt ?? 0), noticedAt ?? releasedAt ?? trace.endTime);
    }
    mark(operation);
  }
  let most = 1;
  for (let column = 0; column < columns; column++) most = Math.max(most, inFlight[column]! + unnoticed[column]!);
  return { inFlight, unnoticed, worst, most };

  function mark(operation: Operation): void {
    const misfortune = misfortuneOf(operation);
    if (misfortune === undefined || columns === 0) return;
    worst[Math.min(Math.floor(misfortune.ns / nsPerColumn), columns - 1)] = stateColors[misfortune.state];
  }
}

/** Draws the whole session, and the window that shows what is in view. */
export function drawOverview(
  pen: Pen,
  palette: Palette,
  density: Density,
  place: {
    readonly leftCss: number;
    readonly widthCss: number;
    readonly sessionNs: number;
    readonly view: View;
    readonly title: string;
  },
): void {
  const { colors } = palette;
  pen.fillStyle = colors.panel;
  pen.fillRect(0, 0, place.leftCss + place.widthCss, OVERVIEW_CSS);
  pen.fillStyle = colors['text-3'];
  pen.font = palette.headFont;
  pen.fillText(place.title, 10, 27);
  const columnCss = place.widthCss / Math.max(density.inFlight.length, 1);
  const bar = (column: number, footCss: number, count: number, color: ColorName) => {
    const height = count === 0 ? 0 : Math.max((count / density.most) * MOST_CSS, 2);
    if (height === 0) return 0;
    pen.fillStyle = colors[color];
    pen.fillRect(place.leftCss + column * columnCss, footCss - height, columnCss, height);
    return height;
  };
  pen.globalAlpha = 0.7;
  for (let column = 0; column < density.inFlight.length; column++) {
    const height = bar(column, FOOT_CSS, density.inFlight[column]!, 'in-flight');
    bar(column, FOOT_CSS - height, density.unnoticed[column]!, 'unnoticed');
  }
  pen.globalAlpha = 1;
  density.worst.forEach((color, column) => {
    if (color === undefined) return;
    pen.fillStyle = colors[color];
    pen.fillRect(place.leftCss + column * columnCss, 3, Math.max(columnCss, 2), FOOT_CSS - 3);
  });
  drawWindow(pen, palette, place);
}

function drawWindow(
  pen: Pen,
  { colors }: Palette,
  {
    leftCss,
    widthCss,
    sessionNs,
    view,
  }: { readonly leftCss: number; readonly widthCss: number; readonly sessionNs: number; readonly view: View },
): void {
  const x = (ns: number) => leftCss + Math.min(Math.max(ns / Math.max(sessionNs, 1), 0), 1) * widthCss;
  const from = x(view.startNs);
  const width = Math.max(x(view.endNs) - from, 3);
  pen.fillStyle = colors.accent;
  pen.globalAlpha = 0.13;
  pen.fillRect(from, 2, width, OVERVIEW_CSS - 4);
  pen.globalAlpha = 1;
  pen.strokeStyle = colors.accent;
  pen.lineWidth = 1;
  pen.strokeRect(from + 0.5, 2.5, Math.max(width - 1, 2), OVERVIEW_CSS - 5);
}
