import { hex } from '../../../trace/index.ts';
import { eachPixel, eachSpan, Moments } from '../spans.ts';
import { laneKind } from '../lane-kind.ts';
import { stateColors, type Frame, type Pen } from '../pen.ts';
import { packetHit } from '../port-hit.ts';
import type { PortTrack } from '../port-track.ts';
import { packetMoments } from '../port-hit.ts';
import { placeSpan } from '../time-scale.ts';

export const TICK_CSS = 6;
const QUEUED_CSS = 2;
/** The area of the depth, from its full height to nothing. */
const FULL_CSS = 10;
const EMPTY_CSS = 26;
const TAKEN_CSS = 28;
const HEIGHT_CSS = 40;
const NEVER_HIDDEN_CSS = 2;

/**
 * Completion ports. Packets come in at the upper edge and are taken at the lower one; between them the depth of the queue:
 *
 * ```
 *   ╵ ╵╵ ╵      ╵ ╵      queued
 *      ▒▒▒▓▓▓▒▒▒▒         ▓ as looks have seen it   ▒ between two looks that saw different depths
 *       ╷╷      ╷ ╷╷     taken
 * ```
 *
 * Where the system does not tell the depth there is no area.
 */
export const ports = laneKind<PortTrack>({
  id: 'ports',
  title: 'Ports',
  lanes: (index) => [...index.ports.values()],
  key: (port) => port.id,
  label: (port, index) => {
    const handle = hex(index.trace.objects.get(port.id)?.handle ?? 0);
    return port.mostQueued === 0 ? handle : `${handle} depth to ${port.mostQueued}`;
  },
  heightCss: () => HEIGHT_CSS,
  draw: (pen, frame, port, yCss) => {
    drawLife(pen, frame, port, yCss);
    drawDepth(pen, frame, port, yCss);
    const { trace } = frame.index;
    const { port: usual } = frame.palette.colors;
    drawTicks(pen, frame, port.queued.moments, yCss + QUEUED_CSS, 1, usual);
    drawTicks(pen, frame, packetMoments(trace, port.taken), yCss + TAKEN_CSS, 1, usual);
    // Over everything, and wider: however many packets share the pixel, the one that failed is seen.
    for (const state of ['cancelled', 'failed'] as const) {
      const { queued, taken } = port.unfortunate[state];
      const color = frame.palette.colors[stateColors[state]];
      drawTicks(pen, frame, queued.moments, yCss + QUEUED_CSS, NEVER_HIDDEN_CSS, color);
      drawTicks(pen, frame, packetMoments(trace, taken), yCss + TAKEN_CSS, NEVER_HIDDEN_CSS, color);
    }
    drawSelected(pen, frame, port, yCss);
  },
  hitTest: (index, port, { ns, toleranceNs, yCss }) => {
    const edge = yCss < FULL_CSS ? 'queued' : yCss > EMPTY_CSS ? 'taken' : 'depth';
    return packetHit(index, port, edge, ns, toleranceNs);
  },
  anchorCss: (port, anchor) => {
    if (anchor.id !== port.id) return undefined;
    if (anchor.kind === 'queued') return QUEUED_CSS + TICK_CSS / 2;
    return anchor.kind === 'taken' ? TAKEN_CSS + TICK_CSS / 2 : undefined;
  },
});

/** Two thin lines from the port's creation to its end: what stands on them came in, what hangs below them went out. */
function drawLife(pen: Pen, frame: Frame, port: PortTrack, yCss: number): void {
  const object = frame.index.trace.objects.get(port.id);
  if (object === undefined) return;
  const endNs = Math.min(object.closedAt ?? frame.observedNs, frame.observedNs);
  const place = placeSpan(frame.scale, object.openedAt, endNs);
  if (place === undefined) return;
  pen.fillStyle = frame.palette.colors.line;
  pen.fillRect(place.xCss, yCss + QUEUED_CSS + TICK_CSS, place.wCss, 1);
  pen.fillRect(place.xCss, yCss + TAKEN_CSS - 1, place.wCss, 1);
}

/**
 * The depth as it was seen. It was the same at every look from one change until just before the next; in between the
 * two it may have been anything, and after the last change nothing says how long looks went on.
 */
function drawDepth(pen: Pen, frame: Frame, port: PortTrack, yCss: number): void {
  const { scale, index, observedNs } = frame;
  const { ports, tables } = index.trace;
  const { array, length } = ports.depthPlaces.of(port.id);
  const { time } = tables.depths.columns;
  const closedNs = Math.min(index.trace.objects.get(port.id)?.closedAt ?? observedNs, observedNs);
  const starts = new Moments(length, time, array);
  const endOf = (rank: number) => Math.min(starts.at(rank + 1) ?? Infinity, closedNs);
  const cssOf = (depth: number) => (depth / Math.max(port.mostQueued, 1)) * (EMPTY_CSS - FULL_CSS);
  const draw = (fromNs: number, toNs: number, depth: number, isSeen: boolean) => {
    const place = placeSpan(scale, fromNs, toNs, isSeen ? 1 : 0);
    if (place !== undefined) drawArea(pen, frame, place, cssOf(depth), yCss, isSeen);
  };
  eachSpan({ starts, endOf }, scale, closedNs, {
    wide: (rank) => {
      const seen = ports.depth(array[rank]!);
      const next = rank + 1 < length ? ports.depth(array[rank + 1]!) : undefined;
      const unknownFrom = Math.min(Math.max(next?.since ?? seen.time, seen.time), closedNs);
      draw(seen.time, unknownFrom, seen.depth, true);
      const isUnknown = endOf(rank) > unknownFrom;
      if (isUnknown) draw(unknownFrom, endOf(rank), Math.max(seen.depth, next?.depth ?? 0), false);
    },
    // Looks that share a pixel are drawn as one: the highest.
    column: (xCss, from, to) => {
      drawArea(pen, frame, { xCss, wCss: 1 }, cssOf(port.depths.greatest(from, to)), yCss, true);
    },
  });
}

/** A stretch of the area. A depth that was seen has a line on top, also where it is 0. */
function drawArea(
  pen: Pen,
  frame: Frame,
  { xCss, wCss }: { readonly xCss: number; readonly wCss: number },
  shareCss: number,
  yCss: number,
  isSeen: boolean,
): void {
  const heightCss = shareCss > 0 ? Math.max(shareCss, 2) : 0;
  pen.fillStyle = frame.palette.colors.port;
  pen.globalAlpha = isSeen ? 0.4 : 0.14;
  if (heightCss > 0) pen.fillRect(xCss, yCss + EMPTY_CSS - heightCss, wCss, heightCss);
  pen.globalAlpha = 1;
  if (isSeen) pen.fillRect(xCss, yCss + EMPTY_CSS - heightCss, wCss, 1);
}

function drawTicks(pen: Pen, frame: Frame, moments: Moments, yCss: number, wCss: number, color: string): void {
  const { leftCss, widthCss } = frame.scale;
  pen.fillStyle = color;
  eachPixel(moments, frame.scale, frame.observedNs, (xCss) =>
    pen.fillRect(Math.min(xCss, leftCss + widthCss - wCss), yCss, wCss, TICK_CSS),
  );
}

function drawSelected(pen: Pen, frame: Frame, port: PortTrack, yCss: number): void {
  const { trace } = frame.index;
  const { selectedOperation } = frame;
  const packet = trace.ports.packetOf(selectedOperation);
  const completedAt = trace.operation(selectedOperation)?.completedAt;
  if (packet?.port !== port.id) return;
  // Around the tick, whose colour says whether it failed.
  pen.strokeStyle = frame.palette.colors.text;
  pen.lineWidth = 1.2;
  for (const [ns, top] of [
    [completedAt, QUEUED_CSS],
    [packet.time, TAKEN_CSS],
  ] as const) {
    const place = ns === undefined ? undefined : placeSpan(frame.scale, ns, ns);
    if (place !== undefined) pen.strokeRect(Math.floor(place.xCss) - 2, yCss + top - 2, 6, TICK_CSS + 4);
  }
}
