/**
 * The rows of one socket's lane, handed out so that operations which overlap stand in different ones:
 *
 * ```
 *  ▒▒▒▒ 1 ▒▒▒▒  ▒▒ 3 ▒▒▒▒▒▒▒
 *       ▒▒▒▒▒ 2 ▒▒▒▒▒  ▒ 4 ▒
 * ```
 *
 * The lowest free one comes first, in O(log n) however many are taken.
 */
export class FreeRows {
  private count = 0;
  /** A heap of the free ones: the lowest on top. */
  private readonly free: number[] = [];

  take(): number {
    const { free } = this;
    const lowest = free[0];
    if (lowest === undefined) return this.count++;
    const last = free.pop()!;
    if (free.length > 0) this.sink(last);
    return lowest;
  }

  giveBack(row: number): void {
    const { free } = this;
    let at = free.push(row) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && free[parent]! > row; parent = (at - 1) >> 1) {
      free[at] = free[parent]!;
      at = parent;
    }
    free[at] = row;
  }

  private sink(row: number): void {
    const { free } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= free.length) break;
      if (child + 1 < free.length && free[child + 1]! < free[child]!) child++;
      if (free[child]! >= row) break;
      free[at] = free[child]!;
      at = child;
    }
    free[at] = row;
  }
}
