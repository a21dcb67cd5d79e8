/**
 * Winsock's named numbers, by the parameter they belong to. Source: winsock2.h, ws2def.h, winbase.h.
 */
export const constants = {
  addressFamilies: { AF_UNSPEC: 0, AF_INET: 2, AF_INET6: 23 },
  socketTypes: { SOCK_STREAM: 1, SOCK_DGRAM: 2 },
  protocols: { IPPROTO_TCP: 6, IPPROTO_UDP: 17 },
  socketFlags: { WSA_FLAG_OVERLAPPED: 0x01, WSA_FLAG_NO_HANDLE_INHERIT: 0x80 },
  shutdownHow: { SD_RECEIVE: 0, SD_SEND: 1, SD_BOTH: 2 },
  messageFlags: { MSG_OOB: 0x1, MSG_PEEK: 0x2, MSG_DONTROUTE: 0x4, MSG_WAITALL: 0x8, MSG_PARTIAL: 0x8000 },
  socketLevels: { SOL_SOCKET: 0xffff, IPPROTO_IP: 0, IPPROTO_TCP: 6, IPPROTO_IPV6: 41 },
  socketOptions: {
    SO_ACCEPTCONN: 0x0002,
    SO_REUSEADDR: 0x0004,
    SO_KEEPALIVE: 0x0008,
    SO_BROADCAST: 0x0020,
    SO_LINGER: 0x0080,
    SO_SNDBUF: 0x1001,
    SO_RCVBUF: 0x1002,
    SO_SNDTIMEO: 0x1005,
    SO_RCVTIMEO: 0x1006,
    SO_ERROR: 0x1007,
    SO_TYPE: 0x1008,
    SO_MAX_MSG_SIZE: 0x2003,
    SO_UPDATE_ACCEPT_CONTEXT: 0x700b,
    SO_CONNECT_TIME: 0x700c,
    SO_UPDATE_CONNECT_CONTEXT: 0x7010,
  },
  tcpOptions: { TCP_NODELAY: 1 },
  ipv6Options: { IPV6_V6ONLY: 27 },
  ioControlCodes: {
    SIO_GET_EXTENSION_FUNCTION_POINTER: 0xc8000006,
    FIONBIO: 0x8004667e,
    SIO_UDP_CONNRESET: 0x9800000c,
    SIO_TCP_INFO: 0xd8000027,
  },
  transmitFlags: { TF_DISCONNECT: 0x01, TF_REUSE_SOCKET: 0x02, TF_WRITE_BEHIND: 0x04 },
  notificationModes: { FILE_SKIP_COMPLETION_PORT_ON_SUCCESS: 0x1, FILE_SKIP_SET_EVENT_ON_HANDLE: 0x2 },
  fileAccess: { GENERIC_READ: 0x80000000, GENERIC_WRITE: 0x40000000, DELETE: 0x00010000 },
  fileShare: { FILE_SHARE_READ: 0x1, FILE_SHARE_WRITE: 0x2, FILE_SHARE_DELETE: 0x4 },
  fileDispositions: { CREATE_NEW: 1, CREATE_ALWAYS: 2, OPEN_EXISTING: 3 },
  fileFlags: { FILE_ATTRIBUTE_NORMAL: 0x80, FILE_FLAG_DELETE_ON_CLOSE: 0x04000000, FILE_FLAG_OVERLAPPED: 0x40000000 },
  serviceFlags: { XP1_IFS_HANDLES: 0x20000 },
  timeouts: { WSA_INFINITE: 0xffffffff },
  waitResults: {
    WSA_WAIT_EVENT_0: 0,
    WSA_WAIT_IO_COMPLETION: 0xc0,
    WSA_WAIT_TIMEOUT: 0x102,
    WSA_WAIT_FAILED: 0xffffffff,
  },
  sleepResults: { WAIT_IO_COMPLETION: 0xc0 },
} as const satisfies Record<string, Record<string, number>>;

export type ConstantSet = keyof typeof constants;

/** The name of a value in a set, or undefined when it has none there. */
export function nameOfValue(set: ConstantSet, value: number): string | undefined {
  return Object.entries(constants[set]).find(([, number]) => number === value)?.[0];
}

/** Flags as C writes them: `MSG_PEEK | 0x400`; `0` when none is set. */
export function namesOfFlags(set: ConstantSet, value: number): string {
  const names: string[] = [];
  let rest = value;
  for (const [name, bit] of Object.entries(constants[set])) {
    if (bit !== 0 && (rest & bit) >>> 0 === bit) {
      names.push(name);
      rest &= ~bit;
    }
  }
  if (rest !== 0) names.push(`0x${(rest >>> 0).toString(16)}`);
  return names.length > 0 ? names.join(' | ') : '0';
}

/** Options are numbered anew on each level. */
export const optionSets = {
  [constants.socketLevels.SOL_SOCKET]: 'socketOptions',
  [constants.socketLevels.IPPROTO_TCP]: 'tcpOptions',
  [constants.socketLevels.IPPROTO_IPV6]: 'ipv6Options',
} as const satisfies Record<number, ConstantSet>;

export const INVALID_SOCKET = -1;
export const SOCKET_ERROR = -1;
/** What CreateIoCompletionPort takes for "no file": a port alone. */
export const INVALID_HANDLE_VALUE = -1;
export const WSA_INFINITE = 0xffffffff;
export const WSA_WAIT_TIMEOUT = 0x102;
export const WSA_MAXIMUM_WAIT_EVENTS = 64;
export const WINSOCK_VERSION = 0x0202;
