import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MenuItemConstructorOptions, MessageBoxOptions } from 'electron';

/** What is needed of electron-updater (updater.ts). All may throw: there may be no network. */
export interface Updater {
  /** The version that is newer than this one; undefined when there is none. */
  look(): Promise<string | undefined>;
  download(): Promise<void>;
  /** Ends Overlook, and runs the installer that was downloaded. */
  install(): void;
}

export interface UpdatesOptions {
  /** Why this Overlook cannot be updated; undefined when it can. */
  readonly problem: string | undefined;
  /** Whether to look at every start. Off unless somebody has turned it on. */
  readonly setting: { isOn(): boolean; set(isOn: boolean): void };
  readonly version: string;
  /** Called when it is first needed. */
  readonly openUpdater: () => Updater;
  /** Shows a message; resolves to the number of the button. */
  readonly ask: (message: MessageBoxOptions) => Promise<number>;
  /** Finishes what runs: the installer ends Overlook if it takes too long. */
  readonly finish: () => Promise<void>;
}

/**
 * Why this Overlook cannot be updated, in a sentence for the menu; undefined when it can: the installer made it, and it was
 * packed with a place to look at.
 */
export function whyNoUpdates(isPackaged: boolean, program: string, resources: string): string | undefined {
  if (!isPackaged) return 'No updates: this Overlook runs from its sources';
  if (!existsSync(join(resources, 'app-update.yml'))) return 'No updates: this build has no place to look for them';
  // The zip holds the same files, but for this one.
  if (!existsSync(join(dirname(program), 'Uninstall Overlook.exe'))) {
    return 'No updates: this Overlook was unpacked, not installed';
  }
  return undefined;
}

/** Looks for new versions when asked to: from the menu, or at each start. Downloads and installs nothing unasked. */
export class Updates {
  private updater: Updater | undefined;
  private isBusy = false;

  constructor(private readonly options: UpdatesOptions) {}

  menuItems(): MenuItemConstructorOptions[] {
    const { problem, setting } = this.options;
    if (problem !== undefined) return [{ id: 'no-updates', label: problem, enabled: false }];
    return [
      {
        id: 'look-at-start',
        label: 'Look for &new versions at start',
        type: 'checkbox',
        checked: setting.isOn(),
        click: ({ checked }) => setting.set(checked),
      },
      { id: 'look-now', label: 'Look for a new &version now…', click: () => void this.look(true) },
    ];
  }

  /** Says something only when there is a new version: nobody asked now. */
  async atStart(): Promise<void> {
    if (this.options.problem === undefined && this.options.setting.isOn()) await this.look(false);
  }

  private async look(isAsked: boolean): Promise<void> {
    // A second look would ask the same questions over the first.
    if (this.isBusy) return;
    this.isBusy = true;
    let doing = 'look for a new version';
    try {
      const updater = (this.updater ??= this.options.openUpdater());
      const version = await updater.look();
      if (version === undefined) {
        if (isAsked) await this.say(`This is the newest Overlook: ${this.options.version}.`);
        return;
      }
      if (!(await this.wants('Download', `Overlook ${version} can be had. This is ${this.options.version}.`))) return;
      doing = `download Overlook ${version}`;
      await updater.download();
      const detail = 'Overlook ends for that. A session that runs is stopped, and what it recorded is kept.';
      if (!(await this.wants('Install', `Overlook ${version} is ready to be installed.`, detail))) return;
      doing = `install Overlook ${version}`;
      await this.options.finish();
      updater.install();
    } catch (error) {
      if (isAsked || !doing.startsWith('look')) await this.say(`Overlook could not ${doing}: ${firstLine(error)}`);
    } finally {
      this.isBusy = false;
    }
  }

  private async say(message: string): Promise<void> {
    await this.options.ask({ type: 'info', title: 'Overlook', message });
  }

  private async wants(button: string, message: string, detail?: string): Promise<boolean> {
    const question: MessageBoxOptions = {
      type: 'question',
      title: 'Overlook',
      message,
      ...(detail === undefined ? {} : { detail }),
      buttons: [button, 'Not now'],
      defaultId: 0,
      cancelId: 1,
    };
    return (await this.options.ask(question)) === 0;
  }
}

/** Messages of electron-updater go on with headers and stacks. */
function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line === '' ? 'nobody knows why.' : line;
}
