import { phasesOf, type Operation, type OperationState } from '../../../trace/index.ts';
import { colorOf, SlowPen, type SlowView } from './slow-pen.ts';

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
  const stretches = operations.flatMap((operation) =>
    phasesOf(operation).map(({ state, from, to = endNs }) => ({
      state: state === 'leaked' ? 'in-flight' : state,
      from,
      to,
    })),
  );
  const shares = Array.from({ length: columns }, (_, column) => {
    const [from, to] = [column * columnNs, (column + 1) * columnNs];
    return layers.map(([wait, alpha]) => {
      const ns = stretches
        .filter(({ state }) => state === wait)
        .reduce((sum, one) => sum + Math.max(Math.min(one.to, to) - Math.max(one.from, from), 0), 0);
      return { wait, alpha, mean: ns / columnNs };
    });
  });
  const fullest = Math.max(1, ...shares.map((waits) => waits.reduce((sum, { mean }) => sum + mean, 0)));
  shares.forEach((waits, column) => {
    const x = view.scale.leftCss + column * COLUMN;
    const isHere = (ns: number) => Math.min(Math.floor(ns / columnNs), columns - 1) === column;
    let y = BASE;
    for (const { wait, alpha, mean } of waits) {
      const h = (mean / fullest) * 34;
      if (h <= 0) continue;
      y -= h;
      pen.rect(wait, x, y, 1.6, h, alpha);
    }
    if (y === BASE && operations.some(({ issuedAt }) => isHere(issuedAt))) pen.rect('fetched', x, 39, 1.6, 2);
    const bad = worst.findLast((state) =>
      operations.some((operation) => operation.end === state && isHere(wentWrongAt(operation))),
    );
    if (bad !== undefined) pen.rect(colorOf(bad), x, 4, 2, 6);
  });
  return pen;
}

function wentWrongAt({ outcome, end, returnedAt, completedAt, issuedAt }: Operation): number {
  return (outcome === 'failed' || end === 'leaked' ? returnedAt : completedAt) ?? issuedAt;
}
