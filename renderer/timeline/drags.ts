import type { OverlookStore } from '../state/store.ts';
import { OVERVIEW_CSS, overviewNs, overviewPart } from './draw-overview.ts';
import { HEADER_CSS } from './draw-ruler.ts';
import { laneUnder, snappedNs } from './hit-test.ts';
import { dropPlace, laneIdsOf, movedBefore } from './lane-order.ts';
import { toLayoutCss } from './layout.ts';
import type { Scene } from './render.ts';
import { nsPerCss } from './time-scale.ts';
import type { TimelineCanvas } from './timeline-canvas.ts';

/** A point of the canvas, in CSS pixels from its upper left corner. */
export interface Point {
  readonly xCss: number;
  readonly yCss: number;
}

/** What the pointer drags. It moves only once it has moved far enough to be no click. */
export interface Drag {
  readonly cursor: string;
  move(scene: Scene, at: Point, before: Point): void;
  /** The pointer was let go after it has moved. */
  drop?(scene: Scene, at: Point): void;
  cancel?(): void;
}

/** What a drag from a point does. */
export function dragFrom(
  timeline: TimelineCanvas,
  scene: Scene,
  store: OverlookStore,
  from: Point,
  isMeasuring: boolean,
): Drag | undefined {
  const isTrack = from.xCss >= scene.frame.scale.leftCss;
  if (from.yCss < OVERVIEW_CSS) return isTrack ? dragOverview(scene, store, from) : undefined;
  if (!isTrack) return from.yCss < HEADER_CSS ? undefined : dragLane(timeline, scene, store, from);
  return isMeasuring || from.yCss < HEADER_CSS ? measure(scene, store, from) : pan(timeline, store);
}

/** Moves what is in view, in both directions. */
function pan(timeline: TimelineCanvas, store: OverlookStore): Drag {
  return {
    cursor: 'grabbing',
    move(scene, at, before) {
      store.getState().panBy((before.xCss - at.xCss) * nsPerCss(scene.frame.scale));
      timeline.scrollBy(before.yCss - at.yCss);
    },
  };
}

/** Moves a lane among those of its group: by its name, to between two others. */
function dragLane(timeline: TimelineCanvas, scene: Scene, store: OverlookStore, from: Point): Drag | undefined {
  const dragged = laneUnder(scene, from.yCss);
  if (dragged === undefined) return undefined;
  const placeAt = (now: Scene, { yCss }: Point) => dropPlace(now.layout, dragged, toLayoutCss(now, yCss));
  return {
    cursor: 'grabbing',
    move: (now, at) => timeline.showDrop(placeAt(now, at)?.yCss),
    drop(now, at) {
      timeline.showDrop(undefined);
      const place = placeAt(now, at);
      if (place === undefined) return;
      const { index } = now.frame;
      store
        .getState()
        .orderLanes(
          dragged.group,
          movedBefore(laneIdsOf(dragged.group, index, now.state.lanes), dragged.lane.id, place.before),
        );
    },
    cancel: () => timeline.showDrop(undefined),
  };
}

/** Marks a range from the edge nearest to where it began to the one nearest to the pointer. */
function measure(scene: Scene, store: OverlookStore, from: Point): Drag {
  const fromNs = snappedNs(scene, from.xCss, from.yCss);
  return {
    cursor: 'ew-resize',
    move: (now, at) => store.getState().measure(fromNs, snappedNs(now, at.xCss, at.yCss)),
  };
}

/** Moves the window of the overview, or one of its edges, or draws a new one. */
function dragOverview(scene: Scene, store: OverlookStore, from: Point): Drag {
  const part = overviewPart(scene.frame, scene.state.session, from.xCss);
  const at = (now: Scene, { xCss }: Point) => overviewNs(now.frame, now.state.session, xCss);
  if (part === 'inside') {
    return {
      cursor: 'grabbing',
      move: (now, to, before) => store.getState().panBy(at(now, to) - at(now, before)),
    };
  }
  const { startNs, endNs } = scene.state.view;
  const fixed = part === 'left' ? endNs : part === 'right' ? startNs : at(scene, from);
  return {
    cursor: part === 'outside' ? 'crosshair' : 'ew-resize',
    move(now, to) {
      const moving = at(now, to);
      store.getState().setView({ startNs: Math.min(fixed, moving), endNs: Math.max(fixed, moving) });
    },
  };
}

/** What the pointer looks like over a point where nothing is drawn that can be chosen. */
export function cursorOver(scene: Scene, at: Point): string {
  if (at.xCss < scene.frame.scale.leftCss) return at.yCss < HEADER_CSS ? 'default' : 'pointer';
  if (at.yCss < OVERVIEW_CSS) {
    const part = overviewPart(scene.frame, scene.state.session, at.xCss);
    return part === 'inside' ? 'grab' : part === 'outside' ? 'crosshair' : 'ew-resize';
  }
  return at.yCss < HEADER_CSS ? 'col-resize' : 'default';
}
