import { describe, expect, it } from 'vitest';
import { phasesOf, type Operation, type OperationState, type Trace } from '../../trace/index.ts';
import { drawRows, drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { DrawLog, namedPalette } from '../test/draw-log.ts';
import { frameOf } from '../test/drawn-frame.ts';
import { BAR_CSS, drawBar } from './draw-bar.ts';
import { sockets } from './lanes/sockets.ts';
import { stateColors, type Frame } from './pen.ts';
import { placeSpan, toCss } from './time-scale.ts';

const TRACES = 200;
const VIEWS = 100;
const lives = [
  'IP..C.S..N.F',
  'IPC.....N.F.X',
  'IM.F',
  'IP.R.N.F',
  'IP.K..N.F.X',
  'IE..',
  'IPCN.F',
  'IP............C.NF',
];
const worst: readonly (OperationState | undefined)[] = ['cancelled', 'aborted', 'leaked', 'failed'];

/** Up to four operations overlap on one socket; the last of a line may go on, or be leaked. */
function randomTrace(seed: number): Trace {
  const random = randomNumbers(seed);
  const below = (most: number) => Math.floor(random() * most);
  const line = () => {
    const life = Array.from(
      { length: 1 + below(14) },
      () => lives[below(lives.length)]! + '.'.repeat(below(40) ** 2 / 20),
    );
    return `${random() < 0.5 ? 'WSARecv' : 'WSASend'} ${'.'.repeat(below(30))}${life.join('')}${['', 'IP', 'IP...L'][below(3)]}`;
  };
  const rows = drawRows(Array.from({ length: 1 + below(4) }, line).join('\n'));
  // No two rows have the same time: their order says the same as their times.
  return drawnTrace(
    rows.map((row, index) => ({
      ...row,
      time: row.time + index,
      object: row.object > 200 && row.object < 300 ? 201 : row.object,
    })),
  );
}

describe('the lane of a socket, at every zoom', () => {
  it(`is what a renderer draws that looks at every operation (seeds 1 to ${TRACES}, ${VIEWS} views each)`, () => {
    for (let seed = 1; seed <= TRACES; seed++) {
      const trace = randomTrace(seed);
      const random = randomNumbers(seed + 1000);
      const frame = frameOf(trace);
      const [lane] = sockets.lanes(frame.index);
      for (let view = 0; view < VIEWS; view++) {
        const startNs = (random() * 1.2 - 0.1) * trace.endTime;
        const spanNs = Math.max(random() ** 4 * trace.endTime * 20, 200);
        const scale = { startNs, endNs: startNs + spanNs, leftCss: 40, widthCss: 200 + Math.floor(random() * 200) };
        const drawn = { ...frame, scale, observedNs: random() < 0.2 ? random() * trace.endTime : trace.endTime };
        const log = new DrawLog();
        lane!.draw(log, drawn, 0);
        const lines = log.lines.filter((text) => !text.startsWith('text'));
        expect(lines.toSorted(), `seed ${seed}, view ${view}`).toEqual(obvious(drawn, trace).toSorted());
      }
    }
  });
});

/** Draws every operation of the socket, one by one, from its object; what shares a pixel is counted by hand. */
function obvious(frame: Frame, trace: Trace): string[] {
  const log = new DrawLog();
  const columnsOf = new Map<string, Operation[]>();
  const { scale, observedNs } = frame;
  for (const row of rowsOf([...trace.operations])) {
    const yCss = 4 + row.row * (BAR_CSS + 5);
    const first = row.operations.findLastIndex(({ issuedAt }) => issuedAt <= scale.startNs);
    row.operations.forEach((operation, rank) => {
      if (rank < first || operation.issuedAt > scale.endNs) return;
      const pxPerNs = scale.widthCss / (scale.endNs - scale.startNs);
      if ((Math.min(busyUntil(operation), observedNs) - operation.issuedAt) * pxPerNs >= 1) {
        drawWhole(log, frame, operation, row.operations[rank + 1]?.issuedAt ?? Infinity, yCss);
        return;
      }
      const key = `${Math.floor(toCss(scale, operation.issuedAt))},${yCss}`;
      columnsOf.set(key, [...(columnsOf.get(key) ?? []), operation]);
    });
  }
  const columns = [...columnsOf]
    .map(([key, operations]) => ({ xCss: Number(key.split(',')[0]), yCss: Number(key.split(',')[1]), operations }))
    .filter(({ xCss }) => xCss >= scale.leftCss)
    .sort((a, b) => a.yCss - b.yCss || a.xCss - b.xCss);
  let run: { xCss: number; yCss: number; color: string; wCss: number } | undefined;
  const end = () => {
    if (run === undefined) return;
    log.fillStyle = run.color;
    log.fillRect(run.xCss, run.yCss, run.wCss, BAR_CSS);
  };
  for (const { xCss, yCss, operations } of columns) {
    const color = stateColors[mostFrequent(operations.map(longestWait))];
    if (run?.color === color && run.yCss === yCss && xCss === run.xCss + run.wCss) run.wCss++;
    else {
      end();
      run = { xCss, yCss, color, wCss: 1 };
    }
    const bad = worst.findLast((state) => operations.some(({ end: ended }) => ended === state));
    if (bad === undefined) continue;
    log.fillStyle = stateColors[bad];
    log.fillRect(Math.min(xCss, scale.leftCss + scale.widthCss - 2), yCss, 2, BAR_CSS);
  }
  end();
  return log.lines.filter((text) => !text.startsWith('text'));
}

/** The lowest row that is free gets the next operation. */
function rowsOf(operations: readonly Operation[]): { row: number; operations: Operation[] }[] {
  const rows: { row: number; operations: Operation[] }[] = [];
  for (const operation of operations) {
    const free = rows.find((row) => busyUntil(row.operations.at(-1)!) <= operation.issuedAt);
    if (free === undefined) rows.push({ row: rows.length, operations: [operation] });
    else free.operations.push(operation);
  }
  return rows;
}

function busyUntil({ fetchedAt, outcome, returnedAt, releasedAt }: Operation): number {
  const done = fetchedAt ?? (outcome === 'failed' ? returnedAt : undefined);
  return Math.min(done ?? Infinity, releasedAt ?? Infinity);
}

const waits: readonly OperationState[] = ['call', 'in-flight', 'unnoticed', 'unfetched'];

function longestWait(operation: Operation): OperationState {
  let longest: { state: OperationState; ns: number } = { state: 'call', ns: 0 };
  for (const { state, from, to = Infinity } of phasesOf(operation)) {
    const wait = state === 'leaked' ? 'in-flight' : state;
    if (waits.includes(wait) && to - from > longest.ns) longest = { state: wait, ns: to - from };
  }
  return longest.state;
}

function mostFrequent(states: readonly OperationState[]): OperationState {
  const count = (state: OperationState) => states.filter((one) => one === state).length;
  return waits.toReversed().reduce((most, state) => (count(state) > count(most) ? state : most));
}

function drawWhole(log: DrawLog, frame: Frame, operation: Operation, coveredFromNs: number, yCss: number): void {
  const { scale, observedNs } = frame;
  const cssNs = (scale.endNs - scale.startNs) / scale.widthCss;
  const limit = Math.min(observedNs, coveredFromNs);
  const isNarrow = Math.min(busyUntil(operation), observedNs) - operation.issuedAt < 6 * cssNs;
  const misfortune = operation.end === 'completed' ? undefined : operation.end;
  const bars = phasesOf(operation)
    .filter(({ from }) => from <= limit)
    .map(({ state, from, to = Infinity }) => ({ state, from, to: Math.max(from, Math.min(to, limit)) }));
  const isTail = (state: OperationState) => state === 'fetched' || (state === misfortune && state !== 'leaked');
  const longest = Math.max(0, ...bars.filter(({ state }) => !isTail(state)).map(({ from, to }) => to - from));
  for (const { state, from, to } of bars) {
    if (isTail(state)) {
      if (isNarrow && to - from < cssNs / 2) continue;
      drawBar(log, frame, from, to, yCss + BAR_CSS - 3, { fill: state, heightCss: 3 });
      if (!isNarrow) drawBar(log, frame, from, from, yCss, { fill: state, minCss: 3 });
      continue;
    }
    if (isNarrow && to - from < Math.min(cssNs / 2, longest)) continue;
    const hidden = misfortune !== undefined && (state === 'unnoticed' || state === 'unfetched');
    // A label gets a ground of its own.
    const isLong = to - from >= 40 * cssNs;
    drawBar(log, frame, from, to, yCss, {
      fill: hidden ? misfortune : state,
      ...(isLong ? { label: labelOf(operation, state, hidden) } : {}),
    });
    if (hidden) drawBar(log, frame, from, to, yCss + BAR_CSS, { fill: state, heightCss: 4 });
  }
  if (misfortune === undefined) return;
  const { outcome, returnedAt, completedAt, issuedAt } = operation;
  const ns = (outcome === 'failed' || misfortune === 'leaked' ? returnedAt : completedAt) ?? issuedAt;
  const mark = ns > observedNs ? undefined : placeSpan(scale, ns, ns, 2);
  if (mark === undefined) return;
  log.fillStyle = namedPalette.colors[stateColors[misfortune]];
  log.fillRect(mark.xCss, yCss, mark.wCss, BAR_CSS);
}

const failures: Partial<Record<number, string>> = {
  0xc0000120: 'STATUS_CANCELLED',
  0xc000020d: 'STATUS_CONNECTION_RESET',
};

function labelOf({ api, id, status = 0 }: Operation, state: OperationState, failed: boolean): string {
  if (failed) return failures[status]!;
  return state === 'call' || state === 'in-flight' || state === 'leaked' ? `${api} #${id}` : state;
}
