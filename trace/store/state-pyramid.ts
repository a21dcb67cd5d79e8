const FAN = 16;
/** How many looks there may be. */
export const LOOKS = 4;

/** What a stretch of a lane consists of: how many of its items have each look, and the worst that happened among them. */
export interface Summary {
  readonly counts: Uint32Array;
  worst: number;
}

export function emptySummary(): Summary {
  return { counts: new Uint32Array(LOOKS), worst: 0 };
}

/**
 * The looks of the items of one lane, and sums of them, so that a stretch of any length is summed in O(log n):
 *
 * ```
 *  level 2                   ▐ 256 items ▌
 *  level 1   ▐ 16 items ▌▐ 16 ▌▐ 16 ▌ …          counts of each look, and the worst
 *  items     │││││││││││││││││││││││││││││       one byte: look, and how bad it ended (0: not at all)
 * ```
 *
 * Appending is amortised O(1): a node is made when all of its children are there.
 */
export class StatePyramid {
  length = 0;
  private items = new Uint8Array(FAN);
  private readonly levels: Level[] = [];

  append(look: number, worst: number): void {
    if (this.length === this.items.length) this.items = grown(this.items);
    this.items[this.length++] = look | (worst << 4);
    for (let level = 0, end = this.length; end % FAN === 0; level++) {
      end /= FAN;
      this.make(level, end - 1);
    }
  }

  /** An item that was appended looks otherwise now, or has ended badly. */
  change(rank: number, look: number, worst: number): void {
    const item = look | (worst << 4);
    if (this.items[rank] === item) return;
    this.items[rank] = item;
    for (let level = 0, node = Math.floor(rank / FAN); level < this.levels.length; level++) {
      if (node >= this.levels[level]!.length) return;
      this.make(level, node);
      node = Math.floor(node / FAN);
    }
  }

  /** Sums up the items from a rank up to another, which is not among them. */
  sum(from: number, to: number, into: Summary): void {
    into.counts.fill(0);
    into.worst = 0;
    this.add(-1, from, to, into);
  }

  /** Adds what lies between two nodes of a level; below level 0 they are items. */
  private add(level: number, from: number, to: number, into: Summary): void {
    const above = this.levels[level + 1];
    const first = Math.ceil(from / FAN);
    const last = above === undefined ? 0 : Math.min(Math.floor(to / FAN), above.length);
    if (first >= last) return this.addEach(level, from, to, into);
    this.addEach(level, from, first * FAN, into);
    this.add(level + 1, first, last, into);
    this.addEach(level, last * FAN, to, into);
  }

  private addEach(level: number, from: number, to: number, into: Summary): void {
    const { counts } = into;
    if (level < 0) {
      for (let rank = from; rank < to; rank++) {
        const item = this.items[rank]!;
        counts[item & 15]!++;
        if (item >> 4 > into.worst) into.worst = item >> 4;
      }
      return;
    }
    const nodes = this.levels[level]!;
    for (let node = from; node < to; node++) {
      for (let look = 0; look < LOOKS; look++) counts[look]! += nodes.counts[node * LOOKS + look]!;
      if (nodes.worst[node]! > into.worst) into.worst = nodes.worst[node]!;
    }
  }

  private make(level: number, node: number): void {
    const nodes = (this.levels[level] ??= new Level());
    const { scratch } = this;
    scratch.counts.fill(0);
    scratch.worst = 0;
    this.addEach(level - 1, node * FAN, (node + 1) * FAN, scratch);
    nodes.set(node, scratch);
  }
  private readonly scratch = emptySummary();
}

class Level {
  length = 0;
  counts = new Uint32Array(FAN * LOOKS);
  worst = new Uint8Array(FAN);

  set(node: number, { counts, worst }: Summary): void {
    if (node === this.worst.length) {
      this.worst = grown(this.worst);
      const larger = new Uint32Array(this.counts.length * 2);
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts.set(counts, node * LOOKS);
    this.worst[node] = worst;
    if (node >= this.length) this.length = node + 1;
  }
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
