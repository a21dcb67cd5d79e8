import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';

const HEADER_BYTES = 4;

/**
 * Messages over a TCP connection, each a u32 (little-endian) with its length and then what V8 makes of it, bytes included.
 *
 * Node has such a channel to the processes that it starts, but Windows Node under Wine can open no pipe.
 */
export class Channel {
  private chunks: Uint8Array[] = [];
  private length = 0;
  /** So many bytes are needed before there is anything to read. */
  private needed = HEADER_BYTES;

  /** `remainder`: bytes that have been read from the socket already. */
  constructor(
    private readonly socket: Socket,
    private readonly remainder: Uint8Array = new Uint8Array(),
  ) {
    // What comes before anybody listens waits.
    socket.pause();
    // It also closes.
    socket.on('error', () => undefined);
  }

  get connected(): boolean {
    return this.socket.writable;
  }

  send(message: object): void {
    const bytes = serialize(message);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(bytes.length);
    this.socket.cork();
    this.socket.write(header);
    this.socket.write(bytes);
    this.socket.uncork();
  }

  onMessage(listener: (message: unknown) => void): void {
    const take = (chunk: Uint8Array) => {
      for (const message of this.push(chunk)) listener(message);
    };
    take(this.remainder);
    this.socket.on('data', take).resume();
  }

  onClose(listener: () => void): void {
    this.socket.on('close', listener);
  }

  private *push(chunk: Uint8Array): Generator {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length < this.needed) return;
    let bytes = Buffer.concat(this.chunks);
    while (bytes.length >= (this.needed = sizeOf(bytes))) {
      yield deserialize(bytes.subarray(HEADER_BYTES, this.needed));
      bytes = bytes.subarray(this.needed);
    }
    this.chunks = [bytes];
    this.length = bytes.length;
  }
}

/** Of the message that begins here, with its header; of the header, while that is not whole. */
function sizeOf(bytes: Buffer): number {
  return bytes.length < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + bytes.readUInt32LE();
}
