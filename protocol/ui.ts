import { z } from 'zod';
import { payloadBytes, programOptions, systemInfo } from './bridge.ts';
import type { Result } from './result.ts';

/** So much of a recording is read at once, at most. */
export const MOST_READ_BYTES = 4 * 1024 * 1024;

/**
 * What a user interface and the host say to each other. Two carriers bear the same messages: a WebSocket (text and
 * binary messages) and Electron's MessagePort.
 *
 * The interface asks and every answer comes back with the number of its question. Unasked, the host tells its whole state
 * whenever it changes, and sends rows, as many as the interface has granted.
 */
export const uiRequest = z.discriminatedUnion('name', [
  /** Runs a lesson's program live, or paused before its first call; what was shown before is replaced. */
  z.object({
    name: z.literal('session/start'),
    program: z.string().max(100),
    paused: z.boolean(),
    options: programOptions.optional(),
    payloadBytes: payloadBytes.optional(),
  }),
  z.object({ name: z.literal('session/control'), action: z.enum(['pause', 'resume', 'step', 'stop']) }),
  /** Opens a recording that the host offers (HostState.recordings). Others are opened by the interface itself. */
  z.object({ name: z.literal('recording/open'), recording: z.string().max(260) }),
  /** Sends so many bytes of the recording of the source that is shown. They come before the answer, as a bytes message. */
  z.object({
    name: z.literal('recording/read'),
    source: z.number().int().nonnegative(),
    at: z.number().int().nonnegative(),
    bytes: z.number().int().positive().max(MOST_READ_BYTES),
  }),
]);
export type UiRequest = z.infer<typeof uiRequest>;
/** Every request is answered by "done" or by a problem in a sentence. */
export type UiResponse = Result<null>;

export const uiQuestion = z.object({ id: z.number().int().nonnegative(), request: uiRequest });

/**
 * The interface's leave to send it binary messages of so many bytes more. It gives the first with its connection, and the
 * bytes of each message back when it has taken it. Without leave none are sent; they wait in the recording.
 */
export const uiGrant = z.strictObject({ grant: z.number().int().positive() });

const sessionState = z.object({
  /** The number of the source whose rows belong to this session. */
  source: z.number(),
  program: z.string(),
  state: z.enum(['starting', 'running', 'paused', 'stopping', 'ended', 'failed']),
  /** Why it ended, or what is wrong. */
  text: z.string().optional(),
});

export const hostState = z.object({
  version: z.string(),
  /** Can sessions be run here? `text` says with what, or why not and what to do. */
  winsock: z.object({ available: z.boolean(), text: z.string(), system: systemInfo.optional() }),
  /** The live session, running or just ended; absent before the first. */
  session: sessionState.optional(),
  /** What went wrong with what is shown, in a sentence. */
  problem: z.string().optional(),
  /** Recordings that can be opened by name. */
  recordings: z.array(z.object({ name: z.string(), bytes: z.number() })),
});
export type HostState = z.infer<typeof hostState>;
export type SessionState = z.infer<typeof sessionState>;

const result = z.union([
  z.object({ ok: z.literal(true), value: z.null() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);

/** The host's text messages. */
export const hostMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.number(), result }),
  z.object({ kind: z.literal('state'), state: hostState }),
  /**
   * Rows that follow with this source number belong to a new trace; the interface shows that one from now on. With `bytes`
   * none follow: the interface reads that recording itself, which is so long.
   */
  z.object({
    kind: z.literal('source'),
    source: z.number(),
    origin: z.enum(['live', 'recording']),
    name: z.string(),
    /** Of a recording: bytes at its end that could not be read. */
    lostBytes: z.number(),
    bytes: z.number().positive().optional(),
  }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/**
 * Rows on the way to an interface: messages of one recording as they lie in it, one after the other.
 *
 * ```
 * u32 0 · u32 source · u32 first · u32 count · u32 length × count · padding to 8 · the Arrow messages (8-aligned)
 * ```
 */
export interface RowsMessage {
  readonly source: number;
  /** The number of the first in its recording. Number 0 is the schema message, all others are batches. */
  readonly first: number;
  /** At least one; views on the bytes that came. */
  readonly messages: readonly Uint8Array<ArrayBuffer>[];
}

const kinds = { rows: 0, bytes: 1 } as const;
const HEADER_BYTES = 16;
/** Where the Arrow messages begin. */
const bodyAt = (count: number) => Math.ceil((HEADER_BYTES + 4 * count) / 8) * 8;

/** A rows message with room for Arrow messages of these lengths: `body` is theirs, and is to be filled. */
export function roomForRows(source: number, first: number, lengths: readonly number[]) {
  const bodyBytes = lengths.reduce((sum, length) => sum + length, 0);
  const encoded = new Uint8Array(bodyAt(lengths.length) + bodyBytes);
  const view = new DataView(encoded.buffer);
  const header = [kinds.rows, source, first, lengths.length, ...lengths];
  header.forEach((value, index) => view.setUint32(4 * index, value, true));
  return { encoded, body: encoded.subarray(bodyAt(lengths.length)) };
}

/** Undefined when the bytes are no rows message. */
export function decodeRows(bytes: Uint8Array<ArrayBuffer>): RowsMessage | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(12, true);
  if (view.getUint32(0, true) !== kinds.rows) return undefined;
  let at = bodyAt(count);
  if (count === 0 || at > bytes.length) return undefined;
  const messages: Uint8Array<ArrayBuffer>[] = [];
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(HEADER_BYTES + 4 * index, true);
    if (length > bytes.length - at) return undefined;
    messages.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.length) return undefined;
  return { source: view.getUint32(4, true), first: view.getUint32(8, true), messages };
}

/**
 * Bytes of a recording that were asked for by the question `id`, of which only 32 bits are told:
 *
 * ```
 * u32 1 · u32 id · the bytes
 * ```
 */
export interface BytesMessage {
  readonly id: number;
  /** At least one; a view on the message. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const BYTES_HEADER_BYTES = 8;

/** A bytes message with room for so many bytes: `body` is theirs, and is to be filled. */
export function roomForBytes(id: number, length: number) {
  const encoded = new Uint8Array(BYTES_HEADER_BYTES + length);
  const view = new DataView(encoded.buffer);
  view.setUint32(0, kinds.bytes, true);
  view.setUint32(4, id, true);
  return { encoded, body: encoded.subarray(BYTES_HEADER_BYTES) };
}

/** Undefined when the message is no bytes message. */
export function decodeBytes(message: Uint8Array<ArrayBuffer>): BytesMessage | undefined {
  if (message.length <= BYTES_HEADER_BYTES) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  if (view.getUint32(0, true) !== kinds.bytes) return undefined;
  return { id: view.getUint32(4, true), bytes: message.subarray(BYTES_HEADER_BYTES) };
}
