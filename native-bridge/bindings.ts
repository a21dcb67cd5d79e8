import koffi from 'koffi';
import { functions, types, type FunctionName, type FunctionRow } from '../winsock/index.ts';

/** A function of the table, ready to call: machine words in, its return value out. */
export type Bound = (...words: readonly number[]) => number;

/** Every function of the table, bound by its row. Only on Windows, or in Windows Node under Wine. */
export function bindFunctions(): ReadonlyMap<FunctionName, Bound> {
  const dlls = new Map<FunctionRow['dll'], ReturnType<typeof koffi.load>>();
  const bound = new Map<FunctionName, Bound>();
  for (const row of functions) {
    let dll = dlls.get(row.dll);
    if (dll === undefined) dlls.set(row.dll, (dll = koffi.load(`${row.dll}.dll`)));
    bound.set(row.name, dll.func(declaration(row)) as Bound);
  }
  return bound;
}

/** A row as koffi's declaration: `int32 __stdcall listen(size_t s, int32 backlog)`. */
export function declaration(row: FunctionRow): string {
  const parameters = row.parameters.map(([name, type]) => `${types[type].koffi} ${name}`);
  // A returned handle is signed here, so that INVALID_SOCKET is -1 and not 2^64 - 1.
  const returns = types[row.returns].holds === 'handle' ? 'intptr_t' : types[row.returns].koffi;
  return `${returns} __stdcall ${row.name}(${parameters.join(', ')})`;
}

/** The address of shared memory, the same in every thread. Below 2^47, so a number holds it exactly. */
export function addressOf(memory: SharedArrayBuffer): number {
  return Number(koffi.address(new Uint8Array(memory)));
}
