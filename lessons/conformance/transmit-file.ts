import { constants } from '../../winsock/index.ts';
import { buffer, fact, temporaryFile, winsock } from '../calls.ts';
import type { FileRef, OverlappedOptions, Program, SocketRef } from '../program.ts';
import { opened } from '../sockets.ts';
import type { Rule } from './rule.ts';
import { connectedPair, endOf, prepare, receiveText, status, type Issued } from './steps.ts';

const { GENERIC_READ, DELETE } = constants.fileAccess;
const { FILE_SHARE_READ, FILE_SHARE_DELETE } = constants.fileShare;
const { OPEN_EXISTING } = constants.fileDispositions;
const { FILE_FLAG_OVERLAPPED, FILE_FLAG_DELETE_ON_CLOSE } = constants.fileFlags;
const CONTENT = 'The whole file.';
const encoder = new TextEncoder();

/** A file with this text, which is gone when it is closed. */
function* openFile(text: string): Program<FileRef> {
  return opened(
    yield* winsock.CreateFileW({
      lpFileName: yield* temporaryFile(encoder.encode(text)),
      dwDesiredAccess: GENERIC_READ | DELETE,
      dwShareMode: FILE_SHARE_READ | FILE_SHARE_DELETE,
      dwCreationDisposition: OPEN_EXISTING,
      dwFlagsAndAttributes: FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE,
    }),
  );
}

interface Around extends OverlappedOptions {
  readonly head?: string;
  readonly tail?: string;
}

function* transmit(hSocket: SocketRef, hFile: FileRef, { head, tail, ...options }: Around = {}): Program<Issued> {
  const prepared = yield* prepare(0, options);
  const { lpOverlapped } = prepared;
  const { returned, error } = yield* winsock.TransmitFile({
    hSocket,
    hFile,
    nNumberOfBytesToWrite: 0,
    nNumberOfBytesPerSend: 0,
    lpOverlapped,
    ...(head === undefined || tail === undefined
      ? {}
      : {
          lpTransmitBuffers: {
            head: yield* buffer(encoder.encode(head)),
            tail: yield* buffer(encoder.encode(tail)),
          },
        }),
    dwFlags: 0,
  });
  return { ...prepared, returned, error };
}

export const transmitFile: readonly Rule[] = [
  {
    name: 'tcp-transmitfile',
    says: 'TransmitFile pends; it sends a file from the offset in the WSAOVERLAPPED, with bytes before and after it.',
    page: 'api/mswsock/nf-mswsock-transmitfile',
    actors: {
      *sender() {
        const { near, far } = yield* connectedPair();
        const file = yield* openFile(CONTENT);
        const whole = yield* transmit(near, file);
        yield* fact('TransmitFile', [whole.returned, whole.error]);
        yield* fact('Internal at its return', yield* status(whole.lpOverlapped));
        yield* fact('whole', yield* endOf(near, whole));
        yield* fact('received', yield* receiveText(far, CONTENT.length));
        const part = yield* transmit(near, file, { Offset: 4, head: '<', tail: '>' });
        yield* fact('part', yield* endOf(near, part));
        yield* fact('received of it', yield* receiveText(far, CONTENT.length - 4 + 2));
      },
    },
    wine: {
      TransmitFile: [0, 997],
      'Internal at its return': 'STATUS_SUCCESS',
      whole: ['STATUS_SUCCESS', CONTENT.length, 0],
      received: CONTENT,
      part: ['STATUS_SUCCESS', CONTENT.length - 4 + 2, 0],
      'received of it': '<whole file.>',
    },
    wineOnly: ['Internal at its return'],
    differs: 'Wine says WSA_IO_PENDING although it has sent everything by then.',
  },
];
