import { BatchWriter } from '../batch-writer.ts';
import type { Row } from '../columns.ts';
import { BatchDecoder } from '../recording-reader.ts';
import { Trace } from '../trace.ts';
import { drawRows, drawnInfo, drawnRow } from './drawn-trace.ts';

const apis = ['WSARecv', 'WSASend', 'WSARecvFrom', 'AcceptEx', 'TransmitFile'] as const;
const lives = ['P', 'P', 'P', 'M', 'E'] as const;
const later = ['C', 'C', 'R', 'K', 'S', 'N', 'N', 'F', 'F', 'A', 'D', 'V', 'W', '.', '.', 'X', 'Z', 'L'] as const;

/** Rows of many lives that overlap, in whatever order of their steps; sockets and threads get their names at some time. */
export function randomRows(random: () => number, lines: number, letters: number): Row[] {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
  const drawings = Array.from({ length: lines }, () => {
    let life = '';
    while (life.length < letters) {
      life += `${random() < 0.03 ? 'O' : ''}${pick(['I', 'I', 'G', 'J'])}${pick(lives)}`;
      for (let steps = Math.floor(random() * 7); steps > 0; steps--) life += pick(later);
    }
    return `${pick(apis)} ${life}`;
  });
  const rows = drawRows(drawings.join('\n'));
  const text = (value: string) => new TextEncoder().encode(value);
  for (let line = 1; line <= lines; line++) {
    const named = { object: 200 + line, payload: text(JSON.stringify({ peer: `10.0.0.${line}:${5000 + line}` })) };
    rows.push(drawnRow('socket-named', random() * letters * 1000, named));
    const renamed = { thread: line, value: 2000 + line, payload: text(`worker ${line}`) };
    if (random() < 0.3) rows.push(drawnRow('thread-started', random() * letters * 1000, renamed));
    const moved = { slot: line, value: 0x9000 + line * 32 };
    if (random() < 0.2) rows.push(drawnRow('slot-allocated', random() * letters * 1000, moved));
  }
  return rows.sort((a, b) => a.time - b.time);
}

/** A trace that takes rows a few at a time. */
export class GrowingTrace {
  readonly trace = new Trace(drawnInfo);
  private readonly writer = new BatchWriter(drawnInfo);
  private readonly decoder = new BatchDecoder(this.writer.schemaMessage);
  private taken = 0;

  constructor(private readonly rows: readonly Row[]) {}

  get isWhole(): boolean {
    return this.taken === this.rows.length;
  }

  grow(rows: number): void {
    const next = this.rows.slice(this.taken, this.taken + rows);
    if (next.length === 0) return;
    const batch = this.decoder.decode(this.writer.batchMessage(next));
    if (batch === undefined) throw new Error('The rows are no batch');
    this.trace.append(batch);
    this.taken += next.length;
  }
}
