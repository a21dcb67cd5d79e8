interface Entry<Item> {
  readonly timeNs: number;
  readonly order: number;
  readonly item: Item;
}

/** Items by their time; those of the same time in the order in which they were added. */
export class TimeHeap<Item> {
  private readonly entries: Entry<Item>[] = [];
  private added = 0;

  /** The time of the first; Infinity when there is none. */
  get firstNs(): number {
    return this.entries[0]?.timeNs ?? Infinity;
  }

  add(timeNs: number, item: Item): void {
    const { entries } = this;
    const entry = { timeNs, order: this.added++, item };
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, entries[parent]!)) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  /** Takes the first; there must be one. */
  take(): Item {
    const { entries } = this;
    const [first] = entries;
    const last = entries.pop();
    if (first === undefined || last === undefined) throw new Error('Nothing is left to take');
    if (entries.length > 0) this.sink(last);
    return first.item;
  }

  private sink(entry: Entry<Item>): void {
    const { entries } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && isBefore(entries[child + 1]!, entries[child]!)) child++;
      if (!isBefore(entries[child]!, entry)) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = entry;
  }
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.order < b.order);
}
