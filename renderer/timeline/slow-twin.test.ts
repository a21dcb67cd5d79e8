import { describe, expect, it } from 'vitest';
import { PlaceSet } from '../../trace/index.ts';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { DrawLog, namedPalette } from '../test/draw-log.ts';
import { slowEvent } from '../test/slow-twin/events.ts';
import { slowGaps, slowLosses, slowMarks } from '../test/slow-twin/marks.ts';
import { slowSlot, slowSocket } from '../test/slow-twin/operations.ts';
import { slowOverview } from '../test/slow-twin/overview.ts';
import { slowPort } from '../test/slow-twin/ports.ts';
import { randomSession, throughFooter, type Session } from '../test/slow-twin/random-session.ts';
import type { SlowPen, SlowView } from '../test/slow-twin/slow-pen.ts';
import { slowThread } from '../test/slow-twin/threads.ts';
import { drawGaps, drawMarks } from './draw-marks.ts';
import { COLUMN_CSS, drawDensity, drawLosses } from './draw-overview.ts';
import type { LaneKind } from './lane-kind.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { events } from './lanes/events.ts';
import { overlappedLanes } from './lanes/overlapped.ts';
import { ports } from './lanes/ports.ts';
import { sockets } from './lanes/sockets.ts';
import { threads } from './lanes/threads.ts';
import type { Frame, Pen } from './pen.ts';
import type { TraceIndex } from './trace-index.ts';

const SESSIONS = 200;
const VIEWS = 100;
const HEIGHT = 500;

/** Of even seeds every other one is not built from its rows, but read from a footer. */
const sessions = await Promise.all(
  Array.from({ length: SESSIONS }, async (_, at) => {
    const session = randomSession(at + 1, { onGrown: drawFromAfar });
    return session.seed % 4 === 2 ? throughFooter(session, drawFromAfar) : session;
  }),
);

/** What is drawn by the timeline, and what draws the same slowly. */
interface Twin {
  readonly draw: (pen: Pen, frame: Frame) => void;
  readonly slow: (view: SlowView) => SlowPen;
}

/** All lanes of a kind, each with its twin. */
function lanesOf(kind: LaneKind, slow: (session: Session, id: number) => Twin['slow']) {
  return (session: Session): Twin[] =>
    kind.lanes(session.index).map((lane) => ({
      draw: (pen, frame) => lane.draw(pen, frame, 0),
      slow: slow(session, Number(lane.id.split(':')[1])),
    }));
}

const kinds: Readonly<Record<string, (session: Session) => Twin[]>> = {
  threads: lanesOf(threads, ({ trace }, id) => slowThread(trace, id)),
  sockets: lanesOf(sockets, ({ operations }, id) => slowSocket(operations.filter(({ object }) => object === id))),
  WSAOVERLAPPED: lanesOf(overlappedLanes, ({ operations }, id) =>
    slowSlot(operations.filter(({ slot }) => slot === id)),
  ),
  events: lanesOf(events, ({ trace }, id) => slowEvent(trace, id)),
  ports: lanesOf(ports, ({ trace, operations }, id) => slowPort(trace, id, operations)),
  gaps: ({ trace }) => [
    { draw: (pen, frame) => drawGaps(pen, frame, trace.marks, HEIGHT), slow: slowGaps(trace, HEIGHT) },
  ],
  marks: ({ trace }) => [
    { draw: (pen, frame) => drawMarks(pen, frame, trace.marks, HEIGHT), slow: slowMarks(trace, HEIGHT) },
  ],
  losses: ({ trace }) => [{ draw: (pen, frame) => drawLosses(pen, frame, trace.endTime), slow: slowLosses(trace) }],
};

/** The columns of the overview, of a session that ends where one of the buckets does in which density is measured. */
const COLUMNS = 120;
const BUCKET_NS = 1000;
const track = { leftCss: 40, widthCss: COLUMNS * COLUMN_CSS };

describe(`what a renderer draws that looks at everything (seeds 1 to ${SESSIONS}, ${VIEWS} views each)`, () => {
  it.each(Object.entries(kinds))('is what is drawn of %s', (_, twinsOf) => {
    let lanes = 0;
    let lines = 0;
    for (const session of sessions) {
      const random = randomNumbers(session.seed + 1000);
      const twins = twinsOf(session);
      lanes += twins.length;
      for (let view = 0; view < VIEWS; view++) {
        const frame = randomFrame(session, random);
        const twin = twins[view % twins.length];
        if (twin === undefined) continue;
        const log = new DrawLog(true);
        twin.draw(log, frame);
        const { layers } = twin.slow(seenIn(session, frame));
        const where = `seed ${session.seed}, view ${view}`;
        expect(inLayers(log.lines, layers), where).toBe(layers.map(sorted).join('\n'));
        lines += log.lines.length;
      }
    }
    // There was something to compare.
    expect(lanes).toBeGreaterThan(SESSIONS / 4);
    expect(lines).toBeGreaterThan(SESSIONS * VIEWS);
  });
});

it(`the overview is what adding up every operation gives, column by column (seeds 1 to ${SESSIONS})`, () => {
  for (let seed = 1; seed <= SESSIONS; seed++) {
    // The longer ones outgrow the first buckets: each two become one, some more than once.
    const times = 2 ** (seed % 7);
    const session = randomSession(seed, { endMultipleNs: COLUMNS * BUCKET_NS * 4 * times, times });
    const { trace, index, operations } = session;
    const frame = {
      ...randomFrame(session, randomNumbers(seed)),
      scale: { startNs: 0, endNs: trace.endTime, ...track },
    };
    const log = new DrawLog(true);
    drawDensity(log, frame, index.density.read(COLUMNS, trace.endTime));
    const { layers } = slowOverview(operations, trace.endTime, seenIn(session, frame));
    expect(inLayers(log.lines, layers), `seed ${seed}`).toBe(layers.map(sorted).join('\n'));
  }
});

/** Any part of a session, from parts of a microsecond to far more than all of it, with whatever a person may have chosen. */
function randomFrame({ trace, index, operations }: Session, random: () => number): Frame {
  const { endTime, calls } = trace;
  const startNs = (random() * 1.2 - 0.1) * endTime;
  const spanNs = Math.max(random() ** 6 * endTime * 300, 200);
  const scale = { startNs, endNs: startNs + spanNs, leftCss: 40, widthCss: 200 + Math.floor(random() * 200) };
  const places = new PlaceSet();
  const share = random() < 0.25 ? random() : undefined;
  for (let place = 0; place < operations.length; place++) if (random() < (share ?? 0)) places.set(place, true);
  return {
    index,
    scale,
    palette: namedPalette,
    observedNs: random() < 0.2 ? random() * endTime : endTime,
    selectedOperation: random() < 0.3 ? (operations[Math.floor(random() * operations.length)]?.id ?? 0) : 0,
    selectedCall: random() < 0.3 ? Math.ceil(random() * calls.length) : 0,
    hits: share === undefined ? undefined : { places, version: random() },
  };
}

function seenIn({ operations }: Session, frame: Frame): SlowView {
  const { hits } = frame;
  const sought = hits && new Set(operations.filter((_, place) => hits.places.has(place)).map(({ id }) => id));
  return { ...frame, sought };
}

/** Has the lanes sum up what there is so far: what comes later must change that. */
function drawFromAfar(index: TraceIndex): void {
  const scale = { startNs: 0, endNs: 1e9, leftCss: 40, widthCss: 200 };
  const none = { palette: namedPalette, selectedOperation: 0, selectedCall: 0 };
  const frame = { index, scale, observedNs: index.trace.endTime, ...none };
  for (const kind of LANE_KINDS) for (const lane of kind.lanes(index)) lane.draw(new DrawLog(), frame, 0);
}

/** The log, cut into as many lines as each layer has: within one the order does not matter. */
function inLayers(lines: readonly string[], layers: readonly (readonly string[])[]): string {
  let from = 0;
  const cut = layers.map(({ length }) => sorted(lines.slice(from, (from += length))));
  return [...cut, ...lines.slice(from)].join('\n');
}

const sorted = (lines: readonly string[]) => lines.toSorted().join('\n');
