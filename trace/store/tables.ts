import type { RoutineRun } from '../routines.ts';
import type { End, Indication, Outcome } from '../operation.ts';
import type { EdgeCause } from '../objects.ts';
import { ColumnTable, type ColumnTypes, type ColumnsMessage } from './column-table.ts';

/** Bits of an operation's `flags`. */
export const HAS_ROUTINE = 1;
export const KEEPS_OFF_PORT = 2;
export const PEEKS = 4;
export const OUT_OF_BAND = 8;

/** What small numbers in columns stand for: the place in its list, 0 for "none". */
export const outcomes: readonly (Outcome | undefined)[] = [undefined, 'pending', 'immediate', 'failed'];
export const ends: readonly (End | undefined)[] = [undefined, 'completed', 'failed', 'cancelled', 'aborted', 'leaked'];
export const indicationNames: readonly (Indication | undefined)[] = [
  undefined,
  'call',
  'wait',
  'look',
  'packet',
  'routine',
];
export const outcomeNumber = numbersOf(outcomes);
export const endNumber = numbersOf(ends);
export const indicationNumber = numbersOf(indicationNames);
export const edgeCauses: readonly EdgeCause[] = ['unseen', 'issue', 'completion', 'program', 'wait'];

/**
 * Operations, in the order of their issue. The fields of `Operation`, as numbers: times that are absent are not there,
 * ids are 0.
 */
export const operationTypes = {
  id: 'u32',
  api: 'u16',
  call: 'u32',
  thread: 'u16',
  object: 'u32',
  slot: 'u32',
  event: 'u32',
  issuedAt: 'f64',
  returnedAt: { after: 'issuedAt' },
  completedAt: { after: 'issuedAt' },
  completedSince: { after: 'issuedAt' },
  signaledAt: { after: 'issuedAt' },
  noticedAt: { after: 'issuedAt' },
  fetchedAt: { after: 'issuedAt' },
  releasedAt: { after: 'issuedAt' },
  requested: 'compact',
  /** Not there: it has not been seen to complete; then `status` means nothing. */
  transferred: 'compact',
  status: 'u32',
  /** 0: none. */
  error: 'u32',
  noticedBy: 'u32',
  fetchedBy: 'u32',
  /** HAS_ROUTINE, KEEPS_OFF_PORT, PEEKS, OUT_OF_BAND. */
  flags: 'u8',
  outcome: 'u8',
  end: 'u8',
  noticedHow: 'u8',
  /** The row of its socket's lane in which it is drawn. */
  subRow: 'u16',
  /** The row that saw it complete, + 1. */
  completedRow: 'u32',
  /** The packet, and the run of a completion routine, that told of it: their place in their tables, + 1. */
  packet: 'u32',
  routine: 'u32',
} as const;

/** Calls, in the order of their entry. */
export const callTypes = {
  id: 'u32',
  api: 'u16',
  thread: 'u16',
  enteredAt: 'f64',
  /** Not there: it has not returned; then `value`, `error` and `returnedRow` mean nothing. */
  returnedAt: { after: 'enteredAt' },
  value: 'compact',
  error: 'u32',
  operation: 'u32',
  object: 'u32',
  slot: 'u32',
  enteredRow: 'u32',
  returnedRow: 'u32',
  /** In how many completion routines it is nested. */
  depth: 'u8',
  /** 1: of an issuing call that succeeds, the return tells how many bytes were transferred. */
  tellsByteCount: 'u8',
} as const;

/** Changes of events' states, in the order in which they were seen. */
export const edgeTypes = {
  event: 'u32',
  time: 'f64',
  since: 'f64',
  signaled: 'u8',
  operation: 'u32',
  call: 'u32',
  cause: 'u8',
} as const;

/** Packets that were taken from completion ports. What is not here is in the row. */
export const packetTypes = {
  row: 'u32',
  time: 'f64',
  port: 'u32',
  call: 'u32',
  operation: 'u32',
  status: 'u32',
} as const;

/** Packets that programs have posted. */
export const postTypes = { time: 'f64', port: 'u32', thread: 'u16', call: 'u32' } as const;

/** What looks at completion ports saw. */
export const depthTypes = { time: 'f64', since: 'f64', port: 'u32', depth: 'u32' } as const;

/** Runs of completion routines, in the order in which they began: the fields of `RoutineRun`. */
export const routineTypes = {
  operation: 'u32',
  thread: 'u16',
  call: 'u32',
  enteredAt: 'f64',
  /** Not there: it has not returned. */
  leftAt: { after: 'enteredAt' },
  dwError: 'u32',
  cbTransferred: 'compact',
  /** In how many other runs it is nested. */
  depth: 'u8',
} as const satisfies Record<keyof RoutineRun | 'depth', ColumnTypes[string]>;

/** Rows that hold the first bytes of an operation's buffers. */
const buffersTypes = { operation: 'u32', row: 'u32' } as const;

/**
 * Calls that send or receive without a WSAOVERLAPPED, in the order of their entry; and calls on sockets of functions that
 * this version does not know, which may do so.
 */
export const plainTransferTypes = {
  call: 'u32',
  /** The socket. */
  object: 'u32',
  enteredAt: 'f64',
  /** Not there: it has not returned. */
  returnedAt: { after: 'enteredAt' },
  /** Not there: nobody knows how many. */
  bytes: 'compact',
  api: 'u16',
  /** PEEKS, OUT_OF_BAND. */
  flags: 'u8',
} as const;

/**
 * Operations, by their place in the table, each time one settles: fetched, failed, aborted by its release or leaked. One that
 * changes afterwards is there again.
 */
const settledTypes = { operation: 'u32' } as const;
/** Operations, by their place in the table, in the order in which they were seen to complete. */
const completedTypes = { operation: 'u32' } as const;

const types = {
  operations: operationTypes,
  calls: callTypes,
  edges: edgeTypes,
  packets: packetTypes,
  posts: postTypes,
  depths: depthTypes,
  routines: routineTypes,
  plainTransfers: plainTransferTypes,
  buffers: buffersTypes,
  settled: settledTypes,
  completed: completedTypes,
} as const;
export type TableName = keyof typeof types;
export const tableNames = Object.keys(types) as TableName[];

/** Something of each table. */
export function byTable<Item>(make: (name: TableName) => Item): Record<TableName, Item> {
  return Object.fromEntries(tableNames.map((name) => [name, make(name)])) as Record<TableName, Item>;
}

/** The tables, as one thread tells another of them. */
export type TablesMessage = { readonly [Name in TableName]: ColumnsMessage<(typeof types)[Name]> };

/** All that a session consists of, as numbers: filled by a TraceBuilder, read by a Trace. */
export class TraceTables {
  readonly operations;
  readonly calls;
  readonly edges;
  readonly packets;
  readonly posts;
  readonly depths;
  readonly routines;
  readonly plainTransfers;
  readonly buffers;
  readonly settled;
  readonly completed;

  /** `isShared`: other threads can be given the same memory. */
  constructor(isShared = false) {
    this.operations = new ColumnTable(types.operations, isShared);
    this.calls = new ColumnTable(types.calls, isShared);
    this.edges = new ColumnTable(types.edges, isShared);
    this.packets = new ColumnTable(types.packets, isShared);
    this.posts = new ColumnTable(types.posts, isShared);
    this.depths = new ColumnTable(types.depths, isShared);
    this.routines = new ColumnTable(types.routines, isShared);
    this.plainTransfers = new ColumnTable(types.plainTransfers, isShared);
    this.buffers = new ColumnTable(types.buffers, isShared);
    this.settled = new ColumnTable(types.settled, isShared);
    this.completed = new ColumnTable(types.completed, isShared);
  }

  /** Makes room for so many times what there is: a part of a recording tells how much all of it will be. */
  reserve(times: number): void {
    for (const name of tableNames) this[name].reserve(this[name].length * times);
  }

  /** For another thread, which has seen these generations. */
  toMessage(seen: TablesMessage | undefined): TablesMessage {
    const tables = tableNames.map((name) => [name, this[name].toMessage(seen?.[name].generation ?? 0)]);
    return Object.fromEntries(tables) as TablesMessage;
  }

  take(message: TablesMessage): void {
    for (const name of tableNames) this[name].take(message[name] as ColumnsMessage<never>);
  }
}

/** The numbers of names, by name. */
function numbersOf<Name extends string>(names: readonly (Name | undefined)[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
}
