import type { LessonText } from '../texts.ts';

export const extensionTexts: readonly LessonText[] = [
  {
    name: 'accept-connect',
    group: 'Extension functions',
    title: 'AcceptEx, ConnectEx, DisconnectEx',
    summary:
      'A connection that is accepted, made and ended by overlapped operations, with its first bytes; over IPv4 and IPv6.',
    paragraphs: [
      'Extension functions are asked for: `WSAIoctl` with `SIO_GET_EXTENSION_FUNCTION_POINTER` and a GUID tells where the provider of a socket has them. What a DLL exports under the same name may belong to another provider.',
      '`AcceptEx` takes a connection into a socket that was made before. Into its buffer go the first bytes and both addresses, each of the size of a sockaddr and 16 bytes more; `GetAcceptExSockaddrs` finds them again. With a data length it completes only when the first bytes have come: a client that connects and stays silent keeps it in flight.',
      '`ConnectEx` wants a socket that is bound. Without, it fails at once with `WSAEINVAL (10022)`: the call failed, so no completion will come. With `bind` it connects and sends the first bytes in one operation.',
      'Both new sockets are complete only after `setsockopt`: `SO_UPDATE_ACCEPT_CONTEXT` with the listening socket, `SO_UPDATE_CONNECT_CONTEXT` with nothing. Before that Windows refuses `getpeername`, `shutdown` and others; Wine does not, so that a program which forgets it works there.',
      '`DisconnectEx` ends the connection as an operation, with a completion of its own. The last chapter does the same over `::1`, without waiting for data; where a machine has no IPv6 loopback it says so.',
    ],
  },
  {
    name: 'transmit-file',
    group: 'Extension functions',
    title: 'A file, sent by the system',
    summary:
      'TransmitFile with bytes before and behind the file, then from a position in Offset and OffsetHigh; every byte is compared.',
    paragraphs: [
      'One `TransmitFile` sends a whole file, with a head before it and a tail behind it. The file goes from the system’s cache to the socket, without passing through the program’s memory. The buffers of the sockets are small here, so that it stays in flight until the receiver reads.',
      'For operations on sockets `Offset` and `OffsetHigh` of the `WSAOVERLAPPED` mean nothing. `TransmitFile` reads from the file, and there they are the two halves of the position at which it begins: the second operation sends 50,000 bytes from place 123,456.',
      'The receiver knows what must come, and compares every byte.',
      'The file is a temporary one, opened by `CreateFileW` with `FILE_FLAG_DELETE_ON_CLOSE`: it is gone when its handle is closed, however the session ends.',
    ],
  },
  {
    name: 'inspect-socket',
    group: 'Extension functions',
    title: 'What a socket tells of itself',
    summary: 'Protocols and XP1_IFS_HANDLES, options by name, SIO_TCP_INFO, and the three numbers of one failure.',
    paragraphs: [
      '`WSAEnumProtocolsW` lists the protocols of the system. Asked with too little room it fails with `WSAENOBUFS (10055)`, and tells how much is needed. `XP1_IFS_HANDLES` says that the sockets of a protocol are real file handles: where it is missing, `FILE_SKIP_COMPLETION_PORT_ON_SUCCESS` must not be used.',
      'Options are read with `getsockopt` and set with `setsockopt`, by level and name. `SO_SNDBUF` decides whether a send completes at once, `SO_CONNECT_TIME` finds clients that connect and say nothing, `SO_MAX_MSG_SIZE` is the longest datagram. An option that is none: `WSAENOPROTOOPT (10042)`.',
      '`SIO_TCP_INFO` tells what a connection knows of itself: segment size, round trip, bytes in each direction. Where the system does not have it, the call says so.',
      'At last `RtlNtStatusToDosError`: every NTSTATUS that ends an operation has a Windows error, which `GetQueuedCompletionStatus` gives, and a Winsock error, which `WSAGetOverlappedResult` gives. The program compares the system with Overlook’s own table.',
    ],
  },
];
