/** One overlapped call as Wine's own log tells it. */
export interface WitnessedCall {
  /** GetCurrentThreadId() of the caller. */
  readonly thread: number;
  readonly kind: 'receive' | 'send' | 'fetch';
  readonly socket: number;
  readonly lpOverlapped: number;
  /** The NTSTATUS with which it returned; undefined: the log does not say. */
  status: number | undefined;
}

/** What Wine calls the functions behind WSARecv and WSARecvFrom, WSASend and WSASendTo. */
const kinds: Readonly<Record<string, WitnessedCall['kind']>> = {
  WS2_recv_base: 'receive',
  WS2_sendto: 'send',
  WSAGetOverlappedResult: 'fetch',
};

/** The channels of WINEDEBUG that make Wine write this log. */
export const WITNESS_CHANNELS = '+timestamp,+tid,+winsock';

/**
 * Reads the calls with a WSAOVERLAPPED out of a log that Wine wrote with `WITNESS_CHANNELS`, in their order:
 *
 * ```
 * 8490.460:0548:trace:winsock:WS2_recv_base socket 0x108, … overlapped 00000000055000C0, …
 * 8490.461:0548:trace:winsock:WS2_recv_base status 0x103.
 * ```
 *
 * The status of a call is the next one of the same function on the same thread.
 */
export function readWineLog(log: string): WitnessedCall[] {
  const calls: WitnessedCall[] = [];
  const open = new Map<string, WitnessedCall>();
  for (const line of log.split('\n')) {
    const [, tid, name = '', text = ''] = /^[\d.]+:([0-9a-f]{4,8}):trace:winsock:(\w+) (.*)$/.exec(line) ?? [];
    const kind = kinds[name];
    if (tid === undefined || kind === undefined) continue;
    const key = `${tid} ${name}`;
    const [, status] = /^status (0x[0-9a-f]+|0)\b/.exec(text) ?? [];
    if (status !== undefined) {
      const call = open.get(key);
      if (call !== undefined) call.status = Number(status);
      open.delete(key);
      continue;
    }
    const [, socket, overlapped] = /^socket (0x[0-9a-f]+), .*?\boverlapped ([0-9A-F]+)\b/.exec(text) ?? [];
    if (socket === undefined || overlapped === undefined) continue;
    // A call without a WSAOVERLAPPED is none of ours, but its status must not be taken for another's.
    const lpOverlapped = Number.parseInt(overlapped, 16);
    const call = { thread: Number.parseInt(tid, 16), kind, socket: Number(socket), lpOverlapped, status: undefined };
    open.set(key, call);
    if (lpOverlapped !== 0) calls.push(call);
  }
  return calls;
}
