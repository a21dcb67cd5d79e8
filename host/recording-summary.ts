import { BatchDecoder, kindNumber, parseBalance, payloadOf, type Balance } from '../trace/index.ts';

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
    this.rows += batch.length;
    const { kind, operation, value } = batch.columns;
    for (let row = 0; row < batch.length; row++) {
      if (operation[row]! > this.operations) this.operations = operation[row]!;
      if (kind[row] === GAP) this.lostRows += value[row]!;
      else if (kind[row] === BALANCE) this.balance = parseBalance(new TextDecoder().decode(payloadOf(batch, row)));
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
