import { addressOf, bindFunctions } from '../../native-bridge/bindings.ts';
import { getAddress, setAddress } from '../../native-bridge/thread-memory.ts';
import {
  WSA_IO_PENDING,
  WINSOCK_VERSION,
  constants,
  overlapped,
  overlappedEntry,
  sizes,
  wsabuf,
  type FunctionName,
} from '../../winsock/index.ts';

/**
 * The echo of echo.c, through koffi and with nothing else of Overlook: no marshalling, no checks, no rows. What it falls
 * behind the C program is what calling through koffi costs; nothing that Overlook does could be faster.
 */
const MESSAGE_BYTES = 64;
const AT_ONCE = 64;
const WAIT_MS = 500;
const LOOK_EVERY = 16;
/** Of each direction: its WSAOVERLAPPED, its WSABUF, lpFlags, and the message. */
const places = { overlapped: 0, buffer: 32, flags: 48, message: 64, size: 128 } as const;
const SCRATCH_BYTES = 8192;

/** A direction lies at a multiple of `places.size`: of each connection the server's receive and send, then the client's. */
const SERVER_RECEIVES = 0;
const SERVER_SENDS = 1;
const CLIENT_RECEIVES = 2;
const DIRECTIONS = 4;

/** Round trips a second, of the second half. */
export function bare(connections: number, seconds: number): number {
  const functions = bindFunctions();
  const get = (name: FunctionName) => functions.get(name);
  const memory = new SharedArrayBuffer(SCRATCH_BYTES + connections * DIRECTIONS * places.size);
  const view = new DataView(memory);
  const words = new Int32Array(memory);
  const base = addressOf(memory);
  const [WSARecv, WSASend, lastError] = [get('WSARecv'), get('WSASend'), get('WSAGetLastError')];
  const dequeue = get('GetQueuedCompletionStatusEx');

  const must = (what: string, worked: boolean) => {
    if (!worked) throw new Error(`${what} failed with ${lastError()}.`);
  };
  const sockets: number[] = [];
  const issue = (direction: number) => {
    const at = SCRATCH_BYTES + direction * places.size;
    for (let n = 0; n < overlapped.size / 4; n++) words[(at >> 2) + n] = 0;
    words[(at + places.flags) >> 2] = 0;
    const [s, address] = [sockets[direction >> 1]!, base + at];
    const returned =
      (direction & 1) === 0
        ? WSARecv(s, address + places.buffer, 1, 0, address + places.flags, address, 0)
        : WSASend(s, address + places.buffer, 1, 0, 0, address, 0);
    if (returned !== 0) must('issuing', lastError() === WSA_IO_PENDING);
  };

  get('WSAStartup')(WINSOCK_VERSION, addressOf(new SharedArrayBuffer(sizes.WSADATA)));
  const { AF_INET } = constants.addressFamilies;
  const { SOCK_STREAM } = constants.socketTypes;
  const socket = () =>
    get('WSASocketW')(
      AF_INET,
      SOCK_STREAM,
      constants.protocols.IPPROTO_TCP,
      0,
      0,
      constants.socketFlags.WSA_FLAG_OVERLAPPED,
    );
  const port = get('CreateIoCompletionPort')(-1, 0, 0, 0);
  const listener = socket();
  view.setUint16(0, AF_INET, true);
  view.setUint32(4, 0x7f00_0001, false);
  must('bind', get('bind')(listener, base, sizes.sockaddr_in) === 0);
  must('listen', get('listen')(listener, 16) === 0);
  words[8] = sizes.sockaddr_in;
  must('getsockname', get('getsockname')(listener, base, base + 32) === 0);
  for (let connection = 0; connection < connections; connection++) {
    const client = socket();
    must('connect', get('connect')(client, base, sizes.sockaddr_in) === 0);
    sockets.push(get('accept')(listener, 0, 0), client);
    for (const s of sockets.slice(-2)) must('associating', get('CreateIoCompletionPort')(s, port, 1, 0) !== 0);
    for (let direction = connection * DIRECTIONS; direction < (connection + 1) * DIRECTIONS; direction++) {
      const at = SCRATCH_BYTES + direction * places.size;
      view.setUint32(at + places.buffer + wsabuf.len, MESSAGE_BYTES, true);
      setAddress(view, at + places.buffer + wsabuf.buf, base + at + places.message);
    }
  }

  for (let first = 0; first < connections * DIRECTIONS; first += DIRECTIONS) {
    for (const direction of [SERVER_RECEIVES, CLIENT_RECEIVES, CLIENT_RECEIVES + 1]) issue(first + direction);
  }
  const entries = 64;
  const end = performance.now() + seconds * 1000;
  const middle = end - (seconds * 1000) / 2;
  let half: { readonly time: number; readonly echoed: number } | undefined;
  let echoed = 0;
  for (let turn = 0, now = 0; ; turn++) {
    if (turn % LOOK_EVERY === 0 || connections > 1) now = performance.now();
    if (half === undefined && now >= middle) half = { time: now, echoed };
    if (half !== undefined && now >= end) return ((echoed - half.echoed) / (now - half.time)) * 1000;
    if (dequeue(port, base + entries, AT_ONCE, base + 32, WAIT_MS, 0) === 0) continue;
    const count = words[8];
    for (let entry = 0; entry < count; entry++) {
      const at = entries + entry * overlappedEntry.size;
      const address = getAddress(view, at + overlappedEntry.lpOverlapped);
      const direction = (address - base - SCRATCH_BYTES) / places.size;
      const role = direction % DIRECTIONS;
      if (role !== SERVER_RECEIVES && role !== CLIENT_RECEIVES) continue;
      must('a whole message', words[(at + overlappedEntry.bytes) >> 2] === MESSAGE_BYTES);
      if (role === CLIENT_RECEIVES) echoed++;
      issue(direction);
      issue(direction - role + (role === SERVER_RECEIVES ? SERVER_SENDS : CLIENT_RECEIVES + 1));
    }
  }
}
