import { constants, functionRow, parseGuid, type FunctionTable } from '../../winsock/index.ts';
import { buffer, note, read, release, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
import type { Program, SocketRef } from '../program.ts';
import { must } from '../sockets.ts';

const { SIO_GET_EXTENSION_FUNCTION_POINTER } = constants.ioControlCodes;
const POINTER_BYTES = 8;

type ExtensionName = Extract<FunctionTable[number], { extension: string }>['name'];

/** Asks the provider of a socket where an extension function is, as every program must before it can call one. */
export function* findExtension(s: SocketRef, name: ExtensionName): Program {
  const pointer = yield* buffer(POINTER_BYTES);
  must(
    yield* winsock.WSAIoctl({
      s,
      dwIoControlCode: SIO_GET_EXTENSION_FUNCTION_POINTER,
      lpvInBuffer: parseGuid(functionRow(name).extension ?? ''),
      lpvOutBuffer: pointer,
      lpcbBytesReturned: out,
    }),
  );
  const bytes = yield* read(pointer, POINTER_BYTES);
  const address = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  yield* note(`This socket’s provider has ${name} at 0x${address.toString(16)}.`);
  yield* release(pointer);
}
