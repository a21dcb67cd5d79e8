import type { SessionInfo } from '../../trace/index.ts';
import type { SettingsStorage } from './settings-slice.ts';

/** What is remembered of how a recording was looked at. */
export interface KeptView {
  readonly toggledGroups: readonly string[];
  readonly pinnedLanes: readonly string[];
  readonly laneOrder: Readonly<Record<string, readonly string[]>>;
  readonly filter: string;
}

const STORED = 'overlook.views';
/** So many recordings are remembered, and so much text is kept of them in all: then those of longest ago go. */
const MOST = 50;
const MOST_LETTERS = 200_000;

/** A recording is the same, whatever its file is called: when and by which process it was made. */
export function recordingKey({ program, startedAt, system }: SessionInfo): string {
  return `${program} ${startedAt} ${system.processId}`;
}

/** How recordings were looked at, where settings are stored; the one of the last change comes first. */
export class KeptViews {
  constructor(private readonly storage: SettingsStorage) {}

  get(key: string): KeptView | undefined {
    return this.read().find(([kept]) => kept === key)?.[1];
  }

  /** What is as it was at first is not worth remembering, and what is too long is not. */
  set(key: string, view: KeptView): void {
    const others = this.read().filter(([kept]) => kept !== key);
    const all = isUntouched(view) ? others : [[key, view] as const, ...others].slice(0, MOST);
    const kept: string[] = [];
    let left = MOST_LETTERS;
    for (const text of all.map((entry) => JSON.stringify(entry))) {
      if (text.length > left) continue;
      left -= text.length;
      kept.push(text);
    }
    this.storage.setItem(STORED, `[${kept.join(',')}]`);
  }

  /** Read each time: another window may have written. */
  private read(): readonly (readonly [key: string, view: KeptView])[] {
    try {
      const stored: unknown = JSON.parse(this.storage.getItem(STORED) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isEntry) : [];
    } catch {
      // Nobody else can be told of it: what cannot be read is as if it had never been stored.
      return [];
    }
  }
}

function isUntouched({ toggledGroups, pinnedLanes, laneOrder, filter }: KeptView): boolean {
  return toggledGroups.length + pinnedLanes.length + Object.keys(laneOrder).length === 0 && filter === '';
}

function isEntry(value: unknown): value is readonly [string, KeptView] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const view = value[1] as Partial<Record<keyof KeptView, unknown>> | null;
  if (typeof view !== 'object' || view === null) return false;
  const { toggledGroups, pinnedLanes, laneOrder, filter } = view;
  if (!isTexts(toggledGroups) || !isTexts(pinnedLanes) || typeof filter !== 'string') return false;
  return typeof laneOrder === 'object' && laneOrder !== null && Object.values(laneOrder).every(isTexts);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
