import { expect, it } from 'vitest';
import { findFunction, functions, wsabuf } from '../winsock/index.ts';
import { callLine } from './call-as-c.ts';
import { encodeCallPayload } from './call-payload.ts';
import { failureName, resultText } from './call-result.ts';
import { endpointText } from './endpoint.ts';
import { drawnRow, drawnTrace } from './testing/drawn-trace.ts';

/** The text of one call with these words and this memory behind its parameters. */
function line(
  api: string,
  words: number[],
  memory: Record<string, Uint8Array>,
  value: number,
  error = 0,
  written: Record<string, Uint8Array> = {},
) {
  const number = functions.findIndex(({ name }) => name === api) + 1;
  const index = (name: string) => findFunction(api)!.parameters.findIndex(([parameter]) => parameter === name);
  const chunks = (parts: Record<string, Uint8Array>) =>
    new Map(Object.entries(parts).map(([name, bytes]) => [index(name), bytes]));
  const trace = drawnTrace([
    drawnRow('call-entered', 1, { call: 1, api: number, payload: encodeCallPayload(words, chunks(memory)) }),
    drawnRow('call-returned', 2, {
      call: 1,
      api: number,
      value,
      error,
      payload: encodeCallPayload([], chunks(written)),
    }),
  ]);
  return callLine(trace, trace.calls.get(1)!);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

const sockaddr = new Uint8Array([2, 0, 0x13, 0x89, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

it('a WSARecv shows its buffers, its flags and what it returned', () => {
  const buffer = new Uint8Array(wsabuf.size);
  new DataView(buffer.buffer).setUint32(0, 4096, true);
  new DataView(buffer.buffer).setUint32(8, 0x5980, true);
  expect(line('WSARecv', [208, 0x100, 1, 0, 0x200, 0xb25820, 0], { lpBuffers: buffer, lpFlags: u32(0) }, -1, 997)).toBe(
    'WSARecv(208, {4096 bytes at 0x5980}, 1, NULL, &0, &overlapped 0xB25820, NULL) → SOCKET_ERROR, WSA_IO_PENDING (997)',
  );
});

it('constants have their names', () => {
  expect(line('WSASocketW', [2, 1, 6, 0, 0, 1], {}, 208)).toBe(
    'WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED) → 208',
  );
  expect(line('WSASend', [208, 0, 0, 0, 0x8008, 0, 0], {}, 0)).toContain('MSG_WAITALL | MSG_PARTIAL');
  expect(line('WSAWaitForMultipleEvents', [1, 0x100, 0, 0xffffffff, 0], {}, 0x102)).toContain(
    'WSA_INFINITE, FALSE) → WSA_WAIT_TIMEOUT',
  );
});

it('addresses are readable, and what was written behind a pointer is shown', () => {
  expect(line('bind', [208, 0x100, 16], { name: sockaddr }, 0)).toBe('bind(208, 127.0.0.1:5001, 16) → 0');
  expect(
    line('getsockname', [208, 0x100, 0x200], { namelen: u32(28) }, 0, 0, { name: sockaddr, namelen: u32(16) }),
  ).toBe('getsockname(208, 127.0.0.1:5001, &28 → 16) → 0');
});

it('a call that has not returned has no result', () => {
  const trace = drawnTrace([drawnRow('call-entered', 1, { call: 1, api: 2 })]);
  expect(callLine(trace, trace.calls.get(1)!)).toBe('WSACleanup() …');
});

it('every way to fail has its name', () => {
  const failures = {
    WSARecv: -1,
    WSASocketW: -1,
    WSACreateEvent: 0,
    WSAWaitForMultipleEvents: 0xffffffff,
    CancelIoEx: 0,
  };
  expect(Object.entries(failures).map(([api, value]) => failureName(findFunction(api)!, value))).toEqual([
    'SOCKET_ERROR',
    'INVALID_SOCKET',
    'WSA_INVALID_EVENT',
    'WSA_WAIT_FAILED',
    'FALSE',
  ]);
  expect(resultText(findFunction('WSAStartup')!, 10092, 0)).toBe('WSAVERNOTSUPPORTED (10092)');
  expect(resultText(findFunction('WSAWaitForMultipleEvents')!, 3, 0)).toBe('WSA_WAIT_EVENT_0 + 3');
});

it('IPv6 addresses are written as RFC 5952 says', () => {
  const address = (groups: number[]) => {
    const bytes = new Uint8Array(28);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 23, true);
    view.setUint16(2, 5001, false);
    groups.forEach((group, index) => view.setUint16(8 + index * 2, group, false));
    return endpointText(bytes);
  };
  expect(address([0, 0, 0, 0, 0, 0, 0, 1])).toBe('[::1]:5001');
  expect(address([0, 0, 0, 0, 0, 0, 0, 0])).toBe('[::]:5001');
  expect(address([0x2001, 0xdb8, 0, 0, 1, 0, 0, 1])).toBe('[2001:db8::1:0:0:1]:5001');
  expect(address([0xfe80, 0, 1, 2, 3, 4, 5, 0])).toBe('[fe80:0:1:2:3:4:5:0]:5001');
});
