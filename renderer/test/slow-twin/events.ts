import type { EventEdge, Trace } from '../../../trace/index.ts';
import { box, grouped, SlowPen, tenths, type SlowView } from './slow-pen.ts';

const HIGH = 5;
const LOW = 18;
type Point = readonly [x: number, y: number];

/** The lane of an event: a wave of what looks have seen, and a mark on each change that has room for one. */
export function slowEvent(trace: Trace, event: number): (view: SlowView) => SlowPen {
  const { openedAt, closedAt = Infinity } = trace.objects.get(event)!;
  const edges = trace.edgesOf(event);
  return (view) => {
    const pen = new SlowPen(view);
    const endNs = Math.min(closedAt, view.observedNs);
    if (!pen.isInView(openedAt, endNs) || endNs < openedAt) return pen;
    const unknown = pen.part(openedAt, Math.min(edges[0]?.time ?? endNs, endNs), 0);
    if (unknown !== undefined && unknown.w >= 2) {
      pen.line('event', [
        [unknown.x, LOW],
        [unknown.x + unknown.w, LOW],
      ]);
    }
    const seen = edges.filter(({ time }) => time <= endNs);
    drawWave(pen, seen, Math.max(pen.x(openedAt), view.scale.leftCss), pen.x(Math.min(endNs, view.scale.endNs)));
    drawUncertain(pen, seen);
    drawCauses(pen, edges, seen);
    return pen;
  };
}

const levelOf = ({ signaled }: EventEdge) => (signaled ? HIGH : LOW);

/** Pixel by pixel; in one with many changes the wave goes all the way up and down. */
function drawWave(pen: SlowPen, edges: readonly EventEdge[], leftCss: number, rightCss: number): void {
  const { startNs, endNs } = pen.view.scale;
  const before = edges.findLast(({ time }) => time < startNs);
  const pixels = grouped(
    edges.filter(({ time }) => time >= startNs && time <= endNs),
    ({ time }) => pen.pixel(time),
  );
  const points: Point[] = before === undefined ? [] : [[leftCss, levelOf(before)]];
  const stretches = before === undefined ? [] : [{ x: leftCss, last: before }];
  for (const [, changes] of pixels) {
    const x = Math.max(pen.x(changes[0]!.time), leftCss);
    const last = changes.at(-1)!;
    const isFirst = points.length === 0;
    points.push([x, points.at(-1)?.[1] ?? levelOf(changes[0]!)]);
    if (changes.length > 1) points.push([x, HIGH], [x, LOW]);
    if (!isFirst || changes.length > 1) points.push([x, levelOf(last)]);
    stretches.push({ x, last });
  }
  if (points.length === 0) return;
  points.push([rightCss, points.at(-1)![1]]);
  pen.line('event', points);
  stretches.forEach(({ x, last }, at) => {
    const w = (stretches[at + 1]?.x ?? rightCss) - x;
    if (last.signaled) pen.rect('event-fill', x, HIGH, Math.max(w, 1), LOW - HIGH);
  });
}

/** It came after the change before it, and after the last look that saw none. */
function drawUncertain(pen: SlowPen, edges: readonly EventEdge[]): void {
  edges.forEach(({ since, time }, at) => {
    const part = pen.part(Math.max(since, edges[at - 1]?.time ?? 0), time, 0);
    if (part !== undefined && part.w >= 3) pen.rect('event', part.x, LOW + 2, part.w, 2, 0.4);
  });
}

function drawCauses(pen: SlowPen, all: readonly EventEdge[], seen: readonly EventEdge[]): void {
  seen.forEach(({ time, cause }, at) => {
    const neighbours = [all[at - 1], all[at + 1]].filter((edge) => edge !== undefined);
    const hasRoom = neighbours.every((edge) => Math.abs(edge.time - time) * pen.cssPerNs >= 9);
    if (!hasRoom || !pen.isInView(time) || cause === 'unseen') return;
    const x = pen.x(time);
    if (cause === 'issue') {
      const corners: Point[] = [
        [x - 3, 8.5],
        [x + 3, 8.5],
        [x, 14.5],
      ];
      pen.say(`event ${corners.map(([x, y]) => `${tenths(x)},${tenths(y)}`).join(' ')}`);
      return;
    }
    pen.say(`event ${box(x - 3, 8.5, 6, 6)}`);
    if (cause !== 'completion') pen.say(`bg ${box(x - 1.5, 10, 3, 3)}`);
  });
}
