import type { HostMessage } from './ui.ts';

/**
 * The host's end of one user interface, whatever carries it. `binary` takes an encoded message of rows or
 * bytes (`roomForRows`, `roomForBytes`), which is the carrier's from then on.
 */
export interface UiCarrier {
  tell(message: HostMessage): void;
  binary(encoded: Uint8Array<ArrayBuffer>): void;
}

/** What the carrier calls when something comes from the interface. The host parses it (`uiQuestion`, `uiGrant`). */
export interface UiCarrierListener {
  said(message: unknown): void;
  closed(): void;
}
