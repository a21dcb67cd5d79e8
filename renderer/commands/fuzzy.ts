/** How well a text fits what was typed, and which of its characters do. */
export interface Fit {
  /** The more, the better. */
  readonly score: number;
  readonly at: readonly number[];
}

const AT_WORD = 8;
const IN_A_ROW = 5;
const PER_GAP = 0.2;

/**
 * Fits letters that are typed to a text in which they occur in that order: `zr` is "Zoom to the Range". Letters that begin
 * words count most, then letters in a row. Spaces in what is typed count for nothing. Undefined: it does not fit.
 */
export function fuzzyFit(typed: string, text: string): Fit | undefined {
  const wanted = typed.toLowerCase().replace(/\s+/g, '');
  const lower = text.toLowerCase();
  // best[i]: the best way to fit the letters so far that ends at character i.
  let best: (Fit | undefined)[] | undefined;
  for (const letter of wanted) {
    const next: (Fit | undefined)[] = [];
    let before: Fit | undefined;
    for (let i = 0; i < lower.length; i++) {
      if (lower[i] === letter) {
        const bonus = isWordStart(text, i) ? AT_WORD : 1;
        const inRow = best?.[i - 1];
        const far = best === undefined ? { score: -i * PER_GAP, at: [] } : before;
        const near = inRow && { score: inRow.score + IN_A_ROW, at: inRow.at };
        const from = near !== undefined && near.score >= (far?.score ?? -Infinity) ? near : far;
        if (from !== undefined) next[i] = { score: from.score + bonus, at: [...from.at, i] };
      }
      const here = best?.[i];
      const waited = before && { ...before, score: before.score - PER_GAP };
      before = here !== undefined && here.score >= (waited?.score ?? -Infinity) ? here : waited;
    }
    best = next;
  }
  if (best === undefined) return { score: 0, at: [] };
  let winner: Fit | undefined;
  for (const fit of best) if (fit !== undefined && (winner === undefined || fit.score > winner.score)) winner = fit;
  // Of two texts that fit alike, the shorter is meant.
  return winner && { ...winner, score: winner.score - text.length * 0.01 };
}

function isWordStart(text: string, index: number): boolean {
  const [before = ' ', here = ''] = [text[index - 1], text[index]];
  return /[^\p{L}\p{N}]/u.test(before) || (/\p{Lu}/u.test(here) && /\p{Ll}/u.test(before));
}
