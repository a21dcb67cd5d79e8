/** How every operation of a session ended, as the bridge has counted: `issued` is the sum of the others. */
export interface Balance {
  readonly issued: number;
  readonly completed: number;
  /** The call failed, or its completion says so: errors, cancellations, closed sockets. */
  readonly failed: number;
  /** Never seen to end. */
  readonly leaked: number;
}

/** Reads the payload of a `balance` row; undefined when it is none. */
export function parseBalance(json: string): Balance | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { issued, completed, failed, leaked } = value as Partial<Record<keyof Balance, unknown>>;
  if (typeof issued !== 'number' || typeof completed !== 'number') return undefined;
  if (typeof failed !== 'number' || typeof leaked !== 'number') return undefined;
  return { issued, completed, failed, leaked };
}
