import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileBytes } from './recording-file.ts';

const NEWEST_SESSIONS = 20;

export interface ListedRecording {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/**
 * The recordings that a window can open by name: the one that Overlook was asked to open, those that ship with it, and the
 * newest of earlier sessions. Only what is in this list is ever opened by name.
 */
export class RecordingList {
  private readonly given: string[] = [];

  constructor(
    private readonly shipped: string,
    private readonly sessions: string,
  ) {}

  /** Adds a file and gives its name in the list. */
  add(path: string): string {
    if (!this.given.includes(path)) this.given.unshift(path);
    return this.list().find((recording) => recording.path === path)?.name ?? basename(path);
  }

  list(): ListedRecording[] {
    const sessions = recordingsIn(this.sessions).toReversed().slice(0, NEWEST_SESSIONS);
    const names = new Set<string>();
    return [...this.given, ...recordingsIn(this.shipped), ...sessions].flatMap((path) => {
      const name = unusedName(basename(path), names);
      names.add(name);
      const bytes = fileBytes(path);
      return bytes === 0 ? [] : [{ name, path, bytes }];
    });
  }

  find(name: string): ListedRecording | undefined {
    return this.list().find((recording) => recording.name === name);
  }
}

function recordingsIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return []; // The folder is made with the first session.
  }
  return names
    .filter((name) => name.endsWith('.ovl'))
    .toSorted()
    .map((name) => join(folder, name));
}

function unusedName(name: string, used: ReadonlySet<string>): string {
  for (let number = 2, candidate = name; ; number++) {
    if (!used.has(candidate)) return candidate;
    candidate = `${name} (${number})`;
  }
}
