import { MOST_RECENT, type SettingsFile } from './settings.ts';

interface Listener {
  /** Tells the system, which shows them where it shows such files. */
  add(path: string): void;
  clear(): void;
  changed(): void;
}

/** The recordings that were opened or saved last, by their full paths. */
export class RecentFiles {
  constructor(
    private readonly settings: SettingsFile,
    private readonly listener: Listener,
  ) {}

  /** The newest first. */
  get paths(): readonly string[] {
    return this.settings.get().recentFiles;
  }

  add(path: string): void {
    this.listener.add(path);
    this.set([path, ...this.paths.filter((other) => other !== path)].slice(0, MOST_RECENT));
  }

  remove(path: string): void {
    this.set(this.paths.filter((other) => other !== path));
  }

  clear(): void {
    this.listener.clear();
    this.set([]);
  }

  private set(recentFiles: string[]): void {
    this.settings.change({ recentFiles });
    this.listener.changed();
  }
}
