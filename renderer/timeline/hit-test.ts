import { lifeSteps } from '../state/operation-as-of.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import type { Hit, Lane } from './lane-kind.ts';
import { laneAt, lanesInSight, toLayoutCss, type PlacedLane } from './layout.ts';
import type { Scene } from './render.ts';
import { nsPerCss, toNs } from './time-scale.ts';

const HIT_CSS = 3;
/** An edge this near is meant. */
export const SNAP_CSS = 6;
/** Rows of a lane are not closer than this. */
const ROW_STEP_CSS = 10;

/** The lane at a height of the canvas, its name included. */
export function laneUnder(scene: Scene, yCss: number): PlacedLane | undefined {
  return yCss < HEADER_CSS ? undefined : laneAt(scene.layout, toLayoutCss(scene, yCss));
}

/** What is under a point, if it is in the lanes. */
export function hitAt(scene: Scene, xCss: number, yCss: number): Hit | undefined {
  const { scale } = scene.frame;
  if (xCss < scale.leftCss || xCss > scale.leftCss + scale.widthCss) return undefined;
  const placed = laneUnder(scene, yCss);
  const ns = toNs(scale, xCss);
  if (placed === undefined || ns > scene.frame.observedNs) return undefined;
  const inLane = toLayoutCss(scene, yCss) - placed.yCss;
  return placed.lane.hitTest({ ns, toleranceNs: HIT_CSS * nsPerCss(scale), yCss: inLane });
}

/**
 * The moment that is meant by a point: the nearest edge of an operation, a call or an event, or the moment itself where
 * none is near. In a lane its own edges count; above the lanes, those of all lanes in sight.
 */
export function snappedNs(scene: Scene, xCss: number, yCss: number): number {
  const { heightCss, frame } = scene;
  const { scale } = frame;
  const ns = toNs(scale, xCss);
  const placed = laneUnder(scene, yCss);
  const lanes =
    placed !== undefined
      ? [placed.lane]
      : yCss >= HEADER_CSS
        ? []
        : lanesInSight(scene, heightCss - HEADER_CSS).map(({ lane }) => lane);
  const inLane = placed && toLayoutCss(scene, yCss) - placed.yCss;
  const reachNs = SNAP_CSS * nsPerCss(scale);
  let nearest = Infinity;
  for (const lane of lanes) {
    for (const edge of edgesNear(scene, lane, ns, reachNs, inLane)) {
      if (Math.abs(edge - ns) < Math.abs(nearest - ns)) nearest = edge;
    }
  }
  return Math.abs(nearest - ns) <= reachNs ? nearest : ns;
}

/** The edges of what a lane has within reach of a moment, asked for at a few points around it. */
function edgesNear(scene: Scene, lane: Lane, ns: number, reachNs: number, inLane: number | undefined): number[] {
  const heights =
    inLane === undefined
      ? Array.from({ length: Math.ceil(lane.heightCss / ROW_STEP_CSS) }, (_, i) => (i + 0.7) * ROW_STEP_CSS)
      : [inLane];
  const hits = heights.flatMap((yCss) =>
    [-1, -0.5, 0, 0.5, 1].flatMap((part) => {
      const hit = lane.hitTest({ ns: ns + part * reachNs, toleranceNs: reachNs / 4, yCss });
      return hit === undefined ? [] : [hit];
    }),
  );
  return hits.flatMap(({ fromNs, toNs: untilNs, selection }) => {
    const operation = selection?.kind === 'operation' ? scene.frame.index.trace.operation(selection.id) : undefined;
    return [fromNs, untilNs, ...(operation === undefined ? [] : lifeSteps(operation).map((step) => step.ns))];
  });
}
