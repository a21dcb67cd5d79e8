/** What was lost at a gap. */
export interface Lost {
  readonly rows: number;
  /** Operations that are missing whole; others may miss some of their rows. */
  readonly operations: number;
}

/** Reads a `gap` row: `rows` is its value; operations are in its payload, where an old recording has none. */
export function lostAt(rows: number, json: string): Lost {
  let payload: unknown;
  try {
    payload = JSON.parse(json);
  } catch {
    return { rows, operations: 0 };
  }
  if (typeof payload !== 'object' || payload === null || !('operations' in payload)) return { rows, operations: 0 };
  return { rows, operations: typeof payload.operations === 'number' ? payload.operations : 0 };
}

/** `3 operations (21 rows) were dropped here`, `12 rows were lost here`. */
export function lostText({ rows, operations }: Lost): string {
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const verb = (count: number) => (count === 1 ? 'was' : 'were');
  return operations === 0
    ? `${counted(rows, 'row')} ${verb(rows)} lost here`
    : `${counted(operations, 'operation')} (${counted(rows, 'row')}) ${verb(operations)} dropped here`;
}
