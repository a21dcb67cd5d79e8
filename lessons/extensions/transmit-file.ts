import { constants } from '../../winsock/index.ts';
import {
  buffer,
  chapter,
  fact,
  note,
  overlapped,
  publish,
  read,
  release,
  sleep,
  temporaryFile,
  until,
  winsock,
} from '../calls.ts';
import type { BufferRef, FileRef, Lesson, OverlappedOptions, Program, SocketRef } from '../program.ts';
import { acceptOne, connectOne, createEvent, fetchResult, must, opened, waitForAny } from '../sockets.ts';
import { closeTransfer, finish, issued, openTransfer, startReceive } from '../transfer.ts';
import { findExtension } from './extension-pointer.ts';

const { GENERIC_READ, DELETE } = constants.fileAccess;
const { FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_SHARE_DELETE } = constants.fileShare;
const { OPEN_EXISTING } = constants.fileDispositions;
const { FILE_ATTRIBUTE_NORMAL, FILE_FLAG_DELETE_ON_CLOSE } = constants.fileFlags;
const { SD_SEND } = constants.shutdownHow;
const { SOL_SOCKET } = constants.socketLevels;
const { SO_SNDBUF, SO_RCVBUF } = constants.socketOptions;

const FILE_BYTES = 200_000;
const PART = { from: 123_456, bytes: 50_000 };
/** So small that the file does not fit into the sockets’ buffers: it has to wait for the receiver. */
const SOCKET_BUFFER_BYTES = 16_384;
const HEAD = new TextEncoder().encode('before the file|');
const TAIL = new TextEncoder().encode('|behind the file');
const RECEIVE_BYTES = 65_536;

/** The file's content: each byte follows from its place, so that a byte at a wrong place is noticed. */
function content(): Uint8Array {
  return Uint8Array.from({ length: FILE_BYTES }, (_, place) => (place * 7 + (place >> 8) * 13) & 0xff);
}

/** Everything that is sent, in its order. */
function stream(): Uint8Array {
  const file = content();
  const parts = [HEAD, file, TAIL, file.subarray(PART.from, PART.from + PART.bytes)];
  const all = new Uint8Array(parts.reduce((bytes, { length }) => bytes + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function* sender(): Program {
  const s = yield* connectOne();
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_SNDBUF, optval: SOCKET_BUFFER_BYTES }));
  yield* chapter('A file, and the address of TransmitFile');
  const file = yield* openTemporaryFile();
  yield* findExtension(s, 'TransmitFile');
  const head = yield* buffer(HEAD);
  const tail = yield* buffer(TAIL);
  yield* until('the receiver is ready');

  yield* chapter('The whole file, with bytes before and behind it');
  const whole = yield* transmit(s, file, 0, {}, { head, tail });
  yield* note(
    `${whole} bytes with one operation: they went from the file to the socket, and never through the program.`,
  );

  yield* chapter('A part of it: Offset and OffsetHigh say from where');
  const part = yield* transmit(s, file, PART.bytes, { Offset: PART.from, OffsetHigh: 0 });
  yield* note(
    `${part} bytes from place ${PART.from}. For sockets alone these two fields mean nothing; here they are 64 bits.`,
  );
  yield* fact('bytes transmitted', [whole, part]);

  yield* chapter('Giving everything back');
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  yield* until('the receiver has everything');
  must(yield* winsock.CloseHandle({ hObject: file }));
  yield* note('The file was opened with FILE_FLAG_DELETE_ON_CLOSE: closing its handle has deleted it.');
  yield* release(head, tail);
  must(yield* winsock.closesocket({ s }));
}

function* openTemporaryFile(): Program<FileRef> {
  return opened(
    yield* winsock.CreateFileW({
      lpFileName: yield* temporaryFile(content()),
      dwDesiredAccess: GENERIC_READ + DELETE,
      dwShareMode: FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
      dwCreationDisposition: OPEN_EXISTING,
      dwFlagsAndAttributes: FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE,
    }),
  );
}

/** One TransmitFile to its end; 0 bytes: all of the file. Tells how many bytes were sent. */
function* transmit(
  hSocket: SocketRef,
  hFile: FileRef,
  nNumberOfBytesToWrite: number,
  position: OverlappedOptions,
  around?: { readonly head: BufferRef; readonly tail: BufferRef },
): Program<number> {
  const hEvent = yield* createEvent();
  const lpOverlapped = yield* overlapped({ hEvent, ...position });
  const buffers = around === undefined ? {} : { lpTransmitBuffers: around };
  issued(
    yield* winsock.TransmitFile({
      hSocket,
      hFile,
      nNumberOfBytesToWrite,
      nNumberOfBytesPerSend: 0,
      lpOverlapped,
      ...buffers,
      dwFlags: 0,
    }),
  );
  yield* publish('a TransmitFile is in flight');
  yield* waitForAny([hEvent]);
  const bytes = yield* fetchResult(hSocket, lpOverlapped);
  yield* release(lpOverlapped);
  must(yield* winsock.WSACloseEvent({ hEvent }));
  return bytes;
}

function* receiver(): Program {
  const s = yield* acceptOne();
  must(yield* winsock.setsockopt({ s, level: SOL_SOCKET, optname: SO_RCVBUF, optval: SOCKET_BUFFER_BYTES }));
  const receiving = yield* openTransfer(RECEIVE_BYTES);
  const expected = stream();
  yield* publish('the receiver is ready');
  yield* until('a TransmitFile is in flight');
  yield* sleep(10, 'receives nothing for a while, so that TransmitFile can be seen in flight');
  yield* chapter('Every byte is compared');
  let checked = 0;
  for (;;) {
    yield* startReceive(s, receiving);
    const bytes = yield* finish(s, receiving);
    if (bytes === 0) break;
    const wrong = (yield* read(receiving.memory, bytes)).findIndex((byte, index) => byte !== expected[checked + index]);
    if (wrong >= 0) throw new Error(`Byte ${checked + wrong} is not what was sent.`);
    checked += bytes;
  }
  if (checked !== expected.length) throw new Error(`${checked} bytes came, and ${expected.length} were sent.`);
  yield* fact('bytes compared', checked);
  yield* note(`All ${checked} bytes are the right ones, in their order.`);
  yield* publish('the receiver has everything');
  yield* closeTransfer(receiving);
  must(yield* winsock.closesocket({ s }));
}

export const transmitFile: Lesson = { name: 'transmit-file', actors: { sender, receiver } };
