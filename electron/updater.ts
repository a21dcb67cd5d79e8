// A bundle of its own, updater.cjs: who never looks for new versions never loads it.
import { NsisUpdater } from 'electron-updater';
import type { Updater } from './updates.ts';

/** Where it looks is in app-update.yml, and whose signature an installer must have; both were written when this was packed. */
export function openUpdater(): Updater {
  const updater = new NsisUpdater();
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.disableWebInstaller = true;
  return {
    async look() {
      const found = await updater.checkForUpdates();
      if (found === null) throw new Error('This Overlook is not packed.');
      return found.isUpdateAvailable ? found.updateInfo.version : undefined;
    },
    async download() {
      await updater.downloadUpdate();
    },
    install: () => updater.quitAndInstall(),
  };
}
