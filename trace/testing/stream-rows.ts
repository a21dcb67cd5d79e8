import { functions, type FunctionName } from '../../winsock/index.ts';
import { encodeCallPayload } from '../call-payload.ts';
import { CallRows } from './call-rows.ts';
import { drawnRow } from './drawn-trace.ts';

export const LISTENER = 1;
export const CLIENT = 2;
export const SERVER = 3;
const LISTENS_AT = '127.0.0.1:5001';
const CLIENT_AT = '127.0.0.1:6001';

/** Rows of two sockets that are connected to each other, CLIENT and SERVER, for tests of what they send and receive. */
export class StreamRows extends CallRows {
  /** `told`: the client has asked for its own address, without which nobody can say who its peer is. */
  connect(told = true): this {
    this.row('thread-started', 0, { value: 1001 });
    this.open('WSASocketW', 1, LISTENER);
    this.name(2, LISTENER, { local: LISTENS_AT });
    this.open('WSASocketW', 3, CLIENT);
    this.name(4, CLIENT, told ? { local: CLIENT_AT, peer: LISTENS_AT } : { peer: LISTENS_AT });
    this.open('accept', 5, SERVER);
    this.name(6, SERVER, { peer: CLIENT_AT });
    return this;
  }

  /** `accept` is a call on LISTENER. */
  open(api: FunctionName, atUs: number, socket: number): void {
    const call = this.call(api, [atUs - 0.5, atUs], {}, { object: api === 'accept' ? LISTENER : 0, value: socket * 4 });
    this.row('socket-opened', atUs, { object: socket, value: socket * 4, call });
  }

  name(atUs: number, object: number, names: { readonly local?: string; readonly peer?: string }): void {
    this.row('socket-named', atUs, { object, payload: new TextEncoder().encode(JSON.stringify(names)) });
  }

  /** A pending operation with flags; its number. */
  transfer(api: 'WSASend' | 'WSARecv', atUs: number, socket: number, flags = 0): number {
    const operation = this.issue(api, atUs, socket, api === 'WSASend' ? { dwFlags: flags } : { lpFlags: 0x4000 });
    this.giveFlags(api, flags, this.rows.length - 2);
    return operation;
  }

  /** A call without a WSAOVERLAPPED; `bytes` undefined: the program did not ask for their number. */
  plain(api: 'WSASend' | 'WSARecv', [fromUs, toUs]: readonly [number, number], socket: number, bytes?: number): number {
    const call = this.call(api, [fromUs, toUs], {}, { object: socket });
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, bytes ?? 0, true);
    const parameter = parameterOf(api, /^lpNumberOfBytes/);
    const returned = this.rows.at(-1)!;
    const memory = new Map(bytes === undefined ? [] : [[parameter, count]]);
    this.rows[this.rows.length - 1] = { ...returned, payload: encodeCallPayload([], memory) };
    return call;
  }

  lost(fromUs: number, atUs: number): void {
    const payload = new TextEncoder().encode(JSON.stringify({ operations: 0, rows: 3 }));
    this.rows.push(drawnRow('gap', atUs * 1000, { thread: 1, value: 3, uncertainty: (atUs - fromUs) * 1000, payload }));
  }

  private giveFlags(api: FunctionName, flags: number, row: number): void {
    if (api !== 'WSARecv' || flags === 0) return;
    const memory = new Uint8Array(4);
    new DataView(memory.buffer).setUint32(0, flags, true);
    const entered = this.rows[row]!;
    const words = functions.find(({ name }) => name === api)!.parameters.map(() => 0);
    const payload = encodeCallPayload(words, new Map([[parameterOf(api, /^lpFlags$/), memory]]));
    this.rows[row] = { ...entered, payload };
  }
}

function parameterOf(api: FunctionName, name: RegExp): number {
  return functions.find((row) => row.name === api)!.parameters.findIndex(([parameter]) => name.test(parameter));
}
