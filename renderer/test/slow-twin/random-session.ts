import { kindNumber, type Operation, type Trace } from '../../../trace/index.ts';
import type { Row } from '../../../trace/columns.ts';
import { drawRows, drawnRow } from '../../../trace/testing/drawn-trace.ts';
import { randomLives, sequenced } from '../../../trace/testing/random-lives.ts';
import { randomNumbers } from '../../../trace/testing/random-numbers.ts';
import { GrowingTrace } from '../../../trace/testing/random-trace.ts';
import { footerBytes, readFooter } from '../../../trace/testing/through-footer.ts';
import { TraceIndex } from '../../timeline/trace-index.ts';

/** A trace, what the timeline knows of it, and the objects that a slow renderer looks at one by one. */
export interface Session {
  readonly seed: number;
  readonly trace: Trace;
  readonly index: TraceIndex;
  readonly operations: readonly Operation[];
}

const lives = [
  'IP..C.S..N.F',
  'IPC.....N.F.X',
  'IM.F',
  'IP.R.N.F',
  'IP.K..N.F.X',
  'IE..',
  'IPCN.F',
  'IP............C.NF',
  'JP.C.V.N.W',
  'JPR.V...IM.W',
  'JPC..V.N.N.W',
];
/** Of a socket that is associated with a port. */
const packets = ['IP..C..D', 'IP.C...D', 'IPK..D', 'IPRD', 'IMCD', 'GP.C.N.F', 'Y', 'Y..U'];
/** How a line may end: with an operation that nobody has fetched, or that goes on. */
const lasts = ['', 'IP', 'IP...L', 'IPC', 'IP.C...N', 'IPR', 'IPK..N'];
const apis = ['WSARecv', 'WSASend'];
const routineEntered = kindNumber('routine-entered');
const WSAECONNRESET = 10_054;
const text = (words: string) => new TextEncoder().encode(words);

interface Options {
  /** It lasts so many times as long as it is drawn. */
  readonly times?: number;
  /** Its end is a whole number of these. */
  readonly endMultipleNs?: number;
  /** Sees it after each piece, of odd seeds: those grow. */
  readonly onGrown?: (index: TraceIndex) => void;
}

/**
 * A session in which everything happens that a lane can draw, of up to four threads. Of odd seeds it comes piece by piece,
 * and all operations are on one socket, where up to four overlap; of every third rows are lost.
 */
export function randomSession(seed: number, { times = 1, endMultipleNs = 1, onGrown }: Options = {}): Session {
  const random = randomNumbers(seed);
  const below = (most: number) => Math.floor(random() * most);
  const lines = 1 + below(4);
  const isShared = seed % 2 === 1;
  // Some are so long that many operations share a pixel: there hardly any fails, and none of these may be hidden.
  const isLong = seed % 5 === 0;
  const drawing = Array.from({ length: lines }, (_, line) => {
    const some = (of: readonly string[]) => {
      if (!isLong) return randomLives(random, of, below(9), 78);
      const well = of.filter((life) => !/[REK]/.test(life));
      return `${randomLives(random, well, below(40), 78)}IPR.N.F${randomLives(random, well, below(40), 78)}`;
    };
    // A socket is associated with a completion port once.
    const onPort = random() < 0.6 && (line === 0 || !isShared) ? `O${some([...lives, ...packets])}` : '';
    return `${apis[below(apis.length)]} ${'.'.repeat(below(30))}${some(lives)}${onPort}${lasts[below(lasts.length)]}`;
  });
  const drawn = drawRows(drawing.join('\n'));
  const rows = sequenced(
    [...drawn, ...observedRows(random, lines, drawn.at(-1)!.time)]
      .toSorted((a, b) => a.time - b.time)
      .filter((row) => seed % 3 !== 0 || random() > 0.03 || row.time === 0)
      .map((row) => ({
        ...row,
        time: row.time * times,
        error: row.kind === routineEntered && random() < 0.3 ? WSAECONNRESET : row.error,
        object: isShared && row.object > 200 && row.object < 300 ? 201 : row.object,
      })),
  );
  const endNs = Math.ceil((rows.at(-1)!.time + 1) / endMultipleNs) * endMultipleNs;
  const growing = new GrowingTrace([...rows, drawnRow('note', endNs)]);
  const { trace } = growing;
  const index = new TraceIndex(trace);
  while (!growing.isWhole) {
    growing.grow(seed % 2 === 0 ? rows.length + 1 : 1 + below(rows.length));
    index.update();
    onGrown?.(index);
  }
  return { seed, trace, index, operations: [...trace.operations] };
}

/** The same session, as a recording's footer gives it: in parts, each of which is put on its lanes and seen. */
export async function throughFooter({ seed, trace }: Session, onPart: (index: TraceIndex) => void): Promise<Session> {
  let index: TraceIndex | undefined;
  const read = await readFooter(footerBytes(trace, 20 + ((seed * 17) % 200)), trace, {
    async begun(begun, reader) {
      index = new TraceIndex(begun);
      index.begin(await reader.density());
    },
    part() {
      index?.update();
      if (index !== undefined) onPart(index);
    },
  });
  return { seed, trace: read, index: index!, operations: [...read.operations] };
}

/** What is seen and said beside the operations: looks at events and ports, waits outside Winsock, marks. */
function observedRows(random: () => number, lines: number, endNs: number): Row[] {
  const below = (most: number) => Math.floor(random() * most);
  const rows: Row[] = [];
  for (let line = 1; line <= lines; line++) {
    const on = { thread: line };
    for (let i = below(60); i > 0; i--) {
      // Some follow each other closely, as when a program sets an event and resets it.
      const at = random() * endNs;
      for (let edge = 1 + below(3); edge > 0; edge--) {
        const seen = { object: 100 + line, value: below(2), uncertainty: below(3) * below(3000) };
        const by = { call: below(3) * below(60), operation: below(2) * below(20) };
        rows.push(drawnRow('event-state', at + edge * below(400), { ...on, ...seen, ...by }));
      }
    }
    for (let i = below(80); i > 0; i--) {
      const seen = { object: 300 + line, value: below(6), uncertainty: below(2) * below(4000) };
      rows.push(drawnRow('port-depth', random() * endNs, { ...on, ...seen }));
    }
    for (let i = below(12); i > 0; i--) {
      const kind = random() < 0.5 ? 'program-waits' : 'program-goes-on';
      rows.push(drawnRow(kind, random() * endNs, { ...on, payload: text('a turn') }));
    }
    if (random() < 0.2) rows.push(drawnRow('object-closed', random() * endNs, { ...on, object: 100 + line }));
    if (random() < 0.2) rows.push(drawnRow('object-closed', random() * endNs, { ...on, object: 300 + line }));
  }
  const marks = ['note', 'chapter', 'gap', 'gap', 'overrun'] as const;
  for (let i = below(30); i > 0; i--) {
    const lost = { value: 1 + below(9), uncertainty: below(3) * below(endNs / 4) };
    const kind = marks[below(marks.length)]!;
    const said = kind === 'gap' ? '' : 'something'.slice(below(9));
    rows.push(
      drawnRow(kind, random() * endNs, { thread: below(6), payload: text(said), ...(kind === 'gap' ? lost : {}) }),
    );
  }
  return rows;
}
