import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../testing/drawn-trace.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import { GrowingTrace } from '../testing/random-trace.ts';
import { CLIENT, SERVER, StreamRows } from '../testing/stream-rows.ts';
import type { Trace } from '../trace.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
const MOST = 1000;

/** Who moved one byte: an operation, or minus a call without a WSAOVERLAPPED. */
type Mover = number;

/** A connection in which every byte is known: who has sent it and who has received it, in the order of the stream. */
class KnownStream {
  readonly rows = new StreamRows().connect();
  readonly sentBy: Mover[] = [];
  readonly receivedBy: Mover[] = [];
  private now = 10;

  constructor(
    private readonly random: () => number,
    steps: number,
  ) {
    const flying: { readonly operation: number; readonly room: number }[] = [];
    for (let step = 0; step < steps; step++) {
      const chance = random();
      if (chance < 0.4) this.send();
      else if (chance < 0.7) {
        flying.push({ operation: this.rows.transfer('WSARecv', this.tick(2), SERVER), room: 1 + this.below(40) });
      } else if (chance < 0.75) this.peek(flying.length === 0);
      else if (chance < 0.8) this.cancel(flying.pop()?.operation);
      else if (chance < 0.85 && flying.length === 0) this.receivePlainly();
      // Receives are filled in the order of their issue, as far as there is something.
      while (flying.length > 0 && this.unread > 0 && random() < 0.8) {
        const { operation, room } = flying.shift()!;
        this.rows.completed(operation, this.tick(), { value: this.take(operation, room) });
      }
    }
  }

  /** What a naive reader of the two lists says of an operation: runs of bytes of the same mover on the other side. */
  peersOf(operation: Mover): string | undefined {
    const own = this.sentBy.includes(operation) ? this.sentBy : this.receivedBy;
    const other = own === this.sentBy ? this.receivedBy : this.sentBy;
    const start = own.indexOf(operation);
    if (start < 0) return undefined;
    const runs: { mover: Mover; from: number; to: number }[] = [];
    for (let at = start; own[at] === operation && other[at] !== undefined; at++) {
      const last = runs.at(-1);
      if (last !== undefined && last.mover === other[at]) last.to++;
      else runs.push({ mover: other[at]!, from: at - start, to: at - start + 1 });
    }
    return runs.map(({ mover, from, to }) => `${mover} ${from}–${to}`).join(' ');
  }

  private get unread(): number {
    return this.sentBy.length - this.receivedBy.length;
  }

  private send(): void {
    const bytes = this.below(50);
    const at = this.tick(2);
    const isPlain = this.random() < 0.2;
    const mover = isPlain
      ? -this.rows.plain('WSASend', [at, at + 1], CLIENT, bytes)
      : this.rows.transfer('WSASend', at, CLIENT);
    if (!isPlain) this.rows.completed(mover, this.tick(), { value: bytes });
    for (let byte = 0; byte < bytes; byte++) this.sentBy.push(mover);
  }

  private peek(canComplete: boolean): void {
    if (!canComplete || this.unread === 0) return;
    const operation = this.rows.transfer('WSARecv', this.tick(2), SERVER, 2);
    this.rows.completed(operation, this.tick(), { value: Math.min(this.unread, 5) });
  }

  private cancel(operation: number | undefined): void {
    if (operation !== undefined) this.rows.completed(operation, this.tick(), { status: 0xc0000120 });
  }

  private receivePlainly(): void {
    const at = this.tick(2);
    const bytes = Math.min(this.unread, this.below(30));
    this.take(-this.rows.plain('WSARecv', [at, at + 1], SERVER, bytes), bytes);
  }

  /** How many bytes it gets. */
  private take(mover: Mover, room: number): number {
    const bytes = Math.min(room, this.unread);
    for (let byte = 0; byte < bytes; byte++) this.receivedBy.push(mover);
    return bytes;
  }

  private tick(lasts = 1): number {
    const at = this.now;
    this.now += lasts;
    return at;
  }

  private below(most: number): number {
    return Math.floor(this.random() * most);
  }
}

function said(trace: Trace, operation: number): string | undefined {
  const found = trace.peers.of(operation, MOST);
  return found?.parts.map(({ operation: id, call, from, to }) => `${id === 0 ? -call : id} ${from}–${to}`).join(' ');
}

describe.each(SEEDS)('a stream in which every byte is known, seed %i', (seed) => {
  const random = randomNumbers(seed);
  const stream = new KnownStream(random, 20 + Math.floor(random() * 150));
  const rows = stream.rows.rows.toSorted((a, b) => a.time - b.time);
  const operations = [...drawnTrace(rows).operations].map(({ id }) => id);

  it('has the peers that a naive reader of all its bytes finds', () => {
    const trace = drawnTrace(rows);
    expect(operations.map((id) => said(trace, id))).toEqual(operations.map((id) => stream.peersOf(id)));
  });

  it('has them also when it comes a few rows at a time and is asked in between', () => {
    const growing = new GrowingTrace(rows);
    while (!growing.isWhole) {
      growing.grow(1 + Math.floor(random() * 9));
      for (const id of operations) {
        const known = said(growing.trace, id) ?? '';
        const truth = stream.peersOf(id) ?? '';
        // What is said early is true later, of as many bytes as have come.
        expect(truth.startsWith(known.replace(/\d+$/, '')), `#${id}: ${known} of ${truth}`).toBe(true);
      }
    }
    expect(operations.map((id) => said(growing.trace, id))).toEqual(operations.map((id) => stream.peersOf(id)));
  });

  it('says nothing wrong when rows were lost on the way', () => {
    const gapAt = 10 + random() * (rows.at(-1)!.time / 1000 - 10);
    const lossy = new StreamRows();
    lossy.rows.push(...rows.filter(({ time }) => time < gapAt * 1000 || random() < 0.7));
    lossy.lost(gapAt, rows.at(-1)!.time / 1000 + 1);
    const trace = drawnTrace(lossy.rows.toSorted((a, b) => a.time - b.time));
    for (const id of operations) {
      const known = said(trace, id) ?? '';
      expect(stream.peersOf(id)?.startsWith(known) ?? known === '', `#${id}: ${known}`).toBe(true);
    }
  });
});
