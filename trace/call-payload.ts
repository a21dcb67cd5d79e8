/**
 * The payload of a call's two rows: its arguments as machine words, and copies of the memory behind its pointers.
 *
 * ```
 * call-entered    n × u64 (one per parameter) · chunk · chunk · …
 * call-returned   chunk · chunk · …
 * chunk           u8 parameter · u8 0 · u16 0 · u32 length · bytes
 * ```
 *
 * Everything is little-endian. A chunk is the memory as it was at the time of the row.
 */
export interface CallPayload {
  /** One machine word per parameter, as unsigned numbers; empty in a returned row. */
  readonly words: readonly number[];
  /** Parameter index → the bytes behind its pointer. */
  readonly memory: ReadonlyMap<number, Uint8Array>;
}

export const CHUNK_HEADER_BYTES = 8;

/** Writes a payload. Words are unsigned 64-bit, given as numbers below 2^53 (or negative: two's complement of 64 bits). */
export function encodeCallPayload(words: readonly number[], memory: ReadonlyMap<number, Uint8Array>): Uint8Array {
  let length = words.length * 8;
  for (const bytes of memory.values()) length += CHUNK_HEADER_BYTES + bytes.length;
  const payload = new Uint8Array(length);
  const view = new DataView(payload.buffer);
  words.forEach((word, index) => view.setBigInt64(index * 8, BigInt(word), true));
  let at = words.length * 8;
  for (const [parameter, bytes] of memory) {
    view.setUint8(at, parameter);
    view.setUint32(at + 4, bytes.length, true);
    payload.set(bytes, at + CHUNK_HEADER_BYTES);
    at += CHUNK_HEADER_BYTES + bytes.length;
  }
  return payload;
}

/**
 * Reads a payload of a call with this many words (0 for a returned row). What is cut off or malformed is left out: the
 * bytes may come from a damaged file.
 */
export function decodeCallPayload(payload: Uint8Array, wordCount: number): CallPayload {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const words: number[] = [];
  let at = 0;
  for (; words.length < wordCount && at + 8 <= payload.length; at += 8) words.push(Number(view.getBigUint64(at, true)));
  const memory = new Map<number, Uint8Array>();
  while (at + CHUNK_HEADER_BYTES <= payload.length) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + view.getUint32(at + 4, true);
    if (end > payload.length) break;
    memory.set(view.getUint8(at), payload.subarray(start, end));
    at = end;
  }
  return { words, memory };
}

/** One machine word of an entered row's payload, without decoding the rest; 0 where it is cut off or there is none. */
export function wordOf(payload: Uint8Array, index: number): number {
  const at = index * 8;
  if (index < 0 || at + 8 > payload.length) return 0;
  return uint32(payload, at) + uint32(payload, at + 4) * 2 ** 32;
}

/** The bytes behind the pointer of a parameter; undefined where the payload does not hold them. */
export function memoryOf(payload: Uint8Array, wordCount: number, parameter: number): Uint8Array | undefined {
  let at = wordCount * 8;
  while (at + CHUNK_HEADER_BYTES <= payload.length) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + uint32(payload, at + 4);
    if (end > payload.length) return undefined;
    if (payload[at] === parameter) return payload.subarray(start, end);
    at = end;
  }
  return undefined;
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
