import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

export const MOST_RECENT = 10;

/** Each by itself: what is missing or makes no sense is as it was at first. */
const shape = z.object({
  /** Full paths of the recordings that were opened or saved last, the newest first. */
  recentFiles: z
    .array(z.string())
    .transform((paths) => paths.slice(0, MOST_RECENT))
    .catch([]),
  /** The recording of the session that runs. Found at the start, it is of an Overlook that did not come to its end. */
  runningSession: z.string().nullable().catch(null),
  /** Whether to look for a new version at every start. */
  looksForUpdates: z.boolean().catch(false),
});
export type Settings = z.infer<typeof shape>;

/**
 * What the desktop app remembers from one start to the next, beside what the page does: a JSON file, written whole whenever
 * something changes. A file that is no JSON is put aside as `….broken`.
 */
export class SettingsFile {
  private current: Settings;

  constructor(private readonly path: string) {
    this.current = shape.parse(this.read() ?? {});
  }

  get(): Settings {
    return this.current;
  }

  /** Settings that cannot be written hold until the end of this Overlook. */
  change(changed: Partial<Settings>): void {
    this.current = { ...this.current, ...changed };
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      // Whole before it has its name: a process that ends meanwhile leaves the old one.
      writeFileSync(`${this.path}.new`, JSON.stringify(this.current, undefined, 2));
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      console.error(`The settings cannot be written to ${this.path}:`, error);
    }
  }

  private read(): unknown {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch {
      return undefined; // The first start.
    }
    try {
      const json: unknown = JSON.parse(text);
      if (typeof json === 'object' && json !== null) return json;
    } catch {
      // Put aside, as is anything else that is no object.
    }
    renameSync(this.path, `${this.path}.broken`);
    return undefined;
  }
}
