import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fields } from './fields.ts';

it('docs/query.md explains every field, in the words of the table', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/query.md'), 'utf8');
  const lines = page.split('\n').map((line) => line.replace(/\s+/g, ' '));
  const rows = fields.map(({ name, means, example }) => `| \`${name}\` | ${means} | \`${example}\` |`);
  const first = lines.indexOf(rows[0]!);
  expect(lines.slice(first, first + rows.length)).toEqual(rows);
  expect(lines[first + rows.length]).toBe('');
});
