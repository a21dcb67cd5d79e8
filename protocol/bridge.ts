import { z } from 'zod';
import { MOST_PAYLOAD_BYTES } from '../trace/index.ts';

/** The options of a program by name, as `checkOptions` of lessons/ wants them; what they mean is the program's business. */
export const programOptions = z
  .record(z.string().max(40), z.union([z.number(), z.string().max(100)]))
  .refine((options) => Object.keys(options).length <= 20);

/** How many bytes of each buffer that is sent or received a session records; left out: none. */
export const payloadBytes = z.number().int().min(0).max(MOST_PAYLOAD_BYTES);

/**
 * What the host and the bridge say to each other, in process or over TCP.
 *
 * One bridge runs one session at a time. After `start` come the schema message and then batches, with `state` between
 * them when it changes, and at last `ended`; then the bridge takes the next `start`.
 */
export const bridgeCommand = z.discriminatedUnion('kind', [
  /** `paused`: no actor makes its first call before a `step` or `resume`. */
  z.object({
    kind: z.literal('start'),
    program: z.string().max(100),
    paused: z.boolean(),
    options: programOptions.optional(),
    payloadBytes: payloadBytes.optional(),
  }),
  /** `pause` stops every actor before its next call; `step` lets one actor perform one call. */
  z.object({ kind: z.literal('control'), action: z.enum(['pause', 'resume', 'step', 'stop']) }),
  /** Answered by `pong` at once: a bridge whose main thread stands still is found out. */
  z.object({ kind: z.literal('ping') }),
]);
export type BridgeCommand = z.infer<typeof bridgeCommand>;

export const systemInfo = z.object({
  name: z.string(),
  winsock: z.string(),
  wine: z.boolean(),
  architecture: z.string(),
  node: z.string(),
  processId: z.number(),
});

/** The part of the bridge's messages that is JSON on the wire. */
export const bridgeNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), system: systemInfo }),
  z.object({ kind: z.literal('pong') }),
  z.object({ kind: z.literal('state'), state: z.enum(['running', 'paused', 'stopping']) }),
  /** `completed`: the program ran to its end; `failed`: it or the bridge went wrong, and `text` says how. */
  z.object({ kind: z.literal('ended'), reason: z.enum(['completed', 'stopped', 'failed']), text: z.string() }),
]);
export type BridgeNews = z.infer<typeof bridgeNews>;

/** The rest are Arrow messages, as they go to the file. `rows` is the number of rows in the batch. */
export type BridgeMessage =
  | BridgeNews
  | { readonly kind: 'schema'; readonly bytes: Uint8Array }
  | { readonly kind: 'batch'; readonly bytes: Uint8Array };

/** One bridge, wherever it runs: nothing above can tell. */
export interface BridgeConnection {
  send(command: BridgeCommand): void;
  /** Ends the bridge; resolves when it is gone. A session that runs is stopped first. */
  close(): Promise<void>;
}
export interface BridgeListener {
  message(message: BridgeMessage): void;
  /** The bridge is gone without having been asked; what it sent before counts. */
  lost(why: string): void;
}
