import type { Call } from '../objects.ts';
import { Entries } from './entries.ts';
import type { TraceTables } from './tables.ts';

/** The calls of a trace, in the order of their entry. Each is read out of the columns when it is asked for. */
export class CallList extends Entries<Call> {
  constructor(
    private readonly table: TraceTables['calls'],
    private readonly apis: readonly string[],
  ) {
    super(table);
  }

  /** The call at a place; undefined beyond the ends. It is as it stands now, and does not change afterwards. */
  override at(place: number): Call | undefined {
    if (place < 0 || place >= this.table.length) return undefined;
    const { columns } = this.table;
    const returnedAt = columns.returnedAt.at(place);
    return {
      id: columns.id[place]!,
      api: this.apis[columns.api[place]! - 1] ?? '',
      thread: columns.thread[place]!,
      enteredAt: columns.enteredAt[place]!,
      enteredRow: columns.enteredRow[place]!,
      operation: columns.operation[place]!,
      object: columns.object[place]!,
      slot: columns.slot[place]!,
      ...(Number.isNaN(returnedAt)
        ? {}
        : {
            returnedAt,
            returnedRow: columns.returnedRow[place]!,
            value: columns.value.at(place),
            error: columns.error[place]!,
          }),
    };
  }
}
