import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './paths.mjs';

const folders = readdirSync(root, { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && !/^(\..*|node_modules|out|test-results|playwright-report)$/.test(entry.name),
  )
  .map(({ name }) => name);

const lengths = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((name) => /\.(ts|tsx|mjs|css)$/.test(name) && !/[\\/]node_modules[\\/]/.test(name))
  .map((name) => ({ name, lines: readFileSync(join(root, name), 'utf8').split('\n').length - 1 }))
  .toSorted((a, b) => a.lines - b.lines);

test('half of the files have fewer than 150 lines', () => {
  expect(lengths[Math.floor(lengths.length / 2)]?.lines).toBeLessThan(150);
});

test('no file has more than 600 lines', () => {
  expect(lengths.filter(({ lines }) => lines > 600)).toEqual([]);
});
