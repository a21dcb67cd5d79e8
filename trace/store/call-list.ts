import type { Call } from '../objects.ts';
import { Entries } from './entries.ts';
import { IdIndex } from './id-index.ts';
import type { TraceTables } from './tables.ts';

/** The calls of a trace, in the order of their entry. Each is read out of the columns when it is asked for. */
export class CallList extends Entries<Call> {
  private readonly places = new IdIndex();
  private known = 0;

  constructor(
    private readonly table: TraceTables['calls'],
    private readonly apis: readonly string[],
  ) {
    super();
  }

  override get length(): number {
    return this.table.length;
  }

  /** The call at a place; undefined beyond the ends. It is as it stands now, and does not change afterwards. */
  override at(place: number): Call | undefined {
    if (place < 0 || place >= this.table.length) return undefined;
    const { columns } = this.table;
    const returnedAt = columns.returnedAt[place]!;
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
            value: columns.value[place]!,
            error: columns.error[place]!,
          }),
    };
  }

  /** By number; calls are numbered from 1 in no order of time. */
  get(id: number): Call | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.at(place);
  }

  /** The place of a call in the table; undefined: it is unknown. */
  placeOf(id: number): number | undefined {
    const { table } = this;
    for (; this.known < table.length; this.known++) this.places.set(table.columns.id[this.known]!, this.known);
    return this.places.get(id);
  }
}
