import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawnTrace } from '../testing/drawn-trace.ts';
import { fields } from './fields.ts';
import { parseQuery } from './parse-query.ts';
import { syntax } from './syntax.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/query.md'), 'utf8');
const lines = page.split('\n').map((line) => line.replace(/\s+/g, ' '));

/** Asserts that these rows stand there, one after the other, and that the table ends with them. */
function expectTable(rows: readonly string[]): void {
  const first = lines.indexOf(rows[0]!);
  expect(lines.slice(first, first + rows.length)).toEqual(rows);
  expect(lines[first + rows.length]).toBe('');
}

it('docs/query.md explains every field, in the words of the table', () => {
  expectTable(fields.map(({ name, means, example }) => `| \`${name}\` | ${means} | \`${example}\` |`));
});

it('and how terms are put together', () => {
  const written = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
  expectTable(syntax.map(({ writes, means }) => `| ${writes.map(written).join(', ')} | ${means} |`));
});

it('every example is one: it is understood whole', () => {
  const trace = drawnTrace('WSARecv IP..C.S..N.F');
  for (const { example } of fields) expect(parseQuery(example, trace).problems, example).toEqual([]);
  for (const { writes } of syntax) {
    for (const text of writes) {
      if (/^[<>]/.test(text)) continue;
      expect(parseQuery(text, trace).problems, text).toEqual([]);
    }
  }
});
