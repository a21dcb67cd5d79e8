/** A packet that was taken from a completion port. */
export interface DequeuedPacket {
  /** The row that tells of it. */
  readonly row: number;
  readonly time: number;
  /** The port, as an object number. */
  readonly port: number;
  /** The thread that took it, and the call by which it did. */
  readonly thread: number;
  readonly call: number;
  /** Whose completion it tells; 0: a program has posted it. */
  readonly operation: number;
  readonly key: bigint;
  readonly lpOverlapped: bigint;
  readonly bytes: number;
  /** NTSTATUS. */
  readonly status: number;
}

/** A packet that a program has queued itself, by PostQueuedCompletionStatus. */
export interface PostedPacket {
  readonly time: number;
  readonly port: number;
  readonly thread: number;
  readonly call: number;
}

/** What a look at a port saw: so many packets, since some moment between `since` and `time`. */
export interface PortDepth {
  readonly time: number;
  readonly since: number;
  readonly depth: number;
}

/** The payload of a `packet-dequeued` row; zeros where it was cut off. */
export function packetPayload(payload: Uint8Array): { readonly key: bigint; readonly lpOverlapped: bigint } {
  if (payload.length < 16) return { key: 0n, lpOverlapped: 0n };
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return { key: view.getBigUint64(0, true), lpOverlapped: view.getBigUint64(8, true) };
}
