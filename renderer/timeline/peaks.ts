const FAN = 16;

/**
 * Numbers that are not below 0, and the greatest of any stretch of them in O(log n):
 *
 * ```
 *  level 1            ▐ greatest of 16 ▌▐ of 16 ▌ …
 *  level 0  values    │││││││││││││││││││││││││││
 * ```
 */
export class Peaks {
  private readonly levels: number[][] = [[]];

  append(value: number): void {
    for (let level = 0, greatest = value; ; level++) {
      const nodes = (this.levels[level] ??= []);
      nodes.push(greatest);
      if (nodes.length % FAN !== 0) return;
      greatest = Math.max(...nodes.slice(-FAN));
    }
  }

  /** The greatest from a rank up to another, which is not among them; 0 when there is none. */
  greatest(from: number, to: number, level = 0): number {
    const nodes = this.levels[level] ?? [];
    const first = Math.ceil(from / FAN);
    const last = Math.floor(to / FAN);
    if (first >= last) return Math.max(0, ...nodes.slice(from, to));
    const ends = [...nodes.slice(from, first * FAN), ...nodes.slice(last * FAN, to)];
    return Math.max(this.greatest(first, last, level + 1), ...ends);
  }
}
