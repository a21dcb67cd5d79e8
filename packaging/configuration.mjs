// What electron-builder is told. Its own schema checks it at every packing, and packaging.test.ts without one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildInfo } from '../tools/build-info.mjs';
import { out, root } from '../tools/paths.mjs';
import { checkPackage } from './check-package.mjs';
import { setTimes } from './set-times.mjs';

/** @typedef {'x64' | 'arm64'} Architecture */

/** @type {readonly Architecture[]} */
export const architectures = ['x64', 'arm64'];

export const packages = join(out, 'packages');

/**
 * What the executable does not do, whoever asks it: be a plain Node, take options for one, be debugged, load code that is
 * not in the asar or not what was packed, and give pages of file: more than a browser would.
 */
export const fuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
  loadBrowserProcessSpecificV8Snapshot: false,
  // Overlook keeps no cookies, and this cannot be taken back for those who have some.
  enableCookieEncryption: false,
};

/** What Overlook's bundles need at run time; all else is in them. From the project's folder, as electron-builder's patterns. */
const files = [
  'package.json',
  'out/app/{main,preload,updater,*-thread}.cjs',
  'out/app/renderer/**',
  '!**/*.map',
  {
    from: 'node_modules/koffi',
    to: 'node_modules/koffi',
    // Its other half, as ES modules, and its C++ stay behind.
    filter: ['package.json', 'LICENSE.txt', 'index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs'],
  },
  {
    // Put there for each architecture by koffi-packages.mjs: npm installs only the one of the machine that packs.
    from: '.cache/koffi-win32-${arch}',
    to: 'node_modules/@koromix/koffi-win32-${arch}',
    filter: ['package.json', 'index.js', '**/*.node'],
  },
];

/**
 * @param {object} [options]
 * @param {string} [options.updateUrl] where an installed Overlook finds newer ones (README.md); absent: nowhere
 * @param {string} [options.electronDist] a folder or an archive with Electron for Windows; absent: it is downloaded
 * @param {boolean} [options.isFused] false for a build that Playwright can drive
 * @param {string} [options.output]
 */
export function configuration({ updateUrl, electronDist, isFused = true, output = packages } = {}) {
  const { version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const license = readFileSync(join(root, 'LICENSE'), 'utf8');
  const { date } = buildInfo();
  if (updateUrl !== undefined && !/^https:\/\/[^/]/.test(updateUrl)) {
    throw new Error(`New versions are fetched over https only, and the address is ${updateUrl}.`);
  }
  return {
    appId: 'dev.overlook.app',
    productName: 'Overlook',
    // Without it: of the year in which it is packed.
    copyright: /^Copyright .*/m.exec(license)?.[0].replace('(c)', '©'),
    // Without it the number of the CI run is added.
    buildVersion: version,
    electronVersion: devDependencies.electron,
    ...(electronDist === undefined ? {} : { electronDist }),
    directories: { output, buildResources: 'packaging' },
    // electron-builder writes into it.
    files: structuredClone(files),
    // Windows loads a DLL from a real file. The rest stays in the archive, whose contents the fuses have checked.
    asar: true,
    asarUnpack: ['**/*.node'],
    // Read at any position by file descriptor, and by other programs: real files beside the archive.
    extraResources: [{ from: 'recordings', to: 'recordings', filter: ['*.ovl'] }],
    extraFiles: [
      { from: 'LICENSE', to: 'LICENSE.Overlook.txt' },
      // Written by notices.mjs at each packing.
      { from: 'out/LICENSES.packages.txt', to: 'LICENSES.packages.txt' },
    ],
    // Nothing is compiled, and `files` says what there is of node_modules. (`npmRebuild: false` would skip this hook.)
    beforeBuild: async () => false,
    afterPack: checkPackage,
    afterSign: async (/** @type {{ appOutDir: string }} */ { appOutDir }) => setTimes(appOutDir, date),
    ...(isFused ? { electronFuses: { ...fuses } } : {}),
    fileAssociations: [{ ext: 'ovl', name: 'Overlook.Recording', description: 'Overlook recording', role: 'Viewer' }],
    win: {
      target: ['nsis', 'zip'],
      icon: 'packaging/icon.ico',
      artifactName: 'Overlook-${version}-${os}-${arch}.${ext}',
    },
    nsis: {
      oneClick: false,
      perMachine: false,
      selectPerMachineByDefault: false,
      allowElevation: true,
      allowToChangeInstallationDirectory: true,
      // As Overlook itself.
      installerLanguages: ['en_US'],
      buildUniversalInstaller: false,
      artifactName: 'Overlook-${version}-${os}-${arch}-setup.${ext}',
      installerIcon: 'packaging/icon.ico',
      uninstallerIcon: 'packaging/icon.ico',
      license: 'LICENSE',
      // Recordings of sessions are in LOCALAPPDATA\Overlook, and stay.
      deleteAppDataOnUninstall: false,
    },
    publish: updateUrl === undefined ? null : [{ provider: 'generic', url: updateUrl }],
    // Who fetches code over the network asks who signed it.
    forceCodeSigning: updateUrl !== undefined,
  };
}
