/** What a program has found out about Winsock: a value under a name. */
export interface Fact {
  readonly name: string;
  readonly value: unknown;
  readonly thread: number;
  readonly time: number;
}

/** Reads the payload of a `fact` row; undefined when it is none. */
export function parseFact(json: string, thread: number, time: number): Fact | undefined {
  let fact: unknown;
  try {
    fact = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof fact !== 'object' || fact === null || !('name' in fact) || typeof fact.name !== 'string') return undefined;
  return { name: fact.name, value: 'value' in fact ? fact.value : undefined, thread, time };
}
