import type { Row } from '../columns.ts';

/** Letters of a drawing (drawn-trace.ts): so many of these lives, one after the other, with pauses of up to `longest`. */
export function randomLives(random: () => number, lives: readonly string[], count: number, longest: number): string {
  const one = () => lives[Math.floor(random() * lives.length)]! + '.'.repeat(random() ** 2 * longest);
  return Array.from({ length: count }, one).join('');
}

/** The rows, no two of them at the same time: their order says the same as their times. */
export function sequenced(rows: readonly Row[]): Row[] {
  return rows.map((row, at) => ({ ...row, time: row.time + at }));
}
