import type { Balance } from '../balance.ts';
import type { Fact } from '../fact.ts';
import type { Mark, ProgramWait, SlotMemory, Thread, WinsockObject } from '../objects.ts';
import { SocketStates } from '../socket-states.ts';
import { IdMap } from './id-map.ts';
import { IndexList } from './index-list.ts';

/** What a session has few of, and what carries text: as objects. */
export class TraceRecords {
  readonly threads = new Map<number, Thread>();
  readonly objects = new IdMap<WinsockObject>();
  readonly slots = new IdMap<SlotMemory>();
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
  /** By kind and handle value: the object that is open. */
  private readonly openHandles: Readonly<Record<WinsockObject['kind'], Map<number, number>>> = {
    socket: new Map(),
    event: new Map(),
    port: new Map(),
    file: new Map(),
  };

  open(object: WinsockObject): void {
    this.objects.set(object.id, object);
    this.changes.objects.push(object.id);
    this.openHandles[object.kind].set(object.handle, object.id);
  }

  close(object: WinsockObject, time: number): void {
    object.closedAt = time;
    const open = this.openHandles[object.kind];
    if (open.get(object.handle) === object.id) open.delete(object.handle);
  }

  /** The open object with this handle value now, or undefined. */
  openObject(kind: WinsockObject['kind'], handle: number): WinsockObject | undefined {
    const id = this.openHandles[kind].get(handle);
    return id === undefined ? undefined : this.objects.get(id);
  }

  /** For another thread, which has been told `seen`. */
  toMessage(seen: RecordsMessage | undefined): RecordsMessage {
    const { threads, objects, slots, programWaits, balance, lostRows, lostOperations, endTime, ended } = this;
    const since = (list: keyof TraceRecords['changes']) => [...this.changes[list]].slice(seen?.told[list] ?? 0);
    return {
      threads,
      objects,
      slots,
      programWaits,
      balance,
      lostRows,
      lostOperations,
      endTime,
      ended,
      marks: this.marks.slice(seen?.told.marks),
      facts: this.facts.slice(seen?.told.facts),
      leaked: this.leaked.slice(seen?.told.leaked),
      socketStates: this.socketStates.log.slice(seen?.told.socketStates),
      changes: { objects: since('objects'), threads: since('threads'), slots: since('slots') },
      told: {
        marks: this.marks.length,
        facts: this.facts.length,
        leaked: this.leaked.length,
        socketStates: this.socketStates.log.length,
        objects: this.changes.objects.length,
        threads: this.changes.threads.length,
        slots: this.changes.slots.length,
      },
    };
  }

  /** Becomes what the records of another thread are. */
  take(message: Omit<RecordsMessage, 'told'>): void {
    for (const [id, thread] of message.threads) this.threads.set(id, thread);
    for (const [id, object] of message.objects) this.objects.set(id, object);
    for (const [id, slot] of message.slots) this.slots.set(id, slot);
    // A wait is known by itself: who has it is told of its end.
    message.programWaits.forEach((wait, index) => Object.assign((this.programWaits[index] ??= wait), wait));
    this.marks.push(...message.marks);
    this.facts.push(...message.facts);
    this.leaked.push(...message.leaked);
    for (const change of message.socketStates) this.socketStates.take(change);
    for (const list of ['objects', 'threads', 'slots'] as const) {
      for (const id of message.changes[list]) this.changes[list].push(id);
    }
    const { balance, lostRows, lostOperations, endTime, ended } = message;
    Object.assign(this, { balance, lostRows, lostOperations, endTime, ended });
  }
}

/** The records, as one thread tells another of them: some whole, of the others what is new. */
export interface RecordsMessage extends Pick<
  TraceRecords,
  'threads' | 'objects' | 'slots' | 'programWaits' | 'balance' | 'lostRows' | 'lostOperations' | 'endTime' | 'ended'
> {
  readonly marks: readonly Mark[];
  readonly facts: readonly Fact[];
  readonly leaked: readonly number[];
  readonly socketStates: SocketStates['log'];
  readonly changes: Readonly<Record<'objects' | 'threads' | 'slots', readonly number[]>>;
  /** How many there are now of what is told piece by piece. */
  readonly told: Readonly<
    Record<'marks' | 'facts' | 'leaked' | 'socketStates' | 'objects' | 'threads' | 'slots', number>
  >;
}
