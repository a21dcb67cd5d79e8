import {
  BatchWriter,
  kindNumber,
  numberColumns,
  type NumberColumn,
  type RowKind,
  type SessionInfo,
} from '../../trace/index.ts';
import { TimeHeap } from './time-heap.ts';

/** A row to be written; what is not set is 0. Always of one shape: millions of them are made. */
export class PlannedRow {
  value = 0;
  uncertainty = 0;
  call = 0;
  operation = 0;
  object = 0;
  slot = 0;
  status = 0;
  error = 0;
  api = 0;

  constructor(
    readonly kind: number,
    readonly timeNs: number,
    readonly thread: number,
    readonly payload: Uint8Array,
  ) {}
}

const read: Readonly<Record<NumberColumn, (row: PlannedRow) => number>> = {
  time: ({ timeNs }) => timeNs,
  value: ({ value }) => value,
  uncertainty: ({ uncertainty }) => uncertainty,
  call: ({ call }) => call,
  operation: ({ operation }) => operation,
  object: ({ object }) => object,
  slot: ({ slot }) => slot,
  status: ({ status }) => status,
  error: ({ error }) => error,
  thread: ({ thread }) => thread,
  api: ({ api }) => api,
  kind: ({ kind }) => kind,
};

/** As the collector makes them when much is going on. */
export const ROWS_A_BATCH = 4000;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** Rows that are told in any order, a little ahead of their time, and come out as batches in the order of time. */
export class RowStream {
  rows = 0;
  bytes = 0;
  /** The time of the latest row that was told. */
  latestNs = 0;
  private readonly waiting = new TimeHeap<PlannedRow>();
  private readonly writer: BatchWriter;
  private batch: PlannedRow[] = [];

  /** `write` must have used the message when it returns: its memory is used again. */
  constructor(
    info: SessionInfo,
    private readonly write: (message: Uint8Array) => void,
  ) {
    this.writer = new BatchWriter(info);
    this.give(this.writer.schemaMessage);
  }

  /** The caller sets the columns of the row at once. Its payload must not change any more. */
  row(kind: RowKind, timeNs: number, thread: number, payload: Uint8Array = NOTHING): PlannedRow {
    const row = new PlannedRow(kindNumber(kind), timeNs, thread, payload);
    this.waiting.add(timeNs, row);
    if (timeNs > this.latestNs) this.latestNs = timeNs;
    return row;
  }

  text(kind: RowKind, timeNs: number, thread: number, text: string): PlannedRow {
    return this.row(kind, timeNs, thread, encoder.encode(text));
  }

  /** Nothing that is told from now on is earlier than this. */
  isNow(timeNs: number): void {
    while (this.waiting.firstNs < timeNs) {
      this.batch.push(this.waiting.take());
      if (this.batch.length === ROWS_A_BATCH) this.writeBatch();
    }
  }

  end(): void {
    this.isNow(Infinity);
    if (this.batch.length > 0) this.writeBatch();
  }

  private writeBatch(): void {
    const { batch } = this;
    this.batch = [];
    let payloadBytes = 0;
    for (const { payload } of batch) payloadBytes += payload.length;
    const { message, columns, offsets, u8 } = this.writer.batch(batch.length, payloadBytes);
    for (const { name } of numberColumns) {
      const column = columns[name];
      const value = read[name];
      for (let i = 0; i < batch.length; i++) column[i] = value(batch[i]!);
    }
    for (let i = 0; i < batch.length; i++) {
      const { payload } = batch[i]!;
      u8.set(payload, offsets[i]);
      offsets[i + 1] = offsets[i]! + payload.length;
    }
    this.rows += batch.length;
    this.give(message);
    this.writer.recycle(message);
  }

  private give(message: Uint8Array): void {
    this.bytes += message.length;
    this.write(message);
  }
}
