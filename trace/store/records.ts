import type { Balance } from '../balance.ts';
import type { Fact } from '../fact.ts';
import type { Mark, ProgramWait, SlotMemory, Thread, WinsockObject } from '../objects.ts';
import { SocketStates } from '../socket-states.ts';
import { IndexList } from './index-list.ts';

/** What a session has few of, and what carries text: as objects. */
export class TraceRecords {
  readonly threads = new Map<number, Thread>();
  readonly objects = new Map<number, WinsockObject>();
  readonly slots = new Map<number, SlotMemory>();
  readonly programWaits: ProgramWait[] = [];
  readonly marks: Mark[] = [];
  /** What programs have found out, in the order of time. */
  readonly facts: Fact[] = [];
  readonly socketStates = new SocketStates();
  /** Operations that were never seen to end, by their number. */
  readonly leaked: number[] = [];
  /** What the bridge has counted; absent before the session's end. */
  balance: Balance | undefined;
  /** Rows that their thread had to throw away, in all; and operations of which nothing is left. */
  lostRows = 0;
  lostOperations = 0;
  /** The time of the newest row, in nanoseconds. */
  endTime = 0;
  /** True once the session's last row has come. */
  ended = false;
  /**
   * What has become known of objects, threads and slots after operations may have named them, by their number, in its order:
   * that they are there, their names, their port, their address. One that changes again is there again.
   */
  readonly changes = { objects: new IndexList(), threads: new IndexList(), slots: new IndexList() };
  private readonly openHandles = new Map<string, number>();

  open(object: WinsockObject): void {
    this.objects.set(object.id, object);
    this.changes.objects.push(object.id);
    this.openHandles.set(`${object.kind}:${object.handle}`, object.id);
  }

  close(object: WinsockObject, time: number): void {
    object.closedAt = time;
    const key = `${object.kind}:${object.handle}`;
    if (this.openHandles.get(key) === object.id) this.openHandles.delete(key);
  }

  /** The open object with this handle value now, or undefined. */
  openObject(kind: WinsockObject['kind'], handle: number): WinsockObject | undefined {
    const id = this.openHandles.get(`${kind}:${handle}`);
    return id === undefined ? undefined : this.objects.get(id);
  }
}
