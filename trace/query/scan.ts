import type { Value } from './query.ts';

/** A stretch of the text of a query. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One of the values of a term, which `|` parts. */
export interface ValueSpan extends Value, Span {
  /** Its quotes are not closed. */
  readonly isOpen: boolean;
}

/** `api:WSARecv|WSASend`, or a word alone: then it has no field. */
export interface TermToken extends Span {
  readonly kind: 'term';
  readonly field?: Span & { readonly name: string };
  readonly operator?: Span & { readonly sign: string };
  readonly values: readonly ValueSpan[];
}

export type Token = TermToken | (Span & { readonly kind: 'open' | 'close' | 'or' | 'minus' });

const SPACE = /\s+/y;
/** A comparison may stand between spaces; a colon stands between a field and its value without any. */
const FIELD = /([a-z_][\w-]*)(\s*(?:[<>!=]=|=[<>]|[<>=])\s*|:)/iy;
const BARE = /[^\s|()"]*/y;

/** Takes a query to pieces, in their order. Whatever the text, every character but spaces lies in one of them. */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skip(SPACE, text, 0);
  while (at < text.length) {
    const token = scanToken(text, at);
    tokens.push(token);
    at = skip(SPACE, text, token.to);
  }
  return tokens;
}

function scanToken(text: string, from: number): Token {
  const sign = text[from]!;
  if (sign === '(') return { kind: 'open', from, to: from + 1 };
  if (sign === ')') return { kind: 'close', from, to: from + 1 };
  if (sign === '-') return { kind: 'minus', from, to: from + 1 };
  if (sign === '|') return { kind: 'or', from, to: skip(/\|+/y, text, from) };
  const field = scanField(text, from);
  const values = scanValues(text, field?.operator.to ?? from);
  const to = values.at(-1)!.to;
  const [only] = values;
  if (field === undefined && values.length === 1 && !only!.quoted && only!.text.toLowerCase() === 'or') {
    return { kind: 'or', from, to };
  }
  return { kind: 'term', from, to, ...field, values };
}

function scanField(text: string, from: number) {
  FIELD.lastIndex = from;
  const found = FIELD.exec(text);
  if (found === null) return undefined;
  const [whole, name = '', sign = ''] = found;
  const middle = from + name.length;
  return {
    field: { from, to: middle, name },
    operator: { from: middle, to: from + whole.length, sign: sign.trim() },
  };
}

function scanValues(text: string, from: number): ValueSpan[] {
  const values = [scanValue(text, from)];
  for (let at = values[0]!.to; text[at] === '|'; at = values.at(-1)!.to) values.push(scanValue(text, at + 1));
  return values;
}

function scanValue(text: string, from: number): ValueSpan {
  if (text[from] !== '"') {
    const to = skip(BARE, text, from);
    return { text: text.slice(from, to), quoted: false, isOpen: false, from, to };
  }
  const end = text.indexOf('"', from + 1);
  if (end < 0) return { text: text.slice(from + 1), quoted: true, isOpen: true, from, to: text.length };
  return { text: text.slice(from + 1, end), quoted: true, isOpen: false, from, to: end + 1 };
}

/** The place behind what a sticky pattern finds at this one; the place itself when it finds nothing. */
function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}
