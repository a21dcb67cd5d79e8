import type { Operation } from '../../trace/index.ts';

/**
 * When an operation stops needing room of its own on its lane: with the fetch of its result or the failure of its call.
 * What follows until the release is a thin tail that the next operation may cover.
 */
export function busyUntil(operation: Operation): number {
  const { fetchedAt, outcome, returnedAt, releasedAt } = operation;
  const done = fetchedAt ?? (outcome === 'failed' ? returnedAt : undefined);
  return Math.min(done ?? Infinity, releasedAt ?? Infinity);
}

/**
 * Operations of one socket, in as few rows as their overlap allows:
 *
 * ```
 *  ▒▒▒▒ 1 ▒▒▒▒  ▒▒ 3 ▒▒▒▒▒▒▒
 *       ▒▒▒▒▒ 2 ▒▒▒▒▒  ▒ 4 ▒
 * ```
 *
 * A row is sorted by issue, and an operation never changes its row.
 */
export class SubRows {
  readonly rows: Operation[][] = [];
  private readonly rowOfId = new Map<number, number>();

  place(operation: Operation): void {
    const free = this.rows.findIndex((row) => {
      const last = row.at(-1);
      return last === undefined || busyUntil(last) <= operation.issuedAt;
    });
    const row = free < 0 ? this.rows.length : free;
    (this.rows[row] ??= []).push(operation);
    this.rowOfId.set(operation.id, row);
  }

  /** The row of an operation, from 0; undefined when it is not here. */
  rowOf(operation: number): number | undefined {
    return this.rowOfId.get(operation);
  }
}
