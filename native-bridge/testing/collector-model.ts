import {
  BatchWriter,
  kindName,
  kindNumber,
  numberColumns,
  type NumberColumn,
  type Row,
  type RowKind,
} from '../../trace/index.ts';
import { drawnInfo } from '../../trace/testing/drawn-trace.ts';
import { randomNumbers } from '../../trace/testing/random-numbers.ts';
import { Clock } from '../clock.ts';
import { Collector } from '../collector.ts';
import { headerWords } from '../ring.ts';
import { rowsOf, testRing } from './test-ring.ts';

/** Time goes on when the test says so: many rows have the same. */
class TestClock extends Clock {
  time = 0;

  override now(): number {
    return this.time;
  }
}

interface Lost {
  readonly time: number;
  readonly rows: number;
  readonly operations: number;
}

/** What a thread has done, as plain lists. */
class Twin {
  readonly published: Row[] = [];
  group: Row[] | undefined;
  stamp = 0;
  quietSince = 0;
  lastPublishedTime = 0;
  /** Not yet in a gap row. */
  lost: Lost[] = [];

  publish(): void {
    this.published.push(...(this.group ?? []));
    this.lastPublishedTime = this.published.at(-1)?.time ?? this.lastPublishedTime;
    this.group = undefined;
  }

  completeUpTo(now: number): number {
    this.quietSince = this.group === undefined ? now : Math.max(this.quietSince, this.lastPublishedTime);
    return this.quietSince;
  }
}

interface Gap {
  readonly since: number;
  readonly rows: number;
  readonly operations: number;
}

interface Turn {
  readonly times: readonly number[];
  readonly rows: readonly Row[];
  readonly expectedRows: readonly Row[];
  readonly gaps: readonly Gap[];
  readonly expectedGaps: readonly Gap[];
}

/** Random threads with small rings, and a collector that comes now and then, beside their twins. */
export class CollectorModel {
  readonly clock = new TestClock(0n);
  /** Rows that were to be written, that came out, that were lost and not told of yet; and those for which a ring was full. */
  readonly counts = { written: 0, taken: 0, lost: 0, full: 0 };
  private readonly rings: readonly ReturnType<typeof testRing>[];
  private readonly twins: readonly Twin[];
  private readonly collector: Collector;
  private readonly integer: (below: number) => number;

  constructor(seed: number, position: number) {
    const random = randomNumbers(seed);
    this.integer = (below) => Math.floor(random() * below);
    this.rings = Array.from({ length: 4 }, () => testRing(2048, position));
    this.twins = this.rings.map(() => new Twin());
    const memory = { rings: [new SharedArrayBuffer(0), ...this.rings.map((ring) => ring.memory)] };
    this.collector = new Collector(memory, this.clock, new BatchWriter(drawnInfo));
  }

  /** One thing that happens. True when it is the collector's turn. */
  step(): boolean {
    const { integer } = this;
    this.clock.time += integer(3);
    const what = integer(20);
    if (what < 18) this.writeGroup(integer(this.rings.length));
    else if (what < 19) this.lose(integer(this.rings.length));
    return what === 19;
  }

  /** What the collector gives on, and what it should: rows, and for each gap row what it should say. */
  take(last: boolean): Turn {
    const rows = rowsOf(this.collector.take(last));
    const isGap = ({ kind }: Row) => kindName(kind) === 'gap';
    const gaps = rows.filter(isGap);
    const turn = {
      times: rows.map(({ time }) => time),
      rows: rows.filter((row) => !isGap(row)),
      expectedRows: this.expectedRows(last),
      gaps: gaps.map(said),
      expectedGaps: gaps.map((gap) => this.expectedGap(gap)),
    };
    this.counts.taken += turn.rows.length;
    return turn;
  }

  private writeGroup(index: number): void {
    const { clock, integer } = this;
    const { writer } = this.rings[index]!;
    const twin = this.twins[index]!;
    if (twin.group === undefined) {
      twin.group = [];
      writer.begin();
      twin.stamp = clock.now();
    }
    for (let n = integer(4); n > 0; n--) {
      if (integer(4) === 0) twin.stamp = clock.now();
      this.write(index, twin.stamp);
    }
    if (integer(4) === 0) return;
    writer.end();
    twin.publish();
  }

  private write(index: number, time: number): void {
    const { integer } = this;
    const { writer, memory } = this.rings[index]!;
    const twin = this.twins[index]!;
    const kind: RowKind = integer(2) === 0 ? 'note' : 'completed';
    const numbers = Object.fromEntries(numberColumns.map(({ name }) => [name, integer(200)]));
    const payload = new Uint8Array(integer(3) === 0 ? 0 : integer(150)).fill(integer(256));
    const given = { time, thread: index + 1, kind: kindNumber(kind), payload };
    const row = { ...(numbers as Record<NumberColumn, number>), ...given };
    const lost = () => new Int32Array(memory)[headerWords.lostRows]!;
    const lostBefore = lost();
    writer.write(kind, time, index + 1, row);
    this.counts.written++;
    if (lost() === lostBefore) twin.group!.push(row);
    else {
      this.counts.full++;
      this.hasLost(twin, { time, rows: 1, operations: 0 });
    }
  }

  /** Rows that the thread itself leaves out, of an operation that it has not admitted. */
  private lose(index: number): void {
    const loss = { time: this.clock.now(), rows: 1 + this.integer(5), operations: this.integer(2) };
    this.rings[index]!.writer.lose(loss.rows, loss.operations, () => loss.time);
    this.counts.written += loss.rows;
    this.hasLost(this.twins[index]!, loss);
  }

  private hasLost(twin: Twin, loss: Lost): void {
    twin.lost.push(loss);
    this.counts.lost += loss.rows;
  }

  private expectedRows(last: boolean): Row[] {
    const { twins, clock } = this;
    const complete = last ? Infinity : Math.min(...twins.map((twin) => twin.completeUpTo(clock.now())));
    if (last) for (const twin of twins) twin.publish();
    return twins
      .flatMap(({ published }) => published.splice(0, published.filter(({ time }) => time <= complete).length))
      .sort((a, b) => a.time - b.time);
  }

  /** It counts the oldest losses of its thread, and tells of all that had happened by its time. */
  private expectedGap({ time, thread, value }: Row): Gap {
    const twin = this.twins[thread - 1]!;
    const since = twin.lost[0]?.time ?? NaN;
    const gap = { since, rows: 0, operations: 0 };
    while (gap.rows < value && (twin.lost[0]?.time ?? Infinity) <= time) {
      const loss = twin.lost.shift()!;
      gap.rows += loss.rows;
      gap.operations += loss.operations;
    }
    this.counts.lost -= gap.rows;
    this.counts.written -= gap.rows;
    return gap;
  }
}

function said({ time, value, uncertainty, payload }: Row): Gap {
  const { operations } = JSON.parse(new TextDecoder().decode(payload)) as { operations: number };
  return { since: time - uncertainty, rows: value, operations };
}
