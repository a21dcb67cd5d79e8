import type { Actors, Fact, Lesson } from '../program.ts';

/** What a program is expected to find out, by the names of its facts. */
export type Facts = Readonly<Record<string, Fact>>;

/**
 * One rule of Winsock, as a program that finds out whether it holds, and what it should find.
 *
 * Where Windows is documented or known to differ from Wine, `windows` says what it does: the same test asserts that when it
 * runs there. Facts that `windows` leaves out are as under Wine. A fact is left out of both where it is not promised.
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
  /** Why Windows differs, or what is not known about it. */
  readonly differs?: string;
}

/** Rules as programs that a session can run and record, by name. */
export function asPrograms(rules: readonly Rule[]): ReadonlyMap<string, Lesson> {
  return new Map(rules.map(({ name, actors }) => [name, { name, actors }]));
}

/** What a rule should find on this system. */
export function expectedFacts({ wine, windows }: Rule, isWine: boolean): Facts {
  return isWine ? wine : { ...wine, ...windows };
}
