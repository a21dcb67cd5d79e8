/**
 * The structures that Winsock and Overlook share, in bytes from their start.
 *
 * ```
 * WSAOVERLAPPED, x64
 *  0        8             16      20          24       32
 *  Internal InternalHigh  Offset  OffsetHigh  hEvent
 *  NTSTATUS bytes         (file offset, 0 for sockets)
 * ```
 *
 * Source: minwinbase.h (OVERLAPPED), ws2def.h (WSABUF, sockaddr_in, sockaddr_in6); sizes measured with a C compiler
 * and koffi for x64, computed for x86 (ULONG_PTR and pointers are 4 bytes there).
 */
export interface Field {
  readonly name: string;
  readonly x64: FieldPlace;
  readonly x86: FieldPlace;
}
interface FieldPlace {
  readonly offset: number;
  readonly size: number;
}
export interface StructRow {
  readonly name: string;
  readonly x64: { readonly size: number };
  readonly x86: { readonly size: number };
  readonly fields: readonly Field[];
}

const field = (name: string, x64: [number, number], x86: [number, number]): Field => ({
  name,
  x64: { offset: x64[0], size: x64[1] },
  x86: { offset: x86[0], size: x86[1] },
});

export const WSAOVERLAPPED: StructRow = {
  name: 'WSAOVERLAPPED',
  x64: { size: 32 },
  x86: { size: 20 },
  fields: [
    field('Internal', [0, 8], [0, 4]),
    field('InternalHigh', [8, 8], [4, 4]),
    field('Offset', [16, 4], [8, 4]),
    field('OffsetHigh', [20, 4], [12, 4]),
    field('hEvent', [24, 8], [16, 4]),
  ],
};

export const WSABUF: StructRow = {
  name: 'WSABUF',
  x64: { size: 16 },
  x86: { size: 8 },
  fields: [field('len', [0, 4], [0, 4]), field('buf', [8, 8], [4, 4])],
};

/** A packet, as GetQueuedCompletionStatusEx gives it. Source: minwinbase.h. */
export const OVERLAPPED_ENTRY: StructRow = {
  name: 'OVERLAPPED_ENTRY',
  x64: { size: 32 },
  x86: { size: 16 },
  fields: [
    field('lpCompletionKey', [0, 8], [0, 4]),
    field('lpOverlapped', [8, 8], [4, 4]),
    field('Internal', [16, 8], [8, 4]),
    field('dwNumberOfBytesTransferred', [24, 4], [12, 4]),
  ],
};

/** Bytes that TransmitFile sends before and after the file. Source: mswsock.h. */
export const TRANSMIT_FILE_BUFFERS: StructRow = {
  name: 'TRANSMIT_FILE_BUFFERS',
  x64: { size: 32 },
  x86: { size: 16 },
  fields: [
    field('Head', [0, 8], [0, 4]),
    field('HeadLength', [8, 4], [4, 4]),
    field('Tail', [16, 8], [8, 4]),
    field('TailLength', [24, 4], [12, 4]),
  ],
};

export const sockaddr_in: StructRow = {
  name: 'sockaddr_in',
  x64: { size: 16 },
  x86: { size: 16 },
  fields: [
    field('sin_family', [0, 2], [0, 2]),
    field('sin_port', [2, 2], [2, 2]),
    field('sin_addr', [4, 4], [4, 4]),
    field('sin_zero', [8, 8], [8, 8]),
  ],
};

export const sockaddr_in6: StructRow = {
  name: 'sockaddr_in6',
  x64: { size: 28 },
  x86: { size: 28 },
  fields: [
    field('sin6_family', [0, 2], [0, 2]),
    field('sin6_port', [2, 2], [2, 2]),
    field('sin6_flowinfo', [4, 4], [4, 4]),
    field('sin6_addr', [8, 16], [8, 16]),
    field('sin6_scope_id', [24, 4], [24, 4]),
  ],
};

/** Structures of which only the size matters here: filled by Winsock, read as a whole. */
export const sizes = { WSADATA: 408, WSAPROTOCOL_INFOW: 628, sockaddr_in: 16, sockaddr_in6: 28 } as const;

/** Offsets of WSAOVERLAPPED's fields on x64, where Overlook's own operations live. */
export const overlapped = { Internal: 0, InternalHigh: 8, Offset: 16, OffsetHigh: 20, hEvent: 24, size: 32 } as const;
/** Offsets of WSABUF's fields on x64. */
export const wsabuf = { len: 0, buf: 8, size: 16 } as const;

/** Offsets of OVERLAPPED_ENTRY's fields on x64. */
export const overlappedEntry = { lpCompletionKey: 0, lpOverlapped: 8, Internal: 16, bytes: 24, size: 32 } as const;

/** Offsets of TRANSMIT_FILE_BUFFERS' fields on x64. */
export const transmitFileBuffers = { Head: 0, HeadLength: 8, Tail: 16, TailLength: 24, size: 32 } as const;

/** Offsets of the fields of WSAPROTOCOL_INFOW that are read, the same on x64 and x86. Source: winsock2.h. */
export const protocolInfo = {
  dwServiceFlags1: 0,
  iAddressFamily: 76,
  iSocketType: 88,
  iProtocol: 92,
  szProtocol: 116,
  size: sizes.WSAPROTOCOL_INFOW,
} as const;

/** Offsets of the fields of TCP_INFO_v0 that are read: what SIO_TCP_INFO tells. Source: mstcpip.h. */
export const tcpInfo = { State: 0, Mss: 4, RttUs: 20, BytesOut: 48, BytesIn: 56, size: 88 } as const;
