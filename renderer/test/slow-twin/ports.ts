import { indicationsOf, type Operation, type PortDepth, type Trace } from '../../../trace/index.ts';
import { grouped, SlowPen, type SlowView } from './slow-pen.ts';
import { wideAndNarrow } from './spans.ts';

const QUEUED = 2;
const TAKEN = 28;
const EMPTY = 26;
const TICK = 6;
const STATUS_CANCELLED = 0xc0000120;
const FIRST_ERROR = 0xc0000000;

interface Tick {
  readonly ns: number;
  readonly status: number;
}

/** The lane of a completion port: what came in, how much of it lay there, what was taken. */
export function slowPort(trace: Trace, port: number, operations: readonly Operation[]): (view: SlowView) => SlowPen {
  const { openedAt, closedAt = Infinity } = trace.objects.get(port)!;
  const packets = trace.ports.packetsOf(port);
  const completed = operations.filter((operation) => queueOf(trace, operation) === port);
  const queued: Tick[] = [
    ...completed.map(({ completedAt = 0, status = 0 }) => ({ ns: completedAt, status })),
    ...trace.ports.postsTo(port).map(({ time }) => ({ ns: time, status: 0 })),
  ];
  const taken = packets.map(({ time, status }) => ({ ns: time, status }));
  const depths = trace.ports.depthsOf(port);
  return (view) => {
    const pen = new SlowPen(view);
    const part = pen.part(openedAt, Math.min(closedAt, view.observedNs), 1);
    if (part !== undefined) for (const y of [QUEUED + TICK, TAKEN - 1]) pen.rect('line', part.x, y, part.w, 1);
    pen.layer();
    drawDepth(pen, depths, Math.min(closedAt, view.observedNs));
    const seen = (ticks: readonly Tick[]) => ticks.filter(({ ns }) => pen.isInView(ns) && ns <= view.observedNs);
    const drawTicks = (style: string, w: number, isOne: (tick: Tick) => boolean) => {
      pen.layer();
      for (const [ticks, y] of [
        [queued, QUEUED],
        [taken, TAKEN],
      ] as const) {
        for (const x of grouped(seen(ticks).filter(isOne), ({ ns }) => pen.pixel(ns)).keys()) {
          pen.rect(style, Math.min(x, pen.rightCss - w), y, w, TICK);
        }
      }
    };
    drawTicks('port', 1, () => true);
    drawTicks('cancelled', 2, ({ status }) => status === STATUS_CANCELLED);
    drawTicks('failed', 2, ({ status }) => status >= FIRST_ERROR && status !== STATUS_CANCELLED);
    pen.layer();
    const selected = packets.find(({ operation }) => operation !== 0 && operation === view.selectedOperation);
    if (selected === undefined) return pen;
    const { completedAt } = operations.find(({ id }) => id === view.selectedOperation) ?? {};
    if (completedAt !== undefined) drawFrame(pen, completedAt, QUEUED);
    drawFrame(pen, selected.time, TAKEN);
    return pen;
  };
}

/** The port at which the packet of a completion was queued; 0: none was, or nobody knows that it completed. */
function queueOf(trace: Trace, operation: Operation): number {
  if (operation.transferred === undefined) return 0;
  const packet = trace.ports.packetOf(operation.id);
  if (packet !== undefined) return packet.port;
  if (operation.outcome === undefined || operation.outcome === 'failed') return 0;
  const { port, keptOff } = indicationsOf(trace, operation);
  return keptOff === undefined ? port : 0;
}

/**
 * Between two looks that saw different depths it may have been either, from the last look that saw the first. Looks that
 * have no pixel of their own are drawn as the highest of them.
 */
function drawDepth(pen: SlowPen, depths: readonly PortDepth[], endNs: number): void {
  const looks = depths
    .map((look, at) => ({ look, next: depths[at + 1], fromNs: look.time, toNs: depths[at + 1]?.time ?? endNs }))
    .filter(({ fromNs }) => fromNs <= endNs);
  const most = Math.max(1, ...depths.map(({ depth }) => depth));
  const draw = (x: number, w: number, depth: number, isSeen: boolean) => {
    const h = depth === 0 ? 0 : Math.max((depth / most) * 16, 2);
    if (h > 0) pen.rect('port', x, EMPTY - h, w, h, isSeen ? 0.4 : 0.14);
    if (isSeen) pen.rect('port', x, EMPTY - h, w, 1);
  };
  const { wide, narrow } = wideAndNarrow(
    pen,
    looks.map((span) => ({ ...span, toNs: Math.min(span.toNs, endNs) })),
  );
  for (const { look, next, toNs } of wide) {
    const until = Math.min(Math.max(next?.since ?? look.time, look.time), endNs);
    const seen = pen.part(look.time, until, 1);
    if (seen !== undefined) draw(seen.x, seen.w, look.depth, true);
    const unknown = toNs > until ? pen.part(until, toNs, 0) : undefined;
    if (unknown !== undefined) draw(unknown.x, unknown.w, Math.max(look.depth, next?.depth ?? 0), false);
  }
  for (const [x, spans] of narrow) draw(x, 1, Math.max(...spans.map(({ look }) => look.depth)), true);
}

function drawFrame(pen: SlowPen, ns: number, y: number): void {
  const part = pen.part(ns, ns, 1);
  if (part !== undefined) pen.rect('outline text', Math.floor(part.x) - 2, y - 2, 6, TICK + 4);
}
