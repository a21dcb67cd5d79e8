import { scan } from './scan.ts';
import { writeDuration } from './units.ts';

/** A query that wants this as well. */
export function withTerm(text: string, term: string): string {
  const rest = text.trim();
  if (rest === '') return term;
  const tokens = scan(rest);
  if (tokens.some(({ from, to }) => rest.slice(from, to) === term) && !tokens.some(({ kind }) => kind === 'or'))
    return rest;
  return tokens.some(({ kind }) => kind === 'or') && !isOneGroup(rest) ? `(${rest}) ${term}` : `${rest} ${term}`;
}

/**
 * A query that wants a length of time as well, from one number of nanoseconds up to another, without it. An earlier range of
 * the same field gives way, so that one looks from bar to bar of a histogram.
 */
export function withRange(text: string, field: string, fromNs: number, toNs: number): string {
  const range = `${field}>=${writeDuration(fromNs)} ${field}<${writeDuration(toNs)}`;
  return withTerm(withoutRange(text, field), range);
}

/** Two terms side by side, `>=` and `<`, of this field, as `withRange` has written them. */
function withoutRange(text: string, field: string): string {
  const tokens = scan(text);
  const at = tokens.findIndex((token, index) => {
    const next = tokens[index + 1];
    return isBound(token, field, '>=') && next !== undefined && isBound(next, field, '<');
  });
  if (at < 0) return text;
  return `${text.slice(0, tokens[at]!.from).trimEnd()} ${text.slice(tokens[at + 1]!.to).trimStart()}`;
}

function isBound(token: ReturnType<typeof scan>[number], field: string, sign: string): boolean {
  return token.kind === 'term' && token.field?.name === field && token.operator?.sign === sign;
}

/** All of it stands between one ( and its ). */
function isOneGroup(text: string): boolean {
  let depth = 0;
  const tokens = scan(text);
  return tokens.every(({ kind }, index) => {
    if (kind === 'open') depth++;
    if (kind === 'close') depth--;
    return depth > 0 || index === tokens.length - 1;
  });
}
