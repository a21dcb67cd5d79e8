import type { Operation } from '../operation.ts';
import { Entries } from './entries.ts';
import { HAS_ROUTINE, KEEPS_OFF_PORT, ends, indicationNames, outcomes, type TraceTables } from './tables.ts';

/** The operations of a trace, in the order of their issue. Each is read out of the columns when it is asked for. */
export class OperationList extends Entries<Operation> {
  constructor(
    private readonly table: TraceTables['operations'],
    private readonly apis: readonly string[],
  ) {
    super(table);
  }

  /** The operation at a place; undefined beyond the ends. It is as it stands now, and does not change afterwards. */
  override at(place: number): Operation | undefined {
    if (place < 0 || place >= this.table.length) return undefined;
    const { columns } = this.table;
    const operation: { -readonly [Field in keyof Operation]: Operation[Field] } = {
      id: columns.id[place]!,
      api: this.apis[columns.api[place]! - 1] ?? '',
      call: columns.call[place]!,
      thread: columns.thread[place]!,
      object: columns.object[place]!,
      slot: columns.slot[place]!,
      event: columns.event[place]!,
      hasRoutine: (columns.flags[place]! & HAS_ROUTINE) !== 0,
      keepsOffPort: (columns.flags[place]! & KEEPS_OFF_PORT) !== 0,
      issuedAt: columns.issuedAt[place]!,
      requested: columns.requested.at(place),
    };
    const { returnedAt, transferred, signaledAt, noticedAt, fetchedAt, releasedAt } = columns;
    if (returnedAt.has(place)) operation.returnedAt = returnedAt.at(place);
    const outcome = outcomes[columns.outcome[place]!];
    if (outcome !== undefined) operation.outcome = outcome;
    if (transferred.has(place)) {
      operation.transferred = transferred.at(place);
      operation.completedAt = columns.completedAt.at(place);
      operation.completedSince = columns.completedSince.at(place);
      operation.status = columns.status[place]!;
    }
    if (columns.error[place] !== 0) operation.error = columns.error[place]!;
    if (signaledAt.has(place)) operation.signaledAt = signaledAt.at(place);
    if (noticedAt.has(place)) {
      operation.noticedAt = noticedAt.at(place);
      operation.noticedBy = columns.noticedBy[place]!;
      operation.noticedHow = indicationNames[columns.noticedHow[place]!]!;
    }
    if (fetchedAt.has(place)) {
      operation.fetchedAt = fetchedAt.at(place);
      operation.fetchedBy = columns.fetchedBy[place]!;
    }
    if (releasedAt.has(place)) operation.releasedAt = releasedAt.at(place);
    const end = ends[columns.end[place]!];
    if (end !== undefined) operation.end = end;
    return operation;
  }
}
