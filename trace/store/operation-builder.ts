import {
  STATUS_CANCELLED,
  STATUS_PENDING,
  WSA_IO_INCOMPLETE,
  WSA_IO_PENDING,
  isFailure,
  winsockErrorOf,
} from '../../winsock/index.ts';
import { UNCERTAINTY_MAX } from '../columns.ts';
import { FreeRows } from './free-rows.ts';
import { IdIndex } from './id-index.ts';
import { IdMap } from './id-map.ts';
import type { RowCursor } from './row-cursor.ts';
import { endNumber, indicationNumber, outcomeNumber, type TraceTables } from './tables.ts';

const MOST_SUB_ROWS = 65_535;

/**
 * Fills the table of operations, in the order of the rows. Operations are named by their place in the table; undefined is
 * one that is not there.
 *
 * A completion can be reported a moment after the program learned of it, because another thread watches Internal. What
 * the program was told is then the better bound: `completedAt` moves back to `noticedAt`, never the other way.
 */
export class OperationBuilder {
  private readonly places = new IdIndex();
  /** Event object → operations issued with it whose completion the program has not learned of. */
  private readonly waitingOn = new IdMap<Set<number>>();
  private readonly newestInSlot = new IdIndex();
  private readonly closedSockets = new Set<number>();
  private readonly subRows = new IdMap<FreeRows>();
  /** Waits that ended by the event of an operation which nobody had yet seen complete. */
  private readonly told = new Map<number, { readonly call: number; readonly time: number }>();

  constructor(private readonly tables: TraceTables) {}

  find(id: number): number | undefined {
    return this.places.get(id);
  }

  /** The row of a call that issues. */
  issued(row: RowCursor, event: number, flags: number): void {
    const { slot, operation, object, time } = row;
    this.release(slot, time);
    const place = this.tables.operations.append();
    const { columns } = this.tables.operations;
    columns.id[place] = operation;
    columns.api[place] = row.api;
    columns.call[place] = row.call;
    columns.thread[place] = row.thread;
    columns.object[place] = object;
    columns.slot[place] = slot;
    columns.issuedAt[place] = time;
    columns.requested.set(place, row.value);
    columns.subRow[place] = Math.min(this.rowsOf(object).take(), MOST_SUB_ROWS);
    // Memory that nobody writes to costs nothing.
    if (event !== 0) columns.event[place] = event;
    if (flags !== 0) columns.flags[place] = flags;
    this.places.set(operation, place);
    this.newestInSlot.set(slot, place);
    if (event !== 0) this.watchersOf(event).add(place);
  }

  /** The issuing call has returned. `tellsByteCount`: the count came with it, so there is nothing left to fetch. */
  returned(id: number, { call, time, error }: RowCursor, failed: boolean, tellsByteCount: boolean): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    const { columns } = this.tables.operations;
    const wasSettled = this.isSettled(place);
    columns.returnedAt.set(place, time);
    if (!failed) {
      columns.outcome[place] = outcomeNumber.immediate;
      this.notice(place, call, time, indicationNumber.call);
      if (tellsByteCount) this.fetch(place, call, time);
    } else if (error === WSA_IO_PENDING) columns.outcome[place] = outcomeNumber.pending;
    else {
      columns.outcome[place] = outcomeNumber.failed;
      if (columns.end[place] === 0) columns.end[place] = endNumber.failed;
      columns.error[place] = error;
      this.forget(place);
      if (!wasSettled) this.settle(place);
    }
    if (wasSettled) this.log(place);
  }

  /** Internal was seen to have changed. Returns the place of the operation; undefined: nothing has changed. */
  completed(row: RowCursor): number | undefined {
    const place = this.places.get(row.operation);
    const { columns } = this.tables.operations;
    if (place === undefined || columns.transferred.has(place)) return undefined;
    const { time, uncertainty, status } = row;
    const issuedAt = columns.issuedAt[place]!;
    const since = uncertainty === UNCERTAINTY_MAX ? issuedAt : time - uncertainty;
    columns.status[place] = status;
    columns.transferred.set(place, row.value);
    columns.completedRow[place] = row.row + 1;
    const told = this.told.size === 0 ? undefined : this.told.get(place);
    if (told !== undefined) {
      this.told.delete(place);
      if (since <= told.time) this.notice(place, told.call, told.time, indicationNumber.wait);
    }
    const noticedAt = columns.noticedAt.at(place);
    const completedAt = noticedAt < time ? noticedAt : time;
    columns.completedAt.set(place, completedAt);
    columns.completedSince.set(place, Math.min(Math.max(since, issuedAt), completedAt));
    if (!isFailure(status)) columns.end[place] = endNumber.completed;
    else {
      columns.error[place] = winsockErrorOf(status);
      const closed = this.closedSockets.has(columns.object[place]!);
      columns.end[place] = closed
        ? endNumber.aborted
        : status === STATUS_CANCELLED
          ? endNumber.cancelled
          : endNumber.failed;
    }
    if (this.isSettled(place)) this.log(place);
    const { completed } = this.tables;
    const at = completed.append();
    completed.columns.operation[at] = place;
    return place;
  }

  /** A packet brings the status and the count with it: there is nothing left to fetch. */
  dequeued(id: number, call: number, time: number, packet: number): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    const { columns } = this.tables.operations;
    columns.packet[place] = packet + 1;
    if (columns.fetchedAt.has(place)) this.log(place);
    this.notice(place, call, time, indicationNumber.packet);
    this.fetch(place, call, time);
  }

  /** So does the call of a completion routine. */
  routineEntered(id: number, call: number, time: number, run: number): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.tables.operations.columns.routine[place] = run + 1;
    this.notice(place, call, time, indicationNumber.routine);
    this.fetch(place, call, time);
  }

  /** An event was seen signaled. `id`: whose completion signaled it, 0: nobody knows. */
  signaled(event: number, id: number, time: number, byProgram: boolean): void {
    const named = this.places.get(id);
    if (named !== undefined) return this.signal(named, time);
    // An event that the program set itself signals no completion.
    if (byProgram) return;
    const { completedAt } = this.tables.operations.columns;
    for (const place of this.waitingOn.get(event) ?? []) {
      if (completedAt.has(place)) this.signal(place, time);
    }
  }

  /** A call has asked for the result of an operation. */
  fetched(id: number, { call, time, error, status }: RowCursor, failed: boolean): void {
    const place = this.places.get(id);
    if (place === undefined || this.tables.operations.columns.outcome[place] === outcomeNumber.failed) return;
    if (failed && error === WSA_IO_INCOMPLETE) return;
    // fWait waits for the event: signaled by another operation's completion, it ends the wait while this one is in flight.
    if (status === STATUS_PENDING) return;
    this.notice(place, call, time, indicationNumber.look);
    this.fetch(place, call, time);
  }

  /** A wait has ended, and told of this event. */
  waited(event: number, call: number, time: number): void {
    const { completedAt } = this.tables.operations.columns;
    for (const place of this.waitingOn.get(event) ?? []) {
      if (completedAt.has(place)) this.notice(place, call, time, indicationNumber.wait);
      // Still pending as far as anybody saw: the signal was another's, or the completion is reported next.
      else this.told.set(place, { call, time });
    }
  }

  released(slot: number, time: number): void {
    this.release(slot, time);
    this.newestInSlot.delete(slot);
  }

  /** False: it is unknown, or has been seen to end. */
  leaked(id: number): boolean {
    const place = this.places.get(id);
    if (place === undefined || this.tables.operations.columns.end[place] !== 0) return false;
    this.tables.operations.columns.end[place] = endNumber.leaked;
    this.log(place);
    return true;
  }

  /** A call that closes a socket has begun: what ends from now on was aborted by it. */
  closing(object: number): void {
    this.closedSockets.add(object);
  }

  closed(object: number): void {
    this.closedSockets.add(object);
    this.waitingOn.delete(object);
  }

  private signal(place: number, time: number): void {
    const { signaledAt, noticedAt } = this.tables.operations.columns;
    if (signaledAt.has(place)) return;
    const noticed = noticedAt.at(place);
    signaledAt.set(place, noticed < time ? noticed : time);
  }

  /** `how`: the number of an indication. */
  private notice(place: number, call: number, time: number, how: number): void {
    const { columns } = this.tables.operations;
    if (!columns.noticedAt.has(place)) {
      columns.noticedAt.set(place, time);
      columns.noticedBy[place] = call;
      columns.noticedHow[place] = how;
    }
    this.forget(place);
  }

  private fetch(place: number, call: number, time: number): void {
    const { columns } = this.tables.operations;
    if (columns.fetchedAt.has(place)) return;
    const wasSettled = this.isSettled(place);
    columns.fetchedAt.set(place, time);
    columns.fetchedBy[place] = call;
    if (wasSettled) this.log(place);
    else this.settle(place);
  }

  private release(slot: number, time: number): void {
    const place = this.newestInSlot.get(slot);
    if (place === undefined) return;
    const { releasedAt } = this.tables.operations.columns;
    if (!releasedAt.has(place)) {
      const wasSettled = this.isSettled(place);
      releasedAt.set(place, time);
      if (!wasSettled) this.settle(place);
    }
    this.forget(place);
  }

  /** It needs no room of its own on its lane any more. */
  private isSettled(place: number): boolean {
    const { fetchedAt, releasedAt, outcome } = this.tables.operations.columns;
    return fetchedAt.has(place) || releasedAt.has(place) || outcome[place] === outcomeNumber.failed;
  }

  private settle(place: number): void {
    const { object, subRow } = this.tables.operations.columns;
    if (subRow[place]! < MOST_SUB_ROWS) this.rowsOf(object[place]!).giveBack(subRow[place]!);
    this.log(place);
  }

  private log(place: number): void {
    const { settled } = this.tables;
    const at = settled.append();
    settled.columns.operation[at] = place;
  }

  private forget(place: number): void {
    const event = this.tables.operations.columns.event[place]!;
    if (event === 0) return;
    this.waitingOn.get(event)?.delete(place);
    this.told.delete(place);
  }

  private rowsOf(object: number): FreeRows {
    let rows = this.subRows.get(object);
    if (rows === undefined) this.subRows.set(object, (rows = new FreeRows()));
    return rows;
  }

  private watchersOf(event: number): Set<number> {
    let watchers = this.waitingOn.get(event);
    if (watchers === undefined) this.waitingOn.set(event, (watchers = new Set()));
    return watchers;
  }
}
