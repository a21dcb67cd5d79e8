import { BatchDecoder, kindNumber, parseBalance, type Balance } from '../trace/index.ts';

const GAP = kindNumber('gap');
const BALANCE = kindNumber('balance');

/**
 * Counts what goes into a recording, message by message, and keeps none of it: a session of millions of operations is
 * counted in the memory of one batch.
 */
export class RecordingSummary {
  rows = 0;
  lostRows = 0;
  /** The highest number of an operation that a row has named. */
  private operations = 0;
  private balance: Balance | undefined;
  private decoder: BatchDecoder | undefined;

  /** `index`: the number of the message in its recording; the first is the schema. */
  take(message: Uint8Array, index: number): void {
    if (index === 0) {
      this.decoder = new BatchDecoder(message);
      return;
    }
    const batch = this.decoder?.decode(message);
    if (batch === undefined) return;
    this.rows += batch.numRows;
    const kinds: unknown = batch.getChild('kind')?.toArray();
    const operations: unknown = batch.getChild('operation')?.toArray();
    if (!(kinds instanceof Uint8Array) || !(operations instanceof Uint32Array)) return;
    for (let row = 0; row < kinds.length; row++) {
      if (operations[row]! > this.operations) this.operations = operations[row]!;
      if (kinds[row] === GAP) this.lostRows += Number(batch.getChild('value')?.get(row));
      else if (kinds[row] === BALANCE) {
        const payload: unknown = batch.getChild('payload')?.get(row);
        if (payload instanceof Uint8Array) this.balance = parseBalance(new TextDecoder().decode(payload));
      }
    }
  }

  /** `402 operations (399 completed, 3 failed, 0 leaked), 3120 rows, 0 rows lost`. Without an end nobody has counted. */
  get text(): string {
    const { balance } = this;
    const operations =
      balance === undefined
        ? `${this.operations} operations`
        : `${balance.issued} operations (${balance.completed} completed, ${balance.failed} failed, ${balance.leaked} leaked)`;
    return `${operations}, ${this.rows} rows, ${this.lostRows} rows lost`;
  }
}
