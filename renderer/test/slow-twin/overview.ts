import { phasesOf, type Operation, type OperationState, type Phase } from '../../../trace/index.ts';
import { colorOf, grouped, SlowPen, type SlowView } from './slow-pen.ts';

const BASE = 41;
const COLUMN = 2;
const layers = [
  ['in-flight', 0.6],
  ['unfetched', 0.85],
  ['unnoticed', 0.95],
] as const satisfies readonly (readonly [OperationState, number])[];
const worst: readonly (OperationState | undefined)[] = ['cancelled', 'aborted', 'leaked', 'failed'];

/** The columns of the overview: how many operations stand in which wait on the average, and the worst of each. */
export function slowOverview(operations: readonly Operation[], endNs: number, view: SlowView): SlowPen {
  const pen = new SlowPen(view);
  const columns = Math.floor(view.scale.widthCss / COLUMN);
  const columnNs = endNs / columns;
  const phases = operations.flatMap(phasesOf);
  const waiting = layers.map(([wait, alpha]) => ({
    wait,
    alpha,
    stretches: phases.filter(({ state }) => (state === 'leaked' ? 'in-flight' : state) === wait),
  }));
  const shares = Array.from({ length: columns }, (_, column) => {
    const [begin, end] = [column * columnNs, (column + 1) * columnNs];
    const nsIn = ({ from, to = endNs }: Phase) => Math.max(Math.min(to, end) - Math.max(from, begin), 0);
    return waiting.map(({ wait, alpha, stretches }) => {
      return { wait, alpha, mean: stretches.reduce((sum, phase) => sum + nsIn(phase), 0) / columnNs };
    });
  });
  const fullest = Math.max(1, ...shares.map((waits) => waits.reduce((sum, { mean }) => sum + mean, 0)));
  const columnOf = (ns: number) => Math.min(Math.floor(ns / columnNs), columns - 1);
  const issued = new Set(operations.map(({ issuedAt }) => columnOf(issuedAt)));
  const ended = grouped(operations, (operation) => columnOf(wentWrongAt(operation)));
  shares.forEach((waits, column) => {
    const x = view.scale.leftCss + column * COLUMN;
    let y = BASE;
    for (const { wait, alpha, mean } of waits) {
      const h = (mean / fullest) * 34;
      if (h <= 0) continue;
      y -= h;
      pen.rect(wait, x, y, 1.6, h, alpha);
    }
    if (y === BASE && issued.has(column)) pen.rect('fetched', x, 39, 1.6, 2);
    const bad = worst.findLast((state) => ended.get(column)?.some(({ end }) => end === state));
    if (bad !== undefined) pen.rect(colorOf(bad), x, 4, 2, 6);
  });
  return pen;
}

function wentWrongAt({ outcome, end, returnedAt, completedAt, issuedAt }: Operation): number {
  return (outcome === 'failed' || end === 'leaked' ? returnedAt : completedAt) ?? issuedAt;
}
