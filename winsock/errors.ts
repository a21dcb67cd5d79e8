/**
 * The errors of WSAGetLastError that overlapped programs meet, by name, number and sentence.
 * Source: the Microsoft page "Windows Sockets Error Codes" (WinSock/windows-sockets-error-codes-2).
 */
export interface ErrorRow {
  readonly name: string;
  readonly code: number;
  readonly means: string;
}

const row = (name: string, code: number, means: string): ErrorRow => ({ name, code, means });

export const WSA_INVALID_HANDLE = 6;
export const WSA_OPERATION_ABORTED = 995;
export const WSA_IO_INCOMPLETE = 996;
export const WSA_IO_PENDING = 997;
export const WSAEMSGSIZE = 10040;
export const ERROR_NOT_FOUND = 1168;
export const WAIT_TIMEOUT = 258;

export const errors: readonly ErrorRow[] = [
  row('WSA_INVALID_HANDLE', WSA_INVALID_HANDLE, 'The event handle is not valid.'),
  row('WSA_NOT_ENOUGH_MEMORY', 8, 'There is not enough memory.'),
  row('WSA_INVALID_PARAMETER', 87, 'A parameter is not valid.'),
  row('WSA_OPERATION_ABORTED', WSA_OPERATION_ABORTED, 'The operation was cancelled, or its socket was closed.'),
  row('WSA_IO_INCOMPLETE', WSA_IO_INCOMPLETE, 'The operation has not completed yet. This is an answer, not a failure.'),
  row('WSA_IO_PENDING', WSA_IO_PENDING, 'The operation was started and will complete later. This is not a failure.'),
  row('ERROR_NOT_FOUND', ERROR_NOT_FOUND, 'There is no such operation in flight: it has already ended.'),
  row('ERROR_UNEXP_NET_ERR', 59, 'The socket is not connected (the Windows number of WSAENOTCONN).'),
  row('ERROR_NETNAME_DELETED', 64, 'The connection was ended, by the peer or on this side (a Windows number).'),
  row('ERROR_SEM_TIMEOUT', 121, 'The peer did not answer in time (the Windows number of WSAETIMEDOUT).'),
  row('WAIT_IO_COMPLETION', 192, 'The wait ended because completion routines ran.'),
  row('ERROR_PIPE_NOT_CONNECTED', 233, 'That direction of the socket has been shut down (a Windows number).'),
  row('ERROR_MORE_DATA', 234, 'The datagram was longer than the buffer (the Windows number of WSAEMSGSIZE).'),
  row('WAIT_TIMEOUT', 258, 'The time was up before anything came.'),
  row('ERROR_HANDLES_CLOSED', 676, 'The socket was closed while the operation was in flight (Wine).'),
  row('ERROR_ABANDONED_WAIT_0', 735, 'The completion port was closed while a thread waited for it.'),
  row('ERROR_CONNECTION_REFUSED', 1225, 'Nobody listens at that address (the Windows number of WSAECONNREFUSED).'),
  row('ERROR_NETWORK_UNREACHABLE', 1231, 'There is no way to that network (a Windows number).'),
  row('ERROR_HOST_UNREACHABLE', 1232, 'There is no way to that host (a Windows number).'),
  row('ERROR_PORT_UNREACHABLE', 1234, 'An earlier datagram reached a closed port (a Windows number).'),
  row('ERROR_CONNECTION_ABORTED', 1236, 'The connection was aborted on this side (a Windows number).'),
  row('WSAEINTR', 10004, 'A blocking call was interrupted.'),
  row('WSAEBADF', 10009, 'The file handle is not valid.'),
  row('WSAEACCES', 10013, 'Access to the address is not allowed.'),
  row('WSAEFAULT', 10014, 'A pointer does not point to usable memory.'),
  row('WSAEINVAL', 10022, 'An argument is not valid, or the socket is in the wrong state.'),
  row('WSAEMFILE', 10024, 'Too many sockets are open.'),
  row('WSAEWOULDBLOCK', 10035, 'The call would have to wait.'),
  row('WSAEINPROGRESS', 10036, 'A blocking call is in progress.'),
  row('WSAEALREADY', 10037, 'The operation is already in progress.'),
  row('WSAENOTSOCK', 10038, 'The handle is not a socket.'),
  row('WSAEDESTADDRREQ', 10039, 'A destination address is required.'),
  row('WSAEMSGSIZE', WSAEMSGSIZE, 'The message is longer than the buffer or than the protocol allows.'),
  row('WSAEPROTOTYPE', 10041, 'The protocol does not fit the type of socket.'),
  row('WSAENOPROTOOPT', 10042, 'The option is unknown at that level.'),
  row('WSAEPROTONOSUPPORT', 10043, 'The protocol is not supported.'),
  row('WSAEOPNOTSUPP', 10045, 'The operation is not supported on this kind of socket.'),
  row('WSAEAFNOSUPPORT', 10047, 'The address family is not supported here.'),
  row('WSAEADDRINUSE', 10048, 'The address is already in use.'),
  row('WSAEADDRNOTAVAIL', 10049, 'The address is not one of this machine.'),
  row('WSAENETDOWN', 10050, 'The network is down.'),
  row('WSAENETUNREACH', 10051, 'There is no way to that network.'),
  row('WSAENETRESET', 10052, 'The connection broke when keep-alive failed.'),
  row('WSAECONNABORTED', 10053, 'The connection was aborted on this side.'),
  row('WSAECONNRESET', 10054, 'The peer reset the connection.'),
  row('WSAENOBUFS', 10055, 'There is no buffer space, or too much memory is locked.'),
  row('WSAEISCONN', 10056, 'The socket is already connected.'),
  row('WSAENOTCONN', 10057, 'The socket is not connected.'),
  row('WSAESHUTDOWN', 10058, 'That direction of the socket has been shut down.'),
  row('WSAETIMEDOUT', 10060, 'The peer did not answer in time.'),
  row('WSAECONNREFUSED', 10061, 'Nobody listens at that address.'),
  row('WSAEHOSTUNREACH', 10065, 'There is no way to that host.'),
  row('WSASYSNOTREADY', 10091, 'The network subsystem is not ready.'),
  row('WSAVERNOTSUPPORTED', 10092, 'That version of Winsock is not supported here.'),
  row('WSANOTINITIALISED', 10093, 'WSAStartup has not been called.'),
];

const byCode = new Map(errors.map((error) => [error.code, error]));

/** The row of an error, or undefined when it is not one that Overlook names. */
export function findError(code: number): ErrorRow | undefined {
  return byCode.get(code);
}

/** `WSAECONNRESET`, or the number as text where there is no name. */
export function errorName(code: number): string {
  return findError(code)?.name ?? String(code);
}
