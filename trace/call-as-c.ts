import {
  findFunction,
  namesOfFlags,
  nameOfValue,
  overlappedEntry,
  pointeeOf,
  statusName,
  transmitFileBuffers,
  wsabuf,
  type FunctionRow,
  type ParameterMore,
  type TypeName,
} from '../winsock/index.ts';
import type { CallPayload } from './call-payload.ts';
import { endpointText } from './endpoint.ts';
import { resultText } from './call-result.ts';
import type { Call } from './objects.ts';
import type { Trace } from './trace.ts';

/** A call as C, in parts, so that a window can set them apart. */
export interface CallText {
  readonly api: string;
  /** One text per parameter. */
  readonly arguments: readonly string[];
  /** `SOCKET_ERROR, WSA_IO_PENDING (997)`; undefined while it has not returned. */
  readonly result: string | undefined;
}

/** A call as C would write it, with its arguments decoded: `WSARecv(208, {4096 bytes at 0x…}, 1, NULL, …)`. */
export function callText(trace: Trace, call: Call): CallText {
  const row = findFunction(call.api);
  if (row === undefined) return { api: call.api, arguments: ['…'], result: undefined };
  const before = trace.argumentsOf(call);
  const after = trace.resultsOf(call);
  return {
    api: call.api,
    arguments: row.parameters.map((_, index) => argumentText(row, index, before, after)),
    result: call.value === undefined ? undefined : resultText(row, call.value, call.error ?? 0),
  };
}

/** The same on one line: `WSARecv(208, …) → SOCKET_ERROR, WSA_IO_PENDING (997)`. */
export function callLine(trace: Trace, call: Call): string {
  const text = callText(trace, call);
  const line = `${text.api}(${text.arguments.join(', ')})`;
  return text.result === undefined ? `${line} …` : `${line} → ${text.result}`;
}

function argumentText(row: FunctionRow, index: number, before: CallPayload, after: CallPayload): string {
  const parameter = row.parameters[index];
  const word = before.words[index];
  if (parameter === undefined || word === undefined) return '?';
  const [, type, more = {}] = parameter;
  const to = pointeeOf(type);
  if (to === undefined) return wordText(type, word, named(more, row, before));
  if (word === 0) return 'NULL';
  const written = after.memory.get(index);
  const bytes = more.direction === 'out' ? written : (before.memory.get(index) ?? written);
  return pointerText(to, word, bytes, written, more);
}

/** An option has its names by its level. */
function named(more: ParameterMore, row: FunctionRow, { words }: CallPayload): ParameterMore {
  if (more.valuesBy === undefined) return more;
  const level = words[row.parameters.findIndex(([name]) => name === more.valuesBy?.parameter)];
  const values = level === undefined ? undefined : more.valuesBy.sets[level % 2 ** 32];
  return values === undefined ? more : { ...more, values };
}

function wordText(type: TypeName, word: number, more: ParameterMore): string {
  if (type === 'BOOL') return word === 0 ? 'FALSE' : 'TRUE';
  const unsigned = word % 2 ** 32;
  if (more.flags !== undefined) return namesOfFlags(more.flags, unsigned);
  if (more.values !== undefined) return nameOfValue(more.values, unsigned) ?? String(unsigned);
  // All bits set: -1, which a number holds as 2^64.
  if (type === 'HANDLE' && word >= 2 ** 63) return 'INVALID_HANDLE_VALUE';
  if (type === 'SOCKET' && word >= 2 ** 63) return 'INVALID_SOCKET';
  if (type === 'WSAEVENT' || type === 'HANDLE') return hex(word);
  return String(type === 'int' ? unsigned | 0 : unsigned);
}

function pointerText(
  to: NonNullable<ReturnType<typeof pointeeOf>>,
  address: number,
  bytes: Uint8Array | undefined,
  written: Uint8Array | undefined,
  more: ParameterMore,
): string {
  if (to === 'WSAOVERLAPPED') return `&overlapped ${hex(address)}`;
  if (bytes === undefined) return hex(address);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (to) {
    case 'WSABUF':
      return `{${each(bytes.length, wsabuf.size, (at) => `${view.getUint32(at, true)} bytes at ${hex(Number(view.getBigUint64(at + wsabuf.buf, true)))}`)}}`;
    case 'WSAEVENT':
      return `{${each(bytes.length, 8, (at) => hex(Number(view.getBigUint64(at, true))))}}`;
    case 'DWORD':
    case 'int': {
      if (bytes.length < 4) return hex(address);
      const value = (number: Uint8Array) => {
        const unsigned = new DataView(number.buffer, number.byteOffset).getUint32(0, true);
        return more.flags === undefined ? String(unsigned) : namesOfFlags(more.flags, unsigned);
      };
      const after = written !== undefined && written.length >= 4 ? value(written) : undefined;
      return more.direction === 'out' || after === undefined || after === value(bytes)
        ? `&${value(bytes)}`
        : `&${value(bytes)} → ${after}`;
    }
    case 'sockaddr':
      return endpointText(bytes) ?? hex(address);
    case 'bytes':
      return bytes.length === 4 ? `&${view.getUint32(0, true)}` : hex(address);
    case 'LPOVERLAPPED':
    case 'LPSOCKADDR':
    case 'ULONG_PTR':
      return bytes.length < 8 ? hex(address) : `&${hex(view.getBigUint64(0, true))}`;
    case 'OVERLAPPED_ENTRY':
      return `{${each(bytes.length, overlappedEntry.size, (at) => entryText(view, at))}}`;
    case 'TRANSMIT_FILE_BUFFERS': {
      const { HeadLength, TailLength } = transmitFileBuffers;
      if (bytes.length < transmitFileBuffers.size) return hex(address);
      return `{head ${view.getUint32(HeadLength, true)} bytes, tail ${view.getUint32(TailLength, true)} bytes}`;
    }
    case 'text':
      return `L"${new TextDecoder('utf-16le').decode(bytes).replace(/\0.*$/s, '')}"`;
    case 'code':
    case 'WSADATA':
    case 'WSAPROTOCOL_INFOW':
      return hex(address);
  }
}

function entryText(view: DataView, at: number): string {
  const { lpCompletionKey, lpOverlapped, Internal, bytes } = overlappedEntry;
  const [key, overlapped] = [lpCompletionKey, lpOverlapped].map((offset) => hex(view.getBigUint64(at + offset, true)));
  return `{key ${key}, ${overlapped}, ${statusName(view.getUint32(at + Internal, true))}, ${view.getUint32(at + bytes, true)} bytes}`;
}

function each(length: number, size: number, text: (at: number) => string): string {
  const parts: string[] = [];
  for (let at = 0; at + size <= length; at += size) parts.push(text(at));
  return parts.join(', ');
}

/** `0x1A40`. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16).toUpperCase()}`;
}
