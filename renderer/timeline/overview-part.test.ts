import { expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { frameOf } from '../test/drawn-frame.ts';
import { overviewPart } from './draw-overview.ts';

const session = { startNs: 0, endNs: 100_000 };
const trace = drawnTrace('WSARecv IP');
/** A pixel of the overview is 100 ns. */
const partAt = (startNs: number, endNs: number) => {
  const frame = frameOf(trace, 1000, { scale: { startNs, endNs, leftCss: 0, widthCss: 1000 } });
  return (xCss: number) => overviewPart(frame, session, xCss);
};

it('takes the window of the overview by its edges, by its inside, or leaves it', () => {
  const part = partAt(20_000, 60_000);
  expect([190, 196, 202, 204, 400, 597, 599, 604, 606].map(part)).toEqual([
    'outside',
    'left',
    'left',
    'inside',
    'inside',
    'inside',
    'right',
    'right',
    'outside',
  ]);
});

it('can move a window of a few pixels, and resize it from outside', () => {
  const part = partAt(50_000, 50_200);
  expect([494, 497, 501, 505, 509].map(part)).toEqual(['outside', 'left', 'inside', 'right', 'outside']);
});

it('lets a new window be drawn inside of one that shows everything', () => {
  const part = partAt(-5000, 105_000);
  expect([1, 500, 999].map(part)).toEqual(['left', 'outside', 'right']);
});
