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
  socketLevels: { SOL_SOCKET: 0xffff, IPPROTO_TCP: 6 },
  socketOptions: {
    SO_REUSEADDR: 0x0004,
    SO_LINGER: 0x0080,
    SO_SNDBUF: 0x1001,
    SO_RCVBUF: 0x1002,
    SO_UPDATE_ACCEPT_CONTEXT: 0x700b,
    SO_UPDATE_CONNECT_CONTEXT: 0x7010,
  },
  timeouts: { WSA_INFINITE: 0xffffffff },
  waitResults: {
    WSA_WAIT_EVENT_0: 0,
    WSA_WAIT_IO_COMPLETION: 0xc0,
    WSA_WAIT_TIMEOUT: 0x102,
    WSA_WAIT_FAILED: 0xffffffff,
  },
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
    if (bit !== 0 && (rest & bit) === bit) {
      names.push(name);
      rest &= ~bit;
    }
  }
  if (rest !== 0) names.push(`0x${(rest >>> 0).toString(16)}`);
  return names.length > 0 ? names.join(' | ') : '0';
}

export const INVALID_SOCKET = -1;
export const SOCKET_ERROR = -1;
export const WSA_INFINITE = 0xffffffff;
export const WSA_WAIT_TIMEOUT = 0x102;
export const WSA_MAXIMUM_WAIT_EVENTS = 64;
export const WINSOCK_VERSION = 0x0202;
