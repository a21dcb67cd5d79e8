import { functions, overlapped, type FunctionName } from '../../winsock/index.ts';
import { BatchWriter } from '../batch-writer.ts';
import { encodeCallPayload } from '../call-payload.ts';
import { numberColumns, type NumberColumn, type Row } from '../columns.ts';
import { BatchDecoder } from '../recording-reader.ts';
import { kindNumber, type RowKind } from '../row-kinds.ts';
import { FORMAT, type SessionInfo } from '../session-info.ts';
import { Trace } from '../trace.ts';

/**
 * Traces for tests, drawn as text. One line is one operation; a letter's column is its time in microseconds:
 *
 * ```
 * WSARecv IP..C.S..N.F.X
 *         │└ returned: P pending, M immediate, E failed with WSAECONNRESET
 *         └ issued
 * C completed, with success · R with STATUS_CONNECTION_RESET · K with STATUS_CANCELLED · S its event signaled
 * N a wait returned that names its event · I… issued again on the same WSAOVERLAPPED · F fetched · A asked too early (996)
 * Z its socket closed · L leaked · X released
 * O its socket associated with a port: from here on issued without an event · G issued with hEvent | 1
 * D its packet dequeued · Y a packet posted · U a posted packet dequeued
 * J issued with a completion routine · V the routine entered, in a SleepEx that was entered just before · W left
 * ```
 *
 * Line number n uses slot n, event 100 + n, socket 200 + n, port 300 + n and thread n. Letters may be drawn in any order of
 * truth: what is drawn is what the rows say.
 */
export function drawRows(drawing: string): Row[] {
  const rows: Row[] = [];
  const lines = drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const numbers = { call: 0, operation: 0 };
  lines.forEach((line, index) => {
    const [api = '', life = ''] = line.split(/\s+/);
    new Life(index + 1, api as FunctionName, rows, numbers).draw(life);
  });
  return rows.sort((a, b) => a.time - b.time);
}

/** A trace of a drawing, or of rows. */
export function drawnTrace(drawing: string | readonly Row[]): Trace {
  const rows = typeof drawing === 'string' ? drawRows(drawing) : drawing;
  const writer = new BatchWriter(drawnInfo);
  const trace = new Trace(drawnInfo);
  const batch = new BatchDecoder(writer.schemaMessage).decode(writer.batchMessage(rows));
  if (batch === undefined) throw new Error('The drawn rows are no batch');
  trace.append(batch);
  return trace;
}

export const drawnInfo: SessionInfo = {
  format: FORMAT,
  program: 'drawn',
  functions: functions.map(({ name }) => name),
  startedAt: '2026-01-01T00:00:00.000Z',
  system: { name: 'drawn', winsock: '2.2', wine: false, architecture: 'x64', node: '0', processId: 1 },
  overlook: 'test',
};

const NOTHING = new Uint8Array(0);
export const DRAWN_BYTES = 21;

/** A row with these columns; the rest is 0. */
export function drawnRow(kind: RowKind, timeNs: number, columns: Partial<Row> = {}): Row {
  const zero = Object.fromEntries(numberColumns.map(({ name }) => [name, 0])) as Record<NumberColumn, number>;
  return { ...zero, payload: NOTHING, ...columns, kind: kindNumber(kind), time: timeNs };
}

class Life {
  private readonly event: number;
  private readonly socket: number;
  private readonly port: number;
  private operation = 0;
  private issueCall = 0;
  private hasPort = false;
  private sleepCall = 0;
  private status = 0;
  private bytes = 0;

  constructor(
    private readonly line: number,
    private readonly api: FunctionName,
    private readonly rows: Row[],
    private readonly numbers: { call: number; operation: number },
  ) {
    this.event = 100 + line;
    this.socket = 200 + line;
    this.port = 300 + line;
    const text = new TextEncoder().encode(`thread ${line}`);
    this.row('thread-started', 0, { value: 1000 + line, payload: text });
    this.row('socket-opened', 0, { object: this.socket, value: this.socket * 4 });
    this.row('event-opened', 0, { object: this.event, value: this.event * 4 });
    this.row('slot-allocated', 0, { value: 0x10000 + line * 32 });
  }

  draw(life: string): void {
    life.split('').forEach((letter, column) => this.letter(letter, (column + 1) * 1000));
  }

  private letter(letter: string, time: number): void {
    const same = { operation: this.operation, object: this.socket };
    switch (letter) {
      case 'I':
        return this.issue(time, this.hasPort ? 0 : this.event * 4, 0);
      case 'G':
        return this.issue(time, this.event * 4 + 1, 0);
      case 'J':
        return this.issue(time, this.event * 4, 0x7000);
      case 'O':
        return this.associate(time);
      case 'D':
        return this.dequeue(time, this.operation, this.status, this.bytes);
      case 'U':
        return this.dequeue(time, 0, 0, 0);
      case 'Y': {
        const payload = encodeCallPayload([this.port * 4, 0, this.line, 0], new Map());
        const columns = { object: this.port, slot: 0, value: 1, payload };
        return this.whole('PostQueuedCompletionStatus', time - 100, time, columns);
      }
      case 'V': {
        this.sleepCall = ++this.numbers.call;
        this.call('call-entered', time - 900, 'SleepEx', this.sleepCall, { slot: 0 });
        return this.row('routine-entered', time, { ...same, call: this.sleepCall, value: this.bytes });
      }
      case 'W':
        this.row('routine-left', time, { ...same, call: this.sleepCall });
        return this.call('call-returned', time + 100, 'SleepEx', this.sleepCall, { slot: 0, value: 0xc0 });
      case 'P':
        return this.call('call-returned', time, this.api, this.issueCall, {
          ...same,
          value: -1,
          error: 997,
          status: 0x103,
        });
      case 'M':
        return this.call('call-returned', time, this.api, this.issueCall, same);
      case 'E':
        return this.call('call-returned', time, this.api, this.issueCall, {
          ...same,
          value: -1,
          error: 10054,
          status: 0x103,
        });
      case 'C':
        return this.completed(time, 0, DRAWN_BYTES);
      case 'R':
        return this.completed(time, 0xc000020d, 0);
      case 'K':
        return this.completed(time, 0xc0000120, 0);
      case 'S':
        return this.row('event-state', time, { object: this.event, value: 1, uncertainty: 500 });
      case 'N':
        return this.wait(time);
      case 'F':
        return this.fetch(time, 1, 0);
      case 'A':
        return this.fetch(time, 0, 996);
      case 'Z': {
        this.whole('closesocket', time, time, { object: this.socket, slot: 0 });
        return this.row('object-closed', time, { object: this.socket, slot: 0 });
      }
      case 'L':
        return this.row('leaked', time, { operation: this.operation });
      case 'X':
        return this.row('slot-released', time, {});
      case '.':
        return;
      default:
        throw new Error(`'${letter}' is no letter of a drawing`);
    }
  }

  private issue(time: number, hEvent: number, routine: number): void {
    this.operation = ++this.numbers.operation;
    this.issueCall = ++this.numbers.call;
    this.call('call-entered', time, this.api, this.issueCall, {
      operation: this.operation,
      object: this.socket,
      value: 4096,
      payload: this.issuePayload(hEvent, routine),
    });
  }

  private associate(time: number): void {
    this.hasPort = true;
    const call = ++this.numbers.call;
    const payload = encodeCallPayload([this.socket * 4, 0, this.line, 0], new Map());
    this.call('call-entered', time - 100, 'CreateIoCompletionPort', call, { object: this.socket, slot: 0, payload });
    this.row('port-opened', time, { object: this.port, value: this.port * 4, slot: 0, call });
    const value = this.port * 4;
    this.call('call-returned', time, 'CreateIoCompletionPort', call, { object: this.socket, slot: 0, value });
  }

  private dequeue(time: number, operation: number, status: number, value: number): void {
    const call = ++this.numbers.call;
    const payload = new Uint8Array(16);
    new DataView(payload.buffer).setUint32(0, this.line, true);
    new DataView(payload.buffer).setUint32(8, operation === 0 ? 0 : 0x10000 + this.line * 32, true);
    const same = { object: this.port, slot: 0 };
    this.call('call-entered', time - 900, 'GetQueuedCompletionStatusEx', call, same);
    this.row('packet-dequeued', time, { object: this.port, operation, status, value, call, payload });
    this.call('call-returned', time, 'GetQueuedCompletionStatusEx', call, { ...same, value: 1 });
  }

  private completed(time: number, status: number, value: number): void {
    this.status = status;
    this.bytes = value;
    const payload = new Uint8Array(32);
    new DataView(payload.buffer).setUint32(overlapped.Internal, status, true);
    new DataView(payload.buffer).setUint32(overlapped.InternalHigh, value, true);
    this.row('completed', time, {
      operation: this.operation,
      object: this.socket,
      status,
      value,
      uncertainty: 500,
      payload,
    });
  }

  private wait(time: number): void {
    const call = ++this.numbers.call;
    const handles = new Uint8Array(8);
    new DataView(handles.buffer).setUint32(0, this.event * 4, true);
    const payload = encodeCallPayload([1, 0x500, 0, 5000, 0], new Map([[1, handles]]));
    this.call('call-entered', time - 900, 'WSAWaitForMultipleEvents', call, { slot: 0, payload });
    this.call('call-returned', time, 'WSAWaitForMultipleEvents', call, { slot: 0, object: this.event });
  }

  private fetch(time: number, value: number, error: number): void {
    const call = ++this.numbers.call;
    const same = { operation: this.operation, object: this.socket };
    this.call('call-entered', time - 100, 'WSAGetOverlappedResult', call, same);
    this.call('call-returned', time, 'WSAGetOverlappedResult', call, { ...same, value, error });
  }

  /** lpNumberOfBytes NULL, Internal not touched yet. */
  private issuePayload(hEvent: number, routine: number): Uint8Array {
    const parameters = functions.find(({ name }) => name === this.api)!.parameters;
    const struct = new Uint8Array(overlapped.size);
    new DataView(struct.buffer).setUint32(overlapped.hEvent, hEvent, true);
    const index = parameters.findIndex(([name]) => name === 'lpOverlapped');
    const known: Readonly<Record<string, number>> = {
      lpOverlapped: 0x10000 + this.line * 32,
      lpCompletionRoutine: routine,
    };
    const words = parameters.map(([name]) => known[name] ?? 0);
    return encodeCallPayload(words, new Map([[index, struct]]));
  }

  /** A call with both its rows. */
  private whole(api: FunctionName, from: number, to: number, columns: Partial<Row>): void {
    const call = ++this.numbers.call;
    this.call('call-entered', from, api, call, columns);
    this.call('call-returned', to, api, call, columns);
  }

  private call(kind: RowKind, time: number, api: FunctionName, call: number, columns: Partial<Row>): void {
    this.row(kind, time, { call, api: functions.findIndex(({ name }) => name === api) + 1, ...columns });
  }

  private row(kind: RowKind, time: number, columns: Partial<Row>): void {
    this.rows.push(drawnRow(kind, time, { thread: this.line, slot: this.line, ...columns }));
  }
}
