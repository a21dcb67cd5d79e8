import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './paths.mjs';
import { suites } from './test-suites.mjs';

const document = readFileSync(join(root, 'docs/testing.md'), 'utf8');

test('every file that docs/testing.md names is there', () => {
  const names = [...document.matchAll(/[\w./-]+\.(?:ts|yml|md)\b/g)].map(([name]) => name.replace('../', ''));
  // Not the patterns: *.test.ts
  const files = new Set(names.filter((name) => name.includes('/') || !name.startsWith('.')));
  const places = (name: string) => [name, join('docs', name), join('e2e', name)];
  expect([...files].filter((name) => !places(name).some((place) => existsSync(join(root, place))))).toEqual([]);
});

test('docs/testing.md names every suite and every carrier', () => {
  // The first four are one line of the table: `format` to `build`.
  const names = suites.map(({ name }) => name).filter((name) => !['lint', 'types'].includes(name));
  const carriers = ['browser', 'double', 'wine', 'electron'];
  expect([...names, ...carriers].filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

test('docs/testing.md names the specs that run on Windows Node under Wine', () => {
  const config = readFileSync(join(root, 'e2e/playwright.config.ts'), 'utf8');
  const [, list = ''] = /wine: \{ testMatch: \[(.+?)\]/.exec(config) ?? [];
  const specs = [...list.matchAll(/'([\w-]+)\.spec\.ts'/g)].map(([, name]) => name);
  expect(specs).toContain('windows-main');
  expect(specs.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});
