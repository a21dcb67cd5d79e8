import { z } from 'zod';
import { payloadBytes, programOptions, systemInfo } from './bridge.ts';
import type { Result } from './result.ts';

/**
 * What a user interface and the host say to each other. Two carriers bear the same messages: a WebSocket (text and
 * binary messages) and Electron's MessagePort.
 *
 * The interface asks (`UiCalls`) and every answer comes back with the number of its question. Unasked, the host tells its
 * whole state whenever it changes, and sends rows.
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
]);
export type UiRequest = z.infer<typeof uiRequest>;
/** Every request is answered by "done" or by a problem in a sentence. */
export type UiResponse = Result<null>;

export const uiQuestion = z.object({ id: z.number().int().nonnegative(), request: uiRequest });

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
  /** Rows that follow with this source number belong to a new trace; the interface shows that one from now on. */
  z.object({
    kind: z.literal('source'),
    source: z.number(),
    origin: z.enum(['live', 'recording']),
    name: z.string(),
    /** Of a recording: bytes at its end that could not be read. */
    lostBytes: z.number(),
  }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/**
 * Rows on the way to an interface, as one binary message:
 *
 * ```
 * u32 source · u32 kind (0: schema message, 1: batch message) · the Arrow message (8-aligned)
 * ```
 */
export interface RowsMessage {
  readonly source: number;
  readonly kind: 'schema' | 'batch';
  readonly bytes: Uint8Array;
}

export function encodeRows(message: RowsMessage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + message.bytes.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, message.source, true);
  view.setUint32(4, message.kind === 'schema' ? 0 : 1, true);
  bytes.set(message.bytes, 8);
  return bytes;
}

/** Undefined when the bytes are no rows message. */
export function decodeRows(bytes: Uint8Array): RowsMessage | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint32(4, true);
  if (kind > 1) return undefined;
  return { source: view.getUint32(0, true), kind: kind === 0 ? 'schema' : 'batch', bytes: bytes.subarray(8) };
}
