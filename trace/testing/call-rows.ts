import { functions, overlapped, type FunctionName } from '../../winsock/index.ts';
import { encodeCallPayload } from '../call-payload.ts';
import type { Row } from '../columns.ts';
import { drawnRow } from './drawn-trace.ts';

/**
 * Rows for tests in which the calls matter, one after the other. Times are microseconds; a call's arguments are given by
 * the names of its parameters, as machine words.
 */
export class CallRows {
  readonly rows: Row[] = [];
  private calls = 0;
  private operations = 0;

  /** A call from one time to another; its number. `columns` go into both rows, `value` and `error` into the second. */
  call(
    api: FunctionName,
    [fromUs, toUs]: readonly [number, number | undefined],
    args: Readonly<Record<string, number>> = {},
    { value = 0, error = 0, ...columns }: Partial<Row> = {},
  ): number {
    const call = ++this.calls;
    const index = functions.findIndex(({ name }) => name === api);
    const same = { call, api: index + 1, thread: 1, ...columns };
    const words = functions[index]!.parameters.map(([name]) => args[name] ?? 0);
    this.rows.push(drawnRow('call-entered', fromUs * 1000, { ...same, payload: encodeCallPayload(words, new Map()) }));
    if (toUs !== undefined) this.rows.push(drawnRow('call-returned', toUs * 1000, { ...same, value, error }));
    return call;
  }

  /** A pending operation on a socket; its number. */
  issue(api: FunctionName, atUs: number, socket: number, args: Readonly<Record<string, number>> = {}): number {
    const operation = ++this.operations;
    const columns = { operation, object: socket, slot: operation, value: -1, error: 997 };
    const isBool = functions.find(({ name }) => name === api)?.returns === 'BOOL';
    this.call(api, [atUs, atUs + 1], args, { ...columns, value: isBool ? 0 : -1 });
    // The bytes that it asks for stand in the entered row.
    const entered = this.rows.at(-2)!;
    this.rows[this.rows.length - 2] = { ...entered, value: 64 };
    return operation;
  }

  completed(operation: number, atUs: number, { status = 0, value = 0 }: Partial<Row> = {}): void {
    const payload = new Uint8Array(overlapped.size);
    this.row('completed', atUs, { operation, slot: operation, status, value, payload });
  }

  row(kind: Parameters<typeof drawnRow>[0], atUs: number, columns: Partial<Row> = {}): void {
    this.rows.push(drawnRow(kind, atUs * 1000, { thread: 1, ...columns }));
  }

  text(kind: Parameters<typeof drawnRow>[0], atUs: number, text: string): void {
    this.row(kind, atUs, { payload: new TextEncoder().encode(text) });
  }
}
