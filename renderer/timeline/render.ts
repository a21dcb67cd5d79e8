import type { Density } from '../../trace/index.ts';
import type { OverlookState } from '../state/store.ts';
import { selectCursor } from '../state/store.ts';
import { chainOf } from './chain.ts';
import { drawChain, drawDrop, drawLanes } from './draw-lanes.ts';
import { drawGaps, drawMarks } from './draw-marks.ts';
import { drawOverview } from './draw-overview.ts';
import { drawRange } from './draw-range.ts';
import { drawCursor, drawObservedEnd, drawRuler, HEADER_CSS } from './draw-ruler.ts';
import type { Sight } from './layout.ts';
import type { Frame, Pen } from './pen.ts';

/** All that one picture of the timeline is made from. */
export interface Scene extends Sight {
  readonly frame: Frame;
  readonly density: Density;
  readonly state: OverlookState;
  readonly widthCss: number;
  readonly heightCss: number;
  /** The lane whose name is pointed at. */
  readonly hoverLane: string | undefined;
  /** Where a lane that is dragged would go, from the top of all lanes. */
  readonly dropCss: number | undefined;
}

/** Draws the whole timeline, from the back to the front. */
export function renderTimeline(pen: Pen, scene: Scene): void {
  const { frame, density, state, widthCss, heightCss } = scene;
  const { trace } = frame.index;
  const { colors } = frame.palette;
  pen.fillStyle = colors.bg;
  pen.fillRect(0, 0, widthCss, heightCss);
  drawRuler(pen, frame, selectCursor(state), heightCss);
  drawObservedEnd(pen, frame, heightCss);
  pen.save();
  pen.beginPath();
  pen.rect(0, HEADER_CSS, widthCss, heightCss - HEADER_CSS);
  pen.clip();
  drawLanes(pen, scene);
  drawDrop(pen, scene);
  const selected = trace.operation(frame.selectedOperation);
  if (selected !== undefined) {
    pen.beginPath();
    pen.rect(frame.scale.leftCss, HEADER_CSS, frame.scale.widthCss, heightCss);
    pen.clip();
    drawChain(pen, scene, chainOf(trace, selected));
  }
  pen.restore();
  drawGaps(pen, frame, trace.marks, heightCss);
  drawMarks(pen, frame, trace.marks, heightCss);
  drawOverview(pen, frame, density, state.session);
  if (state.range !== undefined) drawRange(pen, frame, state.range, heightCss);
  drawCursor(pen, frame, selectCursor(state), heightCss);
}
