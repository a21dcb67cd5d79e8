/**
 * The NTSTATUS codes that end a socket operation, as WSAOVERLAPPED.Internal shows them, with the two numbers that the
 * same end has elsewhere: `dos` from GetQueuedCompletionStatus (RtlNtStatusToDosError), `winsock` from
 * WSAGetOverlappedResult and completion routines.
 *
 * Source: ntstatus.h; the numbers were compared with Wine's ws2_32 tests, which run on Windows.
 */
export interface StatusRow {
  readonly name: string;
  readonly value: number;
  readonly dos: number;
  readonly winsock: number;
  readonly means: string;
}

const row = (name: string, value: number, dos: number, winsock: number, means: string): StatusRow => ({
  name,
  value,
  dos,
  winsock,
  means,
});

export const STATUS_SUCCESS = 0;
export const STATUS_PENDING = 0x103;
export const STATUS_CANCELLED = 0xc0000120;

export const statuses: readonly StatusRow[] = [
  row('STATUS_SUCCESS', STATUS_SUCCESS, 0, 0, 'The operation completed.'),
  row('STATUS_PENDING', STATUS_PENDING, 997, 996, 'The operation has not been seen to complete.'),
  row('STATUS_BUFFER_OVERFLOW', 0x80000005, 234, 10040, 'The datagram was longer than the buffer; the rest is lost.'),
  row(
    'STATUS_HANDLES_CLOSED',
    0x8000000a,
    676,
    10022,
    'The socket was closed while the operation was in flight (Wine).',
  ),
  row('STATUS_ACCESS_VIOLATION', 0xc0000005, 998, 10014, 'A pointer does not point to usable memory.'),
  row(
    'STATUS_INVALID_PARAMETER',
    0xc000000d,
    87,
    10022,
    'An argument is not valid, or the socket is in the wrong state.',
  ),
  row('STATUS_NOT_SUPPORTED', 0xc00000bb, 50, 10045, 'The operation is not supported on this kind of socket.'),
  row('STATUS_CONNECTION_ACTIVE', 0xc000023b, 1230, 10056, 'The socket is already connected.'),
  row('STATUS_INVALID_HANDLE', 0xc0000008, 6, 10038, 'The handle is not a socket, or is closed.'),
  row('STATUS_OBJECT_TYPE_MISMATCH', 0xc0000024, 6, 10038, 'The handle is of another kind.'),
  row('STATUS_PIPE_DISCONNECTED', 0xc00000b0, 233, 10058, 'This direction of the socket has been shut down.'),
  row('STATUS_IO_TIMEOUT', 0xc00000b5, 121, 10060, 'The peer did not answer in time.'),
  row('STATUS_CANCELLED', STATUS_CANCELLED, 995, 995, 'The operation was cancelled.'),
  row('STATUS_LOCAL_DISCONNECT', 0xc000013b, 64, 10053, 'The connection was ended on this side.'),
  row('STATUS_REMOTE_DISCONNECT', 0xc000013c, 64, 10054, 'The connection was ended by the peer.'),
  row('STATUS_INVALID_CONNECTION', 0xc0000140, 59, 10057, 'The socket is not connected.'),
  row('STATUS_CONNECTION_DISCONNECTED', 0xc000020c, 64, 10054, 'The connection has been disconnected.'),
  row('STATUS_CONNECTION_RESET', 0xc000020d, 64, 10054, 'The peer reset the connection.'),
  row('STATUS_CONNECTION_REFUSED', 0xc0000236, 1225, 10061, 'Nobody listens at that address.'),
  row('STATUS_NETWORK_UNREACHABLE', 0xc000023c, 1231, 10051, 'There is no way to that network.'),
  row('STATUS_HOST_UNREACHABLE', 0xc000023d, 1232, 10065, 'There is no way to that host.'),
  row('STATUS_PORT_UNREACHABLE', 0xc000023f, 1234, 10054, 'An earlier datagram reached a closed port.'),
  row('STATUS_CONNECTION_ABORTED', 0xc0000241, 1236, 10053, 'The connection was aborted on this side.'),
];

const byValue = new Map(statuses.map((status) => [status.value, status]));

/** The row of an NTSTATUS, or undefined when it is not one that Overlook names. */
export function findStatus(value: number): StatusRow | undefined {
  return byValue.get(value >>> 0);
}

/** `STATUS_SUCCESS`, or the hexadecimal number where there is no name: `0xC0000005`. */
export function statusName(value: number): string {
  return findStatus(value)?.name ?? `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** True for codes of severity warning or error: the operation ended, and not with success. */
export function isFailure(value: number): boolean {
  return value >>> 0 >= 0x80000000;
}

/** The Winsock error for an NTSTATUS as WSAGetOverlappedResult gives it; 0 for success; 10022 for codes it does not know. */
export function winsockErrorOf(value: number): number {
  return findStatus(value)?.winsock ?? (isFailure(value) ? 10022 : 0);
}
