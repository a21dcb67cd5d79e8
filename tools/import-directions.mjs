// Who may import whom: what the `references` of each folder's tsconfig.json say.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folders that files of `folder` may import from, itself among them.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function allowedFolders(root, folder) {
  const { references } = JSON.parse(readFileSync(join(root, folder, 'tsconfig.json'), 'utf8'));
  return [folder, ...references.map((/** @type {{ path: string }} */ { path }) => path.replace('../', ''))];
}

/**
 * The imports of `folder`'s files (tests excepted) that its references do not allow. The compiler finds most of
 * them by itself, but references are transitive for it: electron/ reaches winsock/ through host/.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {readonly string[]} `file imports folder/`
 */
export function forbiddenImports(root, folder) {
  const allowed = allowedFolders(root, folder);
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .flatMap((name) =>
      importedFolders(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'))
        .filter((imported) => !allowed.includes(imported))
        .map((imported) => `${folder}/${name} imports ${imported}/`),
    );
}

/**
 * @param {string} file from the root
 * @param {string} text
 */
function importedFolders(file, text) {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]*)['"]/g)].map((match) => match[1]);
  return specifiers.map((specifier) => new URL(specifier ?? '', `file:///${file}`).pathname.split('/')[1] ?? '');
}
