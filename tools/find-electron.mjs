// Electron's program, if it is there: the package `electron` brings none, and fetches it by a command of its own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

export const electronPackage = join(root, 'node_modules/electron');

/** Its full name, or undefined. */
export function findElectron(folder = electronPackage) {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : undefined;
}
