import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './paths.mjs';
import { checkNodeVersion } from './setup.mjs';
import { pinned } from './setup/windows-node.mjs';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node %s will do', (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow();
});

test.each(['18.20.0', '20.18.9'])('Node %s is too old, and the sentence says so', (version) => {
  expect(() => checkNodeVersion(version)).toThrow(`Overlook needs Node 20.19 or later, and this is Node ${version}.`);
});

test("koffi's Windows build has the version of koffi", () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(pinned.map(({ spec }) => spec)).toContain(`@koromix/koffi-win32-x64@${dependencies['koffi']}`);
});
