// npm run package [-- --dir] [--unfused] [--arch x64|arm64]: packs Overlook for Windows into out/packages.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../tools/build.mjs';
import { main } from '../tools/command.mjs';
import { exclusively } from '../tools/exclusive.mjs';
import { out, root } from '../tools/paths.mjs';
import { forPackaging, setup } from '../tools/setup.mjs';
import { architectures, configuration } from './configuration.mjs';
import { fetchKoffi } from './koffi-packages.mjs';
import { writeNotices } from './notices.mjs';

/**
 * @typedef {import('./configuration.mjs').Architecture} Architecture
 *
 * @param {object} options
 * @param {readonly Architecture[]} options.architectures
 * @param {boolean} options.isFolderOnly leaves out the installer and the zip
 * @param {ReturnType<typeof configuration>} options.config
 * @param {(line: string) => void} options.say
 * @returns {Promise<readonly string[]>} the files that were made
 */
export async function pack({ architectures, isFolderOnly, config, say }) {
  await build({ say });
  return exclusively(join(out, '.package-lock'), {}, async () => {
    await fetchKoffi(architectures, say);
    writeNotices();
    const builder = createRequire(import.meta.url)('electron-builder');
    const targets = builder.Platform.WINDOWS.createTarget(
      isFolderOnly ? ['dir'] : null,
      ...architectures.map((name) => builder.Arch[name]),
    );
    return builder.build({ projectDir: root, targets, config, publish: 'never' });
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const { values } = parseArgs({
      options: { dir: { type: 'boolean' }, unfused: { type: 'boolean' }, arch: { type: 'string', multiple: true } },
    });
    const chosen = architectures.filter((name) => values.arch?.includes(name) ?? true);
    if (chosen.length === 0) throw new Error(`Overlook is packed for ${architectures.join(' and ')}.`);
    await setup(forPackaging, console.log);
    const updateUrl = process.env['OVERLOOK_UPDATE_URL'];
    const config = configuration({
      ...(updateUrl === undefined || updateUrl === '' ? {} : { updateUrl }),
      isFused: values.unfused !== true,
    });
    const made = await pack({ architectures: chosen, isFolderOnly: values.dir === true, config, say: console.log });
    for (const file of made) console.log(file);
    return 0;
  });
}
