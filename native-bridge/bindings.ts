import koffi from 'koffi';
import {
  constants,
  functionRow,
  functions,
  parseGuid,
  types,
  WINSOCK_VERSION,
  type FunctionName,
  type FunctionRow,
} from '../winsock/index.ts';

/** A function of the table, ready to call: machine words in, its return value out. */
export type Bound = (...words: readonly number[]) => number;

/** The functions of the table, as this thread calls them. */
export interface Bindings {
  get(name: FunctionName): Bound;
}

/** What Windows calls when a completion routine runs; `lpOverlapped` is an address. */
export type RoutineHandler = (dwError: number, cbTransferred: number, lpOverlapped: number, dwFlags: number) => void;

const { AF_INET } = constants.addressFamilies;
const { SOCK_STREAM } = constants.socketTypes;
const { IPPROTO_TCP } = constants.protocols;
const { SIO_GET_EXTENSION_FUNCTION_POINTER } = constants.ioControlCodes;

let ofThisThread: Map<FunctionName, Bound> | undefined;

/**
 * Every function of the table, bound by its row. Only on Windows, or in Windows Node under Wine. An extension function is
 * asked for when it is got for the first time, not when it is called: nobody's call takes longer because of that.
 */
export function bindFunctions(): Bindings {
  const all = (ofThisThread ??= bindAll());
  const find = (name: FunctionName): Bound => {
    const row = functionRow(name);
    if (row.extension === undefined) throw new Error(`${name} is not bound`);
    const found = findExtension(row, row.extension);
    all.set(name, found);
    return found;
  };
  return { get: (name) => all.get(name) ?? find(name) };
}

function bindAll(): Map<FunctionName, Bound> {
  const dlls = new Map<FunctionRow['dll'], ReturnType<typeof koffi.load>>();
  const bound = new Map<FunctionName, Bound>();
  for (const row of functions as readonly FunctionRow[]) {
    if (row.extension !== undefined) continue;
    let dll = dlls.get(row.dll);
    if (dll === undefined) dlls.set(row.dll, (dll = koffi.load(`${row.dll}.dll`)));
    bound.set(row.name as FunctionName, dll.func(declaration(row)) as Bound);
  }
  return bound;
}

/** A row as koffi's declaration: `int32 __stdcall listen(size_t s, int32 backlog)`. */
export function declaration(row: FunctionRow): string {
  const parameters = row.parameters.map(([name, type]) => `${types[type].koffi} ${name}`);
  // A returned handle is signed here, so that INVALID_SOCKET is -1 and not 2^64 - 1.
  const returns = types[row.returns].holds === 'handle' ? 'intptr_t' : types[row.returns].koffi;
  return `${returns} __stdcall ${row.name}(${parameters.join(', ')})`;
}

/** The address of shared memory, the same in every thread. Below 2^47, so a number holds it exactly. */
export function addressOf(memory: SharedArrayBuffer): number {
  return Number(koffi.address(new Uint8Array(memory)));
}

/**
 * The address of a completion routine that calls this handler, on the thread that registers it. One is enough: the
 * address of the WSAOVERLAPPED tells whose completion it is.
 */
export function registerRoutine(handler: RoutineHandler): number {
  const prototype = koffi.proto(
    'void __stdcall OverlookRoutine(uint32 dwError, uint32 cbTransferred, size_t lpOverlapped, uint32 dwFlags)',
  );
  return Number(koffi.register(handler, koffi.pointer(prototype)));
}

/** Asks the provider where the function is, as every program must: the address that a DLL exports may be another's. */
function findExtension(row: FunctionRow, guid: string): Bound {
  const ws2_32 = koffi.load('ws2_32.dll');
  const startup = ws2_32.func('int __stdcall WSAStartup(uint16, void*)') as (version: number, data: Buffer) => number;
  const cleanup = ws2_32.func('int __stdcall WSACleanup()') as () => number;
  const socket = ws2_32.func('intptr_t __stdcall WSASocketW(int, int, int, void*, uint32, uint32)');
  const close = ws2_32.func('int __stdcall closesocket(size_t)');
  const ioctl = ws2_32.func(
    'int __stdcall WSAIoctl(size_t, uint32, void*, uint32, void*, uint32, void*, void*, void*)',
  );
  startup(WINSOCK_VERSION, Buffer.alloc(512));
  const s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, 1) as number;
  const pointer = Buffer.alloc(8);
  const id = Buffer.from(parseGuid(guid));
  const failed = ioctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, id, id.length, pointer, 8, Buffer.alloc(4), null, null);
  close(s);
  cleanup();
  if (failed !== 0) throw new Error(`This system's Winsock has no ${row.name}.`);
  return koffi.decode(pointer.readBigUInt64LE(), koffi.proto(declaration(row))) as Bound;
}
