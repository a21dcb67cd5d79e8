import type { Trace } from '../trace.ts';
import { all, any, everything, not } from './conditions.ts';
import { fields, findField, opField } from './fields.ts';
import { wordCondition } from './fields/word.ts';
import { nearest } from './nearest.ts';
import type { Condition, Field, Operator, Parsed, Problem, ReadValue, Value } from './query.ts';
import { scan, type Span, type TermToken, type Token, type ValueSpan } from './scan.ts';

const DEEPEST = 50;
const signs: Readonly<Record<string, Operator>> = {
  ':': 'is',
  '=': 'is',
  '==': 'is',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};

/** What was understood of a part of the text; undefined: it is wrong, and is left out. */
type Understood = Condition | undefined;

/**
 * Understands a query: terms side by side must all fit; `or` binds less than that; `-` is "not"; `|` parts values of which
 * one must fit. Never throws: what is wrong with the text is told with its place, and the query is what is left without it.
 *
 * `trace`: the functions that it names are known too, besides those of the vocabulary.
 */
export function parseQuery(text: string, trace?: Trace): Parsed {
  const tokens = scan(text);
  const parser = new Parser(tokens, trace);
  const condition = parser.parse();
  const problems = parser.problems.sort((a, b) => a.from - b.from);
  const isEmpty = condition === undefined;
  return { query: { text, isEmpty, condition: condition ?? everything, words: wordsOf(tokens) }, problems };
}

function wordsOf(tokens: readonly Token[]): readonly string[] | undefined {
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'term' || token.field !== undefined || token.values.length > 1) return undefined;
    const { text, quoted } = token.values[0]!;
    if (!quoted && /[#*]/.test(text)) return undefined;
    words.push(text.toLowerCase());
  }
  return words;
}

class Parser {
  readonly problems: Problem[] = [];
  private next = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly trace: Trace | undefined,
  ) {}

  parse(): Understood {
    if (this.tokens.length === 0) return undefined;
    const conditions = [this.alternatives()];
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      this.complain(token, 'There is no ( for this ).');
      this.next++;
      if (this.peek() !== undefined) conditions.push(this.alternatives());
    }
    return joined(all, conditions);
  }

  private peek(): Token | undefined {
    return this.tokens[this.next];
  }

  private alternatives(): Understood {
    const alternatives = [this.together()];
    while (this.peek()?.kind === 'or') {
      this.next++;
      alternatives.push(this.together());
    }
    return joined(any, alternatives);
  }

  /** Everything up to an `or`, a closing parenthesis or the end. */
  private together(): Understood {
    const conditions: Understood[] = [];
    const before = this.tokens[this.next - 1];
    for (let token = this.peek(); token !== undefined && token.kind !== 'or' && token.kind !== 'close';) {
      conditions.push(this.item(token));
      token = this.peek();
    }
    if (conditions.length === 0) {
      const or = this.peek()?.kind === 'or' ? this.peek() : before?.kind === 'or' ? before : undefined;
      const at = or ?? before ?? this.peek();
      if (at !== undefined) {
        this.complain(at, or === undefined ? 'Write a term between ( and ).' : 'Write a term on both sides of “or”.');
      }
    }
    return joined(all, conditions);
  }

  private item(token: Token): Understood {
    this.next++;
    switch (token.kind) {
      case 'term':
        return this.term(token);
      case 'minus': {
        const negated = this.peek();
        if (negated === undefined || negated.from > token.to || negated.kind === 'or' || negated.kind === 'close') {
          this.complain(token, 'Write what is not wanted directly behind -, as in -end:completed.');
          return undefined;
        }
        if (negated.kind !== 'minus') {
          const unwanted = this.item(negated);
          return unwanted === undefined ? undefined : not(unwanted);
        }
        this.complain(negated, 'One - is enough.');
        return undefined;
      }
      case 'open':
        return this.parentheses(token);
      case 'or':
      case 'close':
        return undefined;
    }
  }

  private parentheses(open: Token): Understood {
    if (++this.depth > DEEPEST) {
      this.complain(open, `Parentheses may be ${DEEPEST} deep: write fewer.`);
      this.next = this.tokens.length;
      return undefined;
    }
    const condition = this.alternatives();
    this.depth--;
    if (this.peek()?.kind === 'close') this.next++;
    else if (this.depth < DEEPEST) this.complain(open, 'This ( has no ): write one where it ends.');
    return condition;
  }

  private term(token: TermToken): Understood {
    const open = token.values.find(({ isOpen }) => isOpen);
    if (open !== undefined) return this.complain(open, 'This " has no second one: write it where the value ends.');
    const { field, operator, values } = token;
    if (field === undefined || operator === undefined)
      return joined(
        any,
        values.map((value) => this.word(value)),
      );
    const known = findField(field.name);
    if (known === undefined) return this.unknownField(field, token);
    const sign = signs[operator.sign];
    if (sign === undefined) return this.complain(operator, wrongSign(operator.sign, known));
    if (sign !== 'is' && !known.isMeasure) {
      return this.complain(operator, `${known.name} is compared with “:” only, as in ${known.example}.`);
    }
    if (sign !== 'is' && values.length > 1) {
      return this.complain(token, `Write one value behind ${operator.sign}; “|” goes with “:”.`);
    }
    return joined(
      any,
      values.map((value) => this.value(known, sign, value)),
    );
  }

  private value(field: Field, operator: Operator, value: ValueSpan): Understood {
    if (value.text === '') {
      return this.complain(
        value,
        `Write a value here, as in ${field.example}${field.isMeasure ? '' : '; none is one too'}.`,
      );
    }
    return this.read(value, field.read(operator, value, this.trace));
  }

  private word(value: ValueSpan): Understood {
    const { text, quoted } = value;
    if (text === '') return this.complain(value, 'Write a value on both sides of “|”.');
    if (quoted) return wordCondition(value);
    if (/^(and|&+)$/i.test(text)) {
      return this.complain(value, `Leave “${text}” out: terms side by side must all fit.`);
    }
    if (/^(not|!)$/i.test(text))
      return this.complain(value, 'Write - before what is not wanted, as in -end:completed.');
    if (!text.startsWith('#')) return wordCondition(value);
    const number: Value = { text: text.slice(1), quoted: false };
    const read = /^\d+$/.test(number.text) ? opField.read('is', number, this.trace) : undefined;
    return this.read(value, read ?? { ok: false, problem: 'Behind # stands the number of an operation, as in #17.' });
  }

  private read(span: Span, read: ReadValue): Understood {
    return read.ok ? read.condition : this.complain(span, read.problem);
  }

  private unknownField(field: Span & { readonly name: string }, token: TermToken): Understood {
    const names = fields.map(({ name }) => name);
    const near = nearest(field.name, names);
    const meant = near === undefined ? `There are ${names.join(', ')}` : `Did you mean ${near}`;
    const quote = token.values.length === 1 && token.operator?.sign === ':' && near === undefined;
    const text = `There is no field “${field.name}”. ${meant}${near === undefined ? '.' : '?'}`;
    return this.complain(field, quote ? `${text} Text itself is looked for in quotes.` : text);
  }

  private complain({ from, to }: Span, text: string): Understood {
    this.problems.push({ from, to: Math.max(to, from), text });
    return undefined;
  }
}

function joined(join: (conditions: readonly Condition[]) => Condition, parts: readonly Understood[]): Understood {
  const conditions = parts.filter((part) => part !== undefined);
  return conditions.length === 0 ? undefined : join(conditions);
}

function wrongSign(sign: string, field: Field): string {
  if (sign === '!=') return `Write - before the term instead: -${field.name}:…`;
  return `Write ${sign === '=<' ? '<=' : '>='} instead of ${sign}.`;
}
