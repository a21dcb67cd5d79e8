import type { HostMessage } from './ui.ts';

/**
 * The host's end of one user interface, whatever carries it. `rows` takes an encoded rows message (`encodeRows`).
 */
export interface UiCarrier {
  tell(message: HostMessage): void;
  rows(encoded: Uint8Array<ArrayBuffer>): void;
  /** Bytes that wait to be carried; the host sends no rows above its limit. */
  readonly waitingBytes: number;
}

/** What the carrier calls when something comes from the interface. The question is parsed (`uiQuestion`) by the host. */
export interface UiCarrierListener {
  asked(question: unknown): void;
  closed(): void;
}
