import { describe, expect, it } from 'vitest';
import { out, type BufferRef, type EventRef, type OverlappedRef, type SocketRef } from '../lessons/index.ts';
import type { FunctionName } from '../winsock/index.ts';
import { Call } from './call.ts';
import { planOf } from './call-plan.ts';
import { Scratch } from './thread-memory.ts';

const BASE = 0x10000;
const s: SocketRef = { type: 'socket', object: 1, handle: 208 };
const hEvent: EventRef = { type: 'event', object: 2, handle: 0xe4 };
const lpOverlapped: OverlappedRef = { type: 'overlapped', slot: 1, address: BASE + 128 };
const buffer = (length: number): BufferRef => ({ type: 'buffer', id: length, address: BASE + 2048, length });

function words(api: FunctionName, args: Record<string, unknown>) {
  const view = new DataView(new SharedArrayBuffer(4096));
  const call = new Call(view, BASE, () => 0x7777);
  call.lasting = new Scratch(160, 96);
  call.scratch.reset(512, 1024);
  call.plan = planOf(api);
  call.plan.marshal(args, call);
  const pointers = [call.before, call.after].map((chunks) =>
    Array.from({ length: chunks.count }, (_, index) => {
      return [chunks.parameter(index), chunks.offset(index), chunks.length(index)];
    }),
  );
  return {
    words: [...call.words.subarray(0, call.plan.parameters.length)],
    requested: call.requested,
    view,
    before: pointers[0],
    after: pointers[1],
    lent: call.lent.slice(0, call.lentCount),
  };
}

describe('arguments as machine words', () => {
  it('of a WSARecv: the count follows from the buffers, lpFlags lives behind the structure, the rest is NULL', () => {
    const {
      words: all,
      view,
      requested,
      before,
      after,
    } = words('WSARecv', { s, lpBuffers: [buffer(10), buffer(20)], lpFlags: 2, lpOverlapped });
    expect(all).toEqual([208, BASE + 512, 2, 0, BASE + 160, BASE + 128, 0]);
    expect([view.getUint32(512, true), view.getBigUint64(520, true), view.getUint32(528, true)]).toEqual([
      10,
      BigInt(BASE + 2048),
      20,
    ]);
    expect([view.getUint32(160, true), requested]).toEqual([2, 30]);
    expect(before).toEqual([
      [1, 512, 32],
      [4, 160, 4],
      [5, 128, 32],
    ]);
    expect(after).toEqual([
      [4, 160, 4],
      [5, 128, 32],
    ]);
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

describe('arguments of the other functions', () => {
  it('a completion routine is the one address that this thread has registered', () => {
    const routine = function* () {};
    const { words: all } = words('WSARecv', {
      s,
      lpBuffers: [],
      lpFlags: 0,
      lpOverlapped,
      lpCompletionRoutine: routine,
    });
    expect(all[6]).toBe(0x7777);
  });

  it('an IPv6 address is a sockaddr_in6 of 28 bytes', () => {
    const { words: all, view } = words('bind', { s, name: { type: 'endpoint', address: 'fe80::1:2', port: 80 } });
    expect(all[2]).toBe(28);
    const octets = Array.from({ length: 16 }, (_, i) => view.getUint8(160 + 8 + i));
    expect([view.getUint16(160, true), octets]).toEqual([23, [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2]]);
  });

  it('of a GetQueuedCompletionStatusEx: room for so many entries', () => {
    const CompletionPort = { type: 'port', object: 3, handle: 0xd8 };
    const args = {
      CompletionPort,
      lpCompletionPortEntries: 4,
      ulNumEntriesRemoved: out,
      dwMilliseconds: 5,
      fAlertable: false,
    };
    const { words: all, before, after } = words('GetQueuedCompletionStatusEx', args);
    expect(all).toEqual([0xd8, BASE + 512, 4, BASE + 160, 5, 0]);
    expect(before).toEqual([]);
    expect(after).toEqual([
      [1, 512, 4 * 32],
      [3, 160, 4],
    ]);
  });

  it('of a TransmitFile: head and tail in one structure behind the WSAOVERLAPPED', () => {
    const hFile = { type: 'file', object: 4, handle: 0x60 };
    const args = { hSocket: s, hFile, nNumberOfBytesToWrite: 0, nNumberOfBytesPerSend: 0, lpOverlapped, dwFlags: 0 };
    const transmit = words('TransmitFile', { ...args, lpTransmitBuffers: { tail: buffer(7) } });
    const { words: all, view, requested } = transmit;
    expect([all[5], requested]).toEqual([BASE + 160, 7]);
    expect([view.getBigUint64(160, true), view.getBigUint64(176, true), view.getUint32(184, true)]).toEqual([
      0n,
      BigInt(BASE + 2048),
      7,
    ]);
  });

  it('of a setsockopt: a number, or a socket as its handle', () => {
    expect(words('setsockopt', { s, level: 0xffff, optname: 0x1001, optval: 0 }).words.slice(3)).toEqual([
      BASE + 160,
      4,
    ]);
    const context = words('setsockopt', { s, level: 0xffff, optname: 0x700b, optval: s });
    expect([context.words[4], context.view.getBigUint64(160, true)]).toEqual([8, 208n]);
    expect(words('setsockopt', { s, level: 0xffff, optname: 0x7010 }).words.slice(3)).toEqual([0, 0]);
  });

  it('a path is UTF-16 with a zero behind it', () => {
    const args = {
      lpFileName: 'C:\\a',
      dwDesiredAccess: 0,
      dwShareMode: 0,
      dwCreationDisposition: 3,
      dwFlagsAndAttributes: 0,
    };
    const { view } = words('CreateFileW', args);
    expect(Array.from({ length: 5 }, (_, i) => view.getUint16(512 + i * 2, true))).toEqual([67, 58, 92, 97, 0]);
  });
});

describe('the buffers of the program that a call is given', () => {
  const [one, two, three] = [buffer(10), buffer(20), buffer(30)];
  const file = { hSocket: s, hFile: 7, nNumberOfBytesToWrite: 0, nNumberOfBytesPerSend: 0, lpOverlapped, dwFlags: 0 };
  const cases: [FunctionName, Record<string, unknown>, BufferRef[]][] = [
    ['WSARecvFrom', { s, lpBuffers: [one, two], lpFlags: 0, lpFrom: three, lpOverlapped }, [one, two, three]],
    ['WSARecv', { s, lpBuffers: [one], lpFlags: two, lpOverlapped }, [one, two]],
    ['TransmitFile', { ...file, lpTransmitBuffers: { head: one, tail: two } }, [one, two]],
    ['WSASend', { s, lpBuffers: [], dwFlags: 0, lpOverlapped }, []],
  ];
  it.each(cases)('%s %o', (api, args, expected) => {
    expect(words(api, args).lent).toEqual(expected);
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
