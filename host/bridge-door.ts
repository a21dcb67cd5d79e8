import { timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { FrameReader, type Frame } from '../protocol/index.ts';

/** The token frame is short; whoever sends more before it is not the bridge. */
const STRANGER_BYTES = 1024;
const STRANGER_MS = 5000;

/** The connection of who knew the token, and what came with it. */
export interface Entered {
  readonly socket: Socket;
  /** What came behind the token. */
  readonly remainder: Uint8Array;
}

export interface Door {
  readonly port: number;
  close(): void;
}

/**
 * Listens on 127.0.0.1 for one connection that begins with the token. Others are dropped: at once when they say something
 * else, soon when they say nothing, and all of them when the right one has entered.
 */
export function openDoor(token: string, onEntered: (entered: Entered) => void): Promise<Door> {
  const strangers = new Set<Socket>();
  const expected = Buffer.from(token);
  const server = createServer({ noDelay: true }, (socket) => {
    const reader = new FrameReader(STRANGER_BYTES);
    strangers.add(socket);
    const drop = () => {
      strangers.delete(socket);
      socket.destroy();
    };
    socket.setTimeout(STRANGER_MS, drop);
    socket.on('error', drop);
    socket.on('close', drop);
    socket.on('data', (chunk) => {
      const first = firstFrame(reader, chunk);
      if (first === 'none yet') return;
      if (first === 'no frame' || !isToken(first, expected)) return drop();
      strangers.delete(socket);
      socket.removeAllListeners();
      socket.setTimeout(0);
      close();
      onEntered({ socket, remainder: reader.remainder() });
    });
  });
  const close = () => {
    server.close();
    for (const stranger of strangers) stranger.destroy();
    strangers.clear();
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, close }));
  });
}

function isToken({ kind, bytes }: Frame, expected: Uint8Array): boolean {
  return kind === 'token' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function firstFrame(reader: FrameReader, chunk: Uint8Array): Frame | 'none yet' | 'no frame' {
  try {
    return reader.push(chunk).next().value ?? 'none yet';
  } catch {
    return 'no frame'; // Not the bridge's protocol.
  }
}
