import { describe, expect, it } from 'vitest';
import { out, type BufferRef, type EventRef, type OverlappedRef, type SocketRef } from '../lessons/index.ts';
import { functionRow, type FunctionName } from '../winsock/index.ts';
import { marshal } from './marshal.ts';
import { Scratch } from './thread-memory.ts';

const BASE = 0x10000;
const s: SocketRef = { type: 'socket', object: 1, handle: 208 };
const hEvent: EventRef = { type: 'event', object: 2, handle: 0xe4 };
const lpOverlapped: OverlappedRef = { type: 'overlapped', slot: 1, address: BASE + 128 };
const buffer = (length: number): BufferRef => ({ type: 'buffer', id: length, address: BASE + 2048, length });

function words(api: FunctionName, args: Record<string, unknown>) {
  const view = new DataView(new SharedArrayBuffer(4096));
  const result = marshal(functionRow(api), args, { view, base: BASE }, new Scratch(160, 96), new Scratch(512, 1024));
  return { ...result, view };
}

describe('arguments as machine words', () => {
  it('of a WSARecv: the count follows from the buffers, lpFlags lives behind the structure, the rest is NULL', () => {
    const {
      words: all,
      view,
      requested,
      pointers,
    } = words('WSARecv', { s, lpBuffers: [buffer(10), buffer(20)], lpFlags: 2, lpOverlapped });
    expect(all).toEqual([208, BASE + 512, 2, 0, BASE + 160, BASE + 128, 0]);
    expect([view.getUint32(512, true), view.getBigUint64(520, true), view.getUint32(528, true)]).toEqual([
      10,
      BigInt(BASE + 2048),
      20,
    ]);
    expect([view.getUint32(160, true), requested]).toEqual([2, 30]);
    expect(pointers.get(5)).toEqual({ offset: 128, length: 32 });
  });

  it('of a bind: the address in network order, and its length', () => {
    const { words: all, view } = words('bind', { s, name: { type: 'endpoint', address: '127.0.0.1', port: 5001 } });
    expect(all).toEqual([208, BASE + 160, 16]);
    expect(Array.from({ length: 8 }, (_, i) => view.getUint8(160 + i))).toEqual([2, 0, 0x13, 0x89, 127, 0, 0, 1]);
  });

  it('of a wait: the handles, their count, and booleans', () => {
    const args = { lphEvents: [hEvent, hEvent], fWaitAll: true, dwTimeout: 100, fAlertable: false };
    const { words: all, view } = words('WSAWaitForMultipleEvents', args);
    expect(all).toEqual([2, BASE + 512, 1, 100, 0]);
    expect(view.getBigUint64(520, true)).toBe(0xe4n);
  });

  it('of a call that writes: memory of its own', () => {
    const { words: all } = words('WSAGetOverlappedResult', {
      s,
      lpOverlapped,
      lpcbTransfer: out,
      fWait: false,
      lpdwFlags: out,
    });
    expect(all).toEqual([208, BASE + 128, BASE + 160, 0, BASE + 168]);
  });

  it('may be wrong on purpose: a count that is given is taken', () => {
    expect(words('WSARecv', { s, lpBuffers: [buffer(10)], dwBufferCount: 0, lpFlags: 0, lpOverlapped }).words[2]).toBe(
      0,
    );
  });
});

describe('a mistake of a program is refused in the words of the function', () => {
  const cases: [FunctionName, Record<string, unknown>, string][] = [
    ['closesocket', {}, 'closesocket: s must be a number or a handle.'],
    ['WSARecv', { s, lpBuffers: [5], lpFlags: 0, lpOverlapped }, 'WSARecv: lpBuffers must be a list of buffers.'],
    ['WSARecv', { s, lpBuffers: [], lpFlags: 0, lpOverlapped: s }, 'WSARecv: lpOverlapped must be a WSAOVERLAPPED.'],
  ];
  it.each(cases)('%s %o: %s', (api, args, sentence) => {
    expect(() => words(api, args)).toThrow(sentence);
  });
});
