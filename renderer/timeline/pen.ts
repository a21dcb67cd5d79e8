import type { OperationState, PlaceSet } from '../../trace/index.ts';
import type { TraceIndex } from './trace-index.ts';
import type { TimeScale } from './time-scale.ts';

/** The part of a 2D canvas that lanes draw with. A test draws with a pen that keeps a log. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'rect'
  | 'roundRect'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'save'
  | 'restore'
  | 'setLineDash'
>;

/** What can be filled: a state of an operation, a stretch in which a thread stands still, a routine, what was lost. */
export type FillName = OperationState | 'wait' | 'routine' | 'gap';

/** Colours by the names of styles/tokens.css. */
export type ColorName =
  | 'bg'
  | 'panel'
  | 'raised'
  | 'line'
  | 'line-soft'
  | 'text'
  | 'text-2'
  | 'text-3'
  | 'accent'
  | 'call'
  | 'wait'
  | 'in-flight'
  | 'unnoticed'
  | 'unfetched'
  | 'fetched'
  | 'failed'
  | 'cancelled'
  | 'leaked'
  | 'event'
  | 'event-fill'
  | 'port'
  | 'routine'
  | 'cursor'
  | 'on-bar'
  | 'on-call'
  | 'on-unnoticed';

export type FillStyle = CanvasRenderingContext2D['fillStyle'];

export interface Palette {
  readonly colors: Readonly<Record<ColorName, string>>;
  /** Colour and pattern of a state. */
  readonly fills: Readonly<Record<FillName, FillStyle>>;
  readonly monoFont: string;
  readonly labelFont: string;
  readonly headFont: string;
  /** Of one character of `monoFont`: labels are in a font of one width. */
  readonly charCss: number;
}

/** Operations that are looked for, by their place in the table; `version` says that they are others. */
export interface Hits {
  readonly places: PlaceSet;
  readonly version: number;
}

/** What one frame is drawn from. */
export interface Frame {
  readonly index: TraceIndex;
  readonly scale: TimeScale;
  /** The newest moment that was observed: nothing is drawn beyond. */
  readonly observedNs: number;
  readonly palette: Palette;
  /** The selected operation; 0: none. */
  readonly selectedOperation: number;
  /** The selected call; 0: none. */
  readonly selectedCall: number;
  /** The operations that are looked for: the others are pale. Absent: nothing is looked for. */
  readonly hits?: Hits | undefined;
}

export const stateColors: Readonly<Record<FillName, ColorName>> = {
  call: 'call',
  wait: 'wait',
  routine: 'routine',
  gap: 'leaked',
  'in-flight': 'in-flight',
  unnoticed: 'unnoticed',
  unfetched: 'unfetched',
  fetched: 'fetched',
  failed: 'failed',
  cancelled: 'cancelled',
  aborted: 'cancelled',
  leaked: 'leaked',
};

export const stateTitles: Readonly<Record<OperationState, string>> = {
  call: 'call',
  'in-flight': 'in flight',
  unnoticed: 'unnoticed',
  unfetched: 'unfetched',
  fetched: 'fetched',
  failed: 'failed',
  cancelled: 'cancelled',
  aborted: 'aborted',
  leaked: 'leaked',
};
