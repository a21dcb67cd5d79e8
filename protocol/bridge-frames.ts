import { bridgeCommand, bridgeNews, type BridgeCommand, type BridgeMessage } from './bridge.ts';

/**
 * Frames on the TCP connection between host and bridge:
 *
 * ```
 * u32 length of what follows · u8 kind · bytes        kind 0: JSON, 1: schema message, 2: batch message, 3: token
 * ```
 *
 * Little-endian. The bridge speaks first: one token frame, with the text that it was started with.
 */
const kinds = { json: 0, schema: 1, batch: 2, token: 3 } as const;
type FrameKind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as FrameKind[];
const HEADER_BYTES = 5;
/** No frame is longer; a length above it means that the other side does not speak this protocol. */
export const MAX_FRAME_BYTES = 256 * 1024 * 1024;

export interface Frame {
  readonly kind: FrameKind;
  readonly bytes: Uint8Array;
}

export function encodeFrame(kind: FrameKind, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + bytes.length);
  frame.set(encodeFrameHeader(kind, bytes.length));
  frame.set(bytes, HEADER_BYTES);
  return frame;
}

/** What stands before so many bytes: for who sends these as they are, without a copy. */
export function encodeFrameHeader(kind: FrameKind, length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, length + 1, true);
  header[4] = kinds[kind];
  return header;
}

/** Cuts a stream of bytes into frames, however the bytes arrive. */
export class FrameReader {
  private chunks: Uint8Array[] = [];
  private length = 0;

  /** `mostBytes`: a longer frame is refused; few, while the other side is still a stranger. */
  constructor(private readonly mostBytes = MAX_FRAME_BYTES) {}

  /**
   * The frames that are whole now. Throws when the bytes are not frames, behind those that were: the connection must then
   * be closed.
   */
  *push(chunk: Uint8Array): Generator<Frame, void> {
    this.chunks.push(chunk);
    this.length += chunk.length;
    while (this.length >= HEADER_BYTES) {
      const header = this.peek(HEADER_BYTES);
      const length = new DataView(header.buffer, header.byteOffset).getUint32(0, true);
      const kind = kindNames[header[4] ?? -1];
      if (kind === undefined || length < 1 || length > this.mostBytes)
        throw new Error('Not a frame of the bridge protocol');
      if (this.length < 4 + length) break;
      yield { kind, bytes: this.take(4 + length).subarray(HEADER_BYTES) };
    }
  }

  /** The bytes of a frame that is not whole yet, for another reader to go on with. */
  remainder(): Uint8Array {
    return this.joined();
  }

  private peek(count: number): Uint8Array {
    if (this.chunks[0]!.length < count) this.chunks = [this.joined()];
    return this.chunks[0]!;
  }

  private take(count: number): Uint8Array {
    if (this.chunks[0]!.length < count) this.chunks = [this.joined()];
    const first = this.chunks[0]!;
    const taken = first.slice(0, count);
    if (first.length === count) this.chunks.shift();
    else this.chunks[0] = first.subarray(count);
    this.length -= count;
    return taken;
  }

  private joined(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeToken(token: string): Uint8Array {
  return encodeFrame('token', encoder.encode(token));
}

export function encodeMessage(message: BridgeMessage): Uint8Array {
  return message.kind === 'schema' || message.kind === 'batch'
    ? encodeFrame(message.kind, message.bytes)
    : encodeFrame('json', encoder.encode(JSON.stringify(message)));
}

export function encodeCommand(command: BridgeCommand): Uint8Array {
  return encodeFrame('json', encoder.encode(JSON.stringify(command)));
}

/** Throws when the frame is not a message of the bridge. */
export function decodeMessage(frame: Frame): BridgeMessage {
  if (frame.kind === 'schema' || frame.kind === 'batch') return { kind: frame.kind, bytes: frame.bytes };
  return bridgeNews.parse(JSON.parse(decoder.decode(frame.bytes)));
}

/** Throws when the frame is not a command of the host. */
export function decodeCommand(frame: Frame): BridgeCommand {
  return bridgeCommand.parse(JSON.parse(decoder.decode(frame.bytes)));
}
