import { programs } from '../lessons/index.ts';

/** What to say of a name that no program has: the nearest one, and all of them. */
export function unknownProgram(name: string): string {
  const known = [...programs.keys()];
  const near = known.find((one) => distance(one, name.toLowerCase()) <= 3);
  const meant = near === undefined ? '' : ` Did you mean “${near}”?`;
  return `There is no lesson called “${name}”.${meant} The lessons are: ${known.join(', ')}.`;
}

/** How many letters must be changed, added or taken away to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
