import type { Trace } from '../../trace/index.ts';
import type { LaneKind } from '../timeline/lane-kind.ts';
import type { Frame } from '../timeline/pen.ts';
import { TraceIndex } from '../timeline/trace-index.ts';
import { DrawLog, namedPalette } from './draw-log.ts';

/** A frame in which 10 pixels are one microsecond, from pixel 0; `pixels` wide. */
export function frameOf(trace: Trace, pixels = 400, more: Partial<Frame> = {}): Frame {
  return {
    index: new TraceIndex(trace),
    scale: { startNs: 0, endNs: pixels * 100, leftCss: 0, widthCss: pixels },
    observedNs: trace.endTime,
    palette: namedPalette,
    selectedOperation: 0,
    selectedCall: 0,
    ...more,
  };
}

/** The log of one lane of a kind, drawn from height 0. */
export function drawLane(kind: LaneKind, frame: Frame, lane = 0): DrawLog {
  const log = new DrawLog();
  kind.lanes(frame.index)[lane]?.draw(log, frame, 0);
  return log;
}
