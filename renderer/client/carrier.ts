/** The window's end of one connection to a host, whatever carries it. */
export interface Carrier {
  /** Text that goes to the host. */
  send(text: string): void;
  close(): void;
}

export interface CarrierListener {
  opened(): void;
  text(message: string): void;
  /** The memory of the message is the listener's. */
  bytes(message: Uint8Array<ArrayBuffer>): void;
  /** Called once, also when it could not be opened. */
  closed(): void;
}

/** Opens a connection. Nothing of the listener is called before it returns. */
export type OpenCarrier = (listener: CarrierListener) => Carrier;
