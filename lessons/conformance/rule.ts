import type { Actors, Fact, Lesson } from '../program.ts';

/** What a program is expected to find out, by the names of its facts. */
export type Facts = Readonly<Record<string, Fact>>;

/**
 * One rule of Winsock, as a program that finds out whether it holds, and what it should find.
 *
 * Where Windows is documented or known to differ from Wine, `windows` says what it does: the same test asserts that when it
 * runs there. Facts that `windows` leaves out are as under Wine.
 */
export interface Rule {
  readonly name: string;
  /** The rule in a sentence. */
  readonly says: string;
  /** The Microsoft page that states it, below https://learn.microsoft.com/windows/win32/; absent: none does. */
  readonly page?: string;
  readonly actors: Actors;
  readonly wine: Facts;
  readonly windows?: Facts;
  /** Facts that Windows does not promise and that were not verified there: found, recorded, and asserted under Wine only. */
  readonly wineOnly?: readonly string[];
  /** Why Windows differs, or what is not known about it. */
  readonly differs?: string;
}

/** Something that no program can do here: the bridge refuses it, and the session fails with these words. */
export interface Refusal {
  readonly name: string;
  /** What is refused, and why, in a sentence. */
  readonly says: string;
  readonly actors: Actors;
  readonly refusedWith: string;
}

/** Rules as programs that a session can run and record, by name. */
export function asPrograms(rules: readonly Pick<Rule, 'name' | 'actors'>[]): ReadonlyMap<string, Lesson> {
  return new Map(rules.map(({ name, actors }) => [name, { name, actors }]));
}

/** What a rule should find on this system. */
export function expectedFacts({ wine, windows, wineOnly = [] }: Rule, isWine: boolean): Facts {
  if (isWine) return wine;
  return Object.fromEntries(Object.entries({ ...wine, ...windows }).filter(([name]) => !wineOnly.includes(name)));
}

/** Of what was found, what is to be compared with `expectedFacts`. */
export function comparedFacts(
  { wineOnly = [] }: Rule,
  found: Readonly<Record<string, unknown>>,
  isWine: boolean,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(found).filter(([name]) => isWine || !wineOnly.includes(name)));
}
