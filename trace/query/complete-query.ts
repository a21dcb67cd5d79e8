import type { Trace } from '../trace.ts';
import { fields, findField } from './fields.ts';
import type { Field, Suggestion } from './query.ts';
import { scan, type TermToken } from './scan.ts';

const MOST = 50;
/** A word shorter than this is too little to look for it among the values of all fields. */
const SHORTEST_WORD = 2;

/** What can be written at a place of a query: each suggestion stands for the text from one place up to another. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

/** A query after a suggestion was taken, and where one goes on writing. */
export interface Completed {
  readonly text: string;
  readonly at: number;
}

/** What can be written at a place of a query: fields, then values that occur in the trace. */
export function completeQuery(text: string, at: number, trace: Trace): Completion {
  const token = scan(text.slice(0, at)).at(-1);
  if (token?.kind !== 'term' || token.to < at) return { from: at, to: at, suggestions: fields.map(suggestField) };
  const value = token.values.at(-1)!;
  const to = at + restOfValue(text, at, value.quoted);
  const field = token.field === undefined ? undefined : findField(token.field.name);
  const typed = value.text.toLowerCase();
  if (field === undefined) return { from: token.from, to, suggestions: wordSuggestions(token, typed, trace) };
  const values = fitting(field.values(trace), typed).slice(0, MOST);
  const suggestions = values.map(({ text: name, means }) => ({ text: written(name), means }));
  return { from: value.from, to, suggestions };
}

export function takeSuggestion(text: string, { from, to }: Completion, suggestion: Suggestion): Completed {
  // Behind a field its value follows; behind a value the next term.
  const rest = text.slice(to);
  const space = /[:>]$/.test(suggestion.text) || /^[\s|)]/.test(rest) ? '' : ' ';
  return {
    text: text.slice(0, from) + suggestion.text + space + rest,
    at: from + suggestion.text.length + space.length,
  };
}

function suggestField(field: Field): Suggestion {
  return { text: `${field.name}${field.isMeasure && field.name !== 'op' ? '>' : ':'}`, means: field.means };
}

function wordSuggestions(token: TermToken, typed: string, trace: Trace): Suggestion[] {
  if (token.field !== undefined || token.values.length > 1 || token.values[0]!.quoted) return [];
  const named = fields.filter(({ name }) => name.startsWith(typed));
  const within = fields.filter(({ name }) => !name.startsWith(typed) && name.includes(typed));
  const values =
    typed.length < SHORTEST_WORD
      ? []
      : fields
          .filter(({ isMeasure }) => !isMeasure)
          .flatMap((field) =>
            fitting(field.values(trace), typed).map(({ text, means }) => ({
              text: `${field.name}:${written(text)}`,
              means,
            })),
          );
  return [...[...named, ...within].map(suggestField), ...values].slice(0, MOST);
}

/** Those that begin with what was typed, then those that have it elsewhere, in their name or in what they mean. */
function fitting(values: Iterable<Suggestion>, typed: string): Suggestion[] {
  const first: Suggestion[] = [];
  const then: Suggestion[] = [];
  for (const value of values) {
    const name = value.text.toLowerCase();
    if (name.startsWith(typed)) first.push(value);
    else if (name.includes(typed) || value.means.toLowerCase().includes(typed)) then.push(value);
  }
  return [...first, ...then];
}

/** A value as it has to be written: in quotes where a plain word would end or mean something else. */
function written(value: string): string {
  return /[\s|()*]/.test(value) ? `"${value}"` : value;
}

/** How many characters of the value follow the place. */
function restOfValue(text: string, at: number, quoted: boolean): number {
  const rest = text.slice(at);
  if (quoted) return rest.indexOf('"') + 1;
  return /^[^\s|()"]*/.exec(rest)![0].length;
}
