import { describe, expect, it } from 'vitest';
import { errorName, errors, findError } from './errors.ts';
import { findStatus, isFailure, statuses, statusName, winsockErrorOf } from './ntstatus.ts';
import {
  OVERLAPPED_ENTRY,
  TRANSMIT_FILE_BUFFERS,
  WSABUF,
  WSAOVERLAPPED,
  overlapped,
  overlappedEntry,
  sockaddr_in,
  sockaddr_in6,
  transmitFileBuffers,
  type StructRow,
} from './structs.ts';

describe('errors and statuses', () => {
  it('have each number once, a name and a sentence', () => {
    for (const [rows, number] of [
      [errors, errors.map(({ code }) => code)],
      [statuses, statuses.map(({ value }) => value)],
    ] as const) {
      expect(new Set(number).size).toBe(rows.length);
      expect(rows.every(({ name, means }) => /^[A-Z_0-9]+$/.test(name) && /^[A-Z].*\.$/.test(means))).toBe(true);
    }
  });

  it('agree: the Winsock error of every status has a name', () => {
    const known = statuses.filter(({ winsock }) => winsock !== 0);
    expect(known.filter(({ winsock }) => findError(winsock) === undefined)).toEqual([]);
  });

  it('are found by number, signed or not', () => {
    expect(statusName(0xc000020d | 0)).toBe('STATUS_CONNECTION_RESET');
    expect(findStatus(0x103)?.winsock).toBe(996);
    expect(statusName(0xc0000417)).toBe('0xC0000417');
    expect([errorName(10054), errorName(4711)]).toEqual(['WSAECONNRESET', '4711']);
  });

  it('tell a failure from a success and from pending', () => {
    expect([0, 0x103, 0x80000005, 0xc0000120].map(isFailure)).toEqual([false, false, true, true]);
    expect([0, 0xc0000120, 0xc0000417].map(winsockErrorOf)).toEqual([0, 995, 10022]);
  });
});

describe('structures', () => {
  it.each(
    [WSAOVERLAPPED, WSABUF, OVERLAPPED_ENTRY, TRANSMIT_FILE_BUFFERS, sockaddr_in, sockaddr_in6].map(
      (row) => [row.name, row] as const,
    ),
  )('%s: fields lie one behind the other, aligned, inside its size', (_, row: StructRow) => {
    for (const model of ['x64', 'x86'] as const) {
      let end = 0;
      for (const field of row.fields) {
        expect(field[model].offset).toBeGreaterThanOrEqual(end);
        expect(field[model].offset % Math.min(field[model].size, 4)).toBe(0);
        end = field[model].offset + field[model].size;
      }
      expect(end).toBeLessThanOrEqual(row[model].size);
    }
  });

  it('WSAOVERLAPPED has 32 bytes on x64 and 20 on x86', () => {
    expect([WSAOVERLAPPED.x64.size, WSAOVERLAPPED.x86.size, overlapped.size]).toEqual([32, 20, 32]);
    for (const { name, x64 } of WSAOVERLAPPED.fields) expect(overlapped).toHaveProperty(name, x64.offset);
  });

  it('OVERLAPPED_ENTRY and TRANSMIT_FILE_BUFFERS have 32 bytes on x64 and 16 on x86', () => {
    for (const row of [OVERLAPPED_ENTRY, TRANSMIT_FILE_BUFFERS]) expect([row.x64.size, row.x86.size]).toEqual([32, 16]);
    const offsets = (row: StructRow) => row.fields.map(({ x64 }) => x64.offset);
    const { lpCompletionKey, lpOverlapped, Internal, bytes } = overlappedEntry;
    expect(offsets(OVERLAPPED_ENTRY)).toEqual([lpCompletionKey, lpOverlapped, Internal, bytes]);
    const { Head, HeadLength, Tail, TailLength } = transmitFileBuffers;
    expect(offsets(TRANSMIT_FILE_BUFFERS)).toEqual([Head, HeadLength, Tail, TailLength]);
  });
});
