import { isFailure } from '../../winsock/index.ts';
import { directionsOf } from '../statistics/direction.ts';
import { IndexList } from '../store/index-list.ts';
import { OUT_OF_BAND, PEEKS, outcomes } from '../store/tables.ts';
import type { Trace } from '../trace.ts';

const FIRST_CAPACITY = 16;
const FAILED = outcomes.indexOf('failed');

/** Who moved bytes: an operation, or a call without a WSAOVERLAPPED, by their place in their table. */
export interface Mover {
  readonly kind: 'operation' | 'plain';
  readonly place: number;
}

/**
 * One direction of one stream socket: which of its transfers moved which bytes, counted from the connection’s beginning.
 *
 * ```
 *  transfer      #3      #5          #9   #12 in flight
 *  bytes      0 ──── 20 ──────── 64 ──── 80 ?
 * ```
 *
 * Winsock fills and empties buffers in the order in which they were issued, so the count of each places the next. It ends
 * where one is not known: at a transfer that has not completed, for now; for good at one whose count nobody knows, at two of which
 * nobody knows which was first, at out-of-band data, and where the connection is given up.
 *
 * Nothing is kept for a transfer but its place and where its bytes end. `update` looks at what is new only.
 */
export class SocketStream {
  /** How many transfers have their place in the stream. */
  length = 0;
  private ends = new Float64Array(FIRST_CAPACITY);
  /** By rank: the place of an operation; of a plain transfer −1 − its place. */
  private movers = new Int32Array(FIRST_CAPACITY);
  private readonly operations = new IndexList();
  private readonly plain = new IndexList();
  private readonly seen = { operations: 0, plain: 0 };
  /** How many of them have been dealt with. */
  private readonly done = { operations: 0, plain: 0 };
  private isOver = false;
  private readonly directions: readonly (1 | 0 | -1)[];
  private readonly acceptEx: number;
  private readonly disconnectEx: number;

  /** `direction`: 1 what it sends, -1 what it receives. `accepting`: the AcceptEx that received its first bytes; 0: none. */
  constructor(
    private readonly trace: Trace,
    private readonly socket: number,
    private readonly direction: 1 | -1,
    accepting = 0,
  ) {
    const { functions } = trace.info;
    this.directions = directionsOf(functions);
    this.acceptEx = functions.indexOf('AcceptEx') + 1;
    this.disconnectEx = functions.indexOf('DisconnectEx') + 1;
    const place = accepting === 0 ? undefined : trace.operations.placeOf(accepting);
    if (place !== undefined && direction === -1) this.operations.push(place);
  }

  /** Takes what has become known since. */
  update(): void {
    if (this.isOver) return;
    this.collect();
    while (!this.isOver && this.takeNext());
  }

  /** The rank of an operation; undefined: its bytes are not known, or it moved none. */
  rankOf(place: number): number | undefined {
    const { issuedAt } = this.trace.tables.operations.columns;
    const time = issuedAt[place]!;
    for (let rank = this.firstFrom(time); rank < this.length && this.issuedAt(rank) === time; rank++) {
      if (this.movers[rank] === place) return rank;
    }
    return undefined;
  }

  /** The first rank that was issued at a moment or later; `length`: none was. */
  firstFrom(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.issuedAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first rank whose bytes end behind a position; `length`: none does. */
  firstBehind(position: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  startOf(rank: number): number {
    return rank === 0 ? 0 : this.ends[rank - 1]!;
  }

  endOf(rank: number): number {
    return this.ends[rank]!;
  }

  moverAt(rank: number): Mover {
    const mover = this.movers[rank]!;
    return mover >= 0 ? { kind: 'operation', place: mover } : { kind: 'plain', place: -1 - mover };
  }

  issuedAt(rank: number): number {
    const { operations, plainTransfers } = this.trace.tables;
    const mover = this.movers[rank]!;
    return mover >= 0 ? operations.columns.issuedAt[mover]! : plainTransfers.columns.enteredAt[-1 - mover]!;
  }

  /** When it was over, as far as was seen. */
  completedAt(rank: number): number {
    const { operations, plainTransfers } = this.trace.tables;
    const mover = this.movers[rank]!;
    return mover >= 0 ? operations.columns.completedAt.at(mover) : plainTransfers.columns.returnedAt.at(-1 - mover);
  }

  /** Finds the socket’s transfers among what is new in the tables. */
  private collect(): void {
    const { seen, socket, direction, directions, acceptEx, disconnectEx } = this;
    const { operations, plainTransfers } = this.trace.tables;
    const { object, api } = operations.columns;
    for (; seen.operations < operations.length; seen.operations++) {
      const place = seen.operations;
      if (object[place] !== socket || api[place] === acceptEx) continue;
      if (directions[api[place]!] === direction || api[place] === disconnectEx) this.operations.push(place);
    }
    const plain = plainTransfers.columns;
    for (; seen.plain < plainTransfers.length; seen.plain++) {
      if (plain.object[seen.plain] !== socket) continue;
      if (directions[plain.api[seen.plain]!] !== -direction) this.plain.push(seen.plain);
    }
  }

  /** Gives the next transfer its place. False: there is none, or it has to be waited for. */
  private takeNext(): boolean {
    const { operations, plainTransfers } = this.trace.tables;
    const next = this.operations.at(this.done.operations);
    const nextPlain = this.plain.at(this.done.plain);
    if (next === undefined && nextPlain === undefined) return false;
    const issuedAt = next === undefined ? Infinity : operations.columns.issuedAt[next]!;
    const enteredAt = nextPlain === undefined ? Infinity : plainTransfers.columns.enteredAt[nextPlain]!;
    return issuedAt <= enteredAt ? this.takeOperation(next!) : this.takePlain(nextPlain!);
  }

  private takeOperation(place: number): boolean {
    const { columns } = this.trace.tables.operations;
    if (columns.api[place] === this.disconnectEx) return this.end();
    const flags = columns.flags[place]!;
    if (flags & OUT_OF_BAND) return this.end();
    const bytes = columns.transferred.at(place);
    const isFailed = columns.outcome[place] === FAILED;
    if (Number.isNaN(bytes) && !isFailed) return false;
    // A receive that was cancelled took nothing; of a send that was, nobody knows how much had gone.
    const hasSucceeded = !isFailed && !isFailure(columns.status[place]!);
    if (!isFailed && !hasSucceeded && (this.direction === 1 || bytes > 0)) return this.end();
    this.done.operations++;
    const { returnedAt, completedAt } = columns;
    const over = Math.min(orNever(returnedAt.at(place)), orNever(completedAt.at(place)));
    if (this.isDisputed(over)) return this.end();
    if (hasSucceeded && (flags & PEEKS) === 0) this.push(place, bytes);
    return true;
  }

  private takePlain(place: number): boolean {
    const { columns } = this.trace.tables.plainTransfers;
    const flags = columns.flags[place]!;
    if (flags & OUT_OF_BAND || this.directions[columns.api[place]!] === 0) return this.end();
    if (!columns.returnedAt.has(place)) return false;
    if (!columns.bytes.has(place)) return this.end();
    const bytes = columns.bytes.at(place);
    this.done.plain++;
    if (this.isDisputed(columns.returnedAt.at(place))) return this.end();
    if ((flags & PEEKS) === 0) this.push(-1 - place, bytes);
    return true;
  }

  /** The next was issued before this moment, at which the one before it was over: nobody knows which Winsock took first. */
  private isDisputed(over: number): boolean {
    const { operations, plainTransfers } = this.trace.tables;
    const next = this.operations.at(this.done.operations);
    const nextPlain = this.plain.at(this.done.plain);
    if (next !== undefined && operations.columns.issuedAt[next]! < over) return true;
    return nextPlain !== undefined && plainTransfers.columns.enteredAt[nextPlain]! < over;
  }

  private end(): boolean {
    this.isOver = true;
    return false;
  }

  private push(mover: number, bytes: number): void {
    if (bytes === 0) return;
    const { length } = this;
    if (length === this.ends.length) {
      const [ends, movers] = [this.ends, this.movers];
      this.ends = new Float64Array(length * 2);
      this.movers = new Int32Array(length * 2);
      this.ends.set(ends);
      this.movers.set(movers);
    }
    this.ends[length] = this.startOf(length) + bytes;
    this.movers[length] = mover;
    this.length++;
  }
}

function orNever(time: number): number {
  return Number.isNaN(time) ? Infinity : time;
}
