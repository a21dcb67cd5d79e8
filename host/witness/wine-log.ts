/** One overlapped call as Wine's own log tells it. */
export interface WitnessedCall {
  /** GetCurrentThreadId() of the caller. */
  readonly thread: number;
  readonly kind: 'receive' | 'send' | 'accept' | 'connect' | 'disconnect' | 'transmit' | 'control' | 'fetch';
  /** Of an accept: the listening one. */
  readonly socket: number;
  readonly lpOverlapped: number;
  /** A fetch that was to wait. */
  readonly waits: boolean;
  /** The NTSTATUS with which it returned; undefined: the log does not say. */
  status: number | undefined;
}

/** What Wine calls the functions that take a WSAOVERLAPPED. */
const kinds: Readonly<Record<string, WitnessedCall['kind']>> = {
  WS2_recv_base: 'receive',
  WS2_sendto: 'send',
  WS2_AcceptEx: 'accept',
  WS2_ConnectEx: 'connect',
  WS2_DisconnectEx: 'disconnect',
  WS2_TransmitFile: 'transmit',
  WSAIoctl: 'control',
  WSAGetOverlappedResult: 'fetch',
};

/** The channels of WINEDEBUG that make Wine write this log. */
export const WITNESS_CHANNELS = '+timestamp,+tid,+winsock';

/** What an interruption leaves behind: the argument of the request that the interrupted thread was made to carry out. */
const INTERRUPTION = '0x101';

/**
 * Reads the calls with a WSAOVERLAPPED out of a log that Wine wrote with `WITNESS_CHANNELS`, in their order:
 *
 * ```
 * 8490.460:0548:trace:winsock:WS2_recv_base socket 0x108, … overlapped 00000000055000C0, …
 * 8490.461:0548:trace:winsock:WS2_recv_base status 0x103.
 * ```
 *
 * The status of a call is the next one of the same function on the same thread.
 *
 * A completion interrupts the thread that issued it, also while it writes a line of this log. Then the line is torn after
 * the function's name and goes on, without its head, after what the interruption wrote; or it is written twice:
 *
 * ```
 * 8913.550:0144:trace:winsock:WSAGetOverlappedResult 0x101
 * 8913.550:0144:trace:winsock:async_recv_proc got status 0, 0x2e1 bytes read
 * socket 0x110, overlapped 0000000005500140, transfer 0000000005D800C0, …
 * ```
 *
 * What is torn may also lack its end, and the line of another thread follows at once:
 *
 * ```
 * 4034.617:0134:trace:winsock:async_recv_proc got status 04034.617:0130:trace:winsock:WSAGetOverlappedResult socket …
 * ```
 */
export function readWineLog(log: string): WitnessedCall[] {
  const reader = new LogReader();
  // A number may end where the seconds begin: they have as many digits in every line.
  const [, seconds = ''] = /^(\d+)\.\d{3}:[0-9a-f]{4,8}:trace:/m.exec(log) ?? [];
  const beforeHead = new RegExp(`(?<=.)(?=\\d{${seconds.length}}\\.\\d{3}:[0-9a-f]{4,8}:trace:winsock:)`);
  for (const line of log.split('\n')) for (const part of line.split(beforeHead)) reader.take(part);
  return reader.calls;
}

class LogReader {
  readonly calls: WitnessedCall[] = [];
  private readonly open = new Map<string, { readonly call: WitnessedCall; readonly line: string }>();
  /** The head of a line whose rest has not come yet. */
  private torn: string | undefined;
  private interruptions = 0;
  private readonly interruptedAt = new Map<string, number>();
  /** The newest line, when it is the same as the one before of its call: twice the same call, or one written twice. */
  private repetition: { readonly key: string; readonly before: { call: WitnessedCall; line: string } } | undefined;

  take(line: string): void {
    const [, head, tid, name = '', text = ''] = /^([\d.]+:([0-9a-f]{4,8}):trace:winsock:(\w+) )(.*)$/.exec(line) ?? [];
    if (tid === undefined) return this.fragment(line);
    this.repetition = undefined;
    if (kinds[name] === undefined) return;
    if (text === INTERRUPTION) {
      this.interruptions++;
      this.torn = head;
    } else this.entry(line, tid, name, text);
  }

  /** A line without a head: the rest of a torn one, or what an interruption left behind. */
  private fragment(line: string): void {
    if (line === INTERRUPTION) {
      this.interruptions++;
      this.takeBackRepetition();
    }
    const { torn } = this;
    if (torn === undefined || !/^((socket|listener) 0x|status )/.test(line)) return;
    this.torn = undefined;
    this.take(torn + line);
  }

  /** An interruption right behind a line that stood there before: it was written twice. */
  private takeBackRepetition(): void {
    if (this.repetition === undefined) return;
    this.calls.pop();
    this.open.set(this.repetition.key, this.repetition.before);
    this.repetition = undefined;
  }

  private entry(line: string, tid: string, name: string, text: string): void {
    const key = `${tid} ${name}`;
    const before = this.open.get(key);
    const [, status] = /^status (0x[0-9a-f]+|0)\b/.exec(text) ?? [];
    if (status !== undefined) {
      if (before !== undefined) before.call.status = Number(status);
      this.open.delete(key);
      return;
    }
    // The same line again, with an interruption between the two: one call, written twice.
    if (before?.line === line && this.interruptedAt.get(key) !== this.interruptions) {
      this.interruptedAt.set(key, this.interruptions);
      return;
    }
    const [, socket, overlapped] = /^(?:socket|listener) (0x[0-9a-f]+), .*?\boverlapped ([0-9A-F]+)\b/.exec(text) ?? [];
    if (socket === undefined || overlapped === undefined) return;
    const lpOverlapped = Number.parseInt(overlapped, 16);
    const call = {
      thread: Number.parseInt(tid, 16),
      kind: kinds[name]!,
      socket: Number(socket),
      lpOverlapped,
      waits: /\bwait 1\b/.test(text),
      status: undefined,
    };
    if (before?.line === line && lpOverlapped !== 0) this.repetition = { key, before };
    this.open.set(key, { call, line });
    this.interruptedAt.set(key, this.interruptions);
    // A call without a WSAOVERLAPPED is none of ours, but its status must not be taken for another's.
    if (lpOverlapped !== 0) this.calls.push(call);
  }
}
