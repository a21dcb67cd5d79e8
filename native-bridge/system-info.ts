import type { SystemInfo } from '../trace/index.ts';
import { sizes, WINSOCK_VERSION } from '../winsock/index.ts';
import { addressOf, type Bindings } from './bindings.ts';
import { bindSystemCalls } from './system-calls.ts';

/** WSADATA on x64: version, highest version, …, then the description as text. */
const HIGHEST_VERSION = 2;
const DESCRIPTION = 16;
const DESCRIPTION_BYTES = 257;

/** Whose Winsock this process has, as WSAStartup, RtlGetVersion and Wine's ntdll tell it. */
export function describeSystem(functions: Bindings): SystemInfo {
  const memory = new SharedArrayBuffer(sizes.WSADATA);
  const error = functions.get('WSAStartup')(WINSOCK_VERSION, addressOf(memory));
  if (error !== 0) throw new Error(`WSAStartup failed with ${error}: this system has no usable Winsock.`);
  functions.get('WSACleanup')();
  const bytes = Buffer.from(memory);
  const text = bytes.toString('latin1', DESCRIPTION, DESCRIPTION + DESCRIPTION_BYTES);
  const system = bindSystemCalls();
  const windows = `Windows ${system.windowsVersion()}`;
  const wine = system.wineVersion();
  return {
    name: wine === undefined ? windows : `Wine ${wine} (${windows})`,
    winsock: `${text.slice(0, text.indexOf('\0'))}, version ${bytes[HIGHEST_VERSION]}.${bytes[HIGHEST_VERSION + 1]}`,
    wine: wine !== undefined,
    architecture: process.arch,
    node: process.versions.node,
    processId: process.pid,
  };
}
