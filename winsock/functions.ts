import type { FunctionRow } from './function-row.ts';
import { events } from './functions/events.ts';
import { extensions } from './functions/extensions.ts';
import { handles } from './functions/handles.ts';
import { ports } from './functions/ports.ts';
import { sockets } from './functions/sockets.ts';
import { transfers } from './functions/transfers.ts';

/**
 * Every function that Overlook calls, records or explains. One row describes a function once: the koffi binding, the
 * recorded arguments, the text of a call as C, the links and the checks on programs are all made from it.
 *
 * To add a function, add a row to the file of its subject. A row's place is not written to recordings: they carry the
 * names. Source: the Microsoft page that each row names.
 */
export const functions = [...sockets, ...transfers, ...extensions, ...events, ...ports, ...handles] as const;

export type FunctionTable = typeof functions;
export type FunctionName = FunctionTable[number]['name'];
export type RowOf<Name extends FunctionName> = Extract<FunctionTable[number], { name: Name }>;

const byName = new Map<string, FunctionRow>(functions.map((row) => [row.name, row]));

/** The row of a function, or undefined for a name that is not in the table. */
export function findFunction(name: string): FunctionRow | undefined {
  return byName.get(name);
}

/** The row of a function that is in the table. */
export function functionRow(name: FunctionName): FunctionRow {
  return byName.get(name)!;
}
