import type { Value } from './query.ts';

/** Whether a text fits; upper and lower case are the same. */
export type Pattern = (text: string) => boolean;

/** A pattern that a whole text has to fit: `*` stands for any characters. */
export function wholePattern({ text, quoted }: Value): Pattern {
  const wanted = text.toLowerCase();
  if (quoted || !wanted.includes('*')) return (candidate) => candidate.toLowerCase() === wanted;
  const pieces = wanted.split('*');
  return (candidate) => fitsPieces(candidate.toLowerCase(), pieces);
}

/** A pattern that is looked for within a text. */
export function partPattern(value: Value): Pattern {
  const wanted = value.text.toLowerCase();
  if (value.quoted || !wanted.includes('*')) return (candidate) => candidate.toLowerCase().includes(wanted);
  return wholePattern({ text: `*${value.text}*`, quoted: false });
}

/** The pieces follow each other: the first at the beginning, the last at the end, the others in between, the sooner the better. */
function fitsPieces(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
