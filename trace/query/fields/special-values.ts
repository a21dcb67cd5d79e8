import type { Value } from '../query.ts';

/** `none`: it has no such thing. */
export function isNone({ text, quoted }: Value): boolean {
  return !quoted && text.toLowerCase() === 'none';
}

/** `*`: it has one, whichever. */
export function isAny({ text, quoted }: Value): boolean {
  return !quoted && text === '*';
}

/** A whole number, in decimal or hexadecimal digits; undefined for other texts. */
export function readInteger(text: string): number | undefined {
  return /^(?:\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : undefined;
}

/** `a, b or c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** `: did you mean X?`, or nothing. */
export function didYouMean(name: string | undefined): string {
  return name === undefined ? '.' : `: did you mean ${name}?`;
}
