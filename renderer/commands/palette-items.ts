import { lessonTexts } from '../../lessons/index.ts';
import { selectSessionActive } from '../state/store.ts';
import { LANE_KINDS } from '../timeline/lane-kinds.ts';
import type { CommandParts } from './command-parts.ts';
import type { Command } from './commands.ts';
import { fuzzyFit } from './fuzzy.ts';

/** One line of the palette. */
export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** Another name by which it is known. */
  readonly name?: string;
  readonly key?: string | undefined;
  readonly run: () => void;
}

export interface FoundItem extends PaletteItem {
  /** Which characters of the title were typed. */
  readonly at: readonly number[];
}

const MOST_LANES = 500;
const MOST_SHOWN = 60;

/** All that the palette offers now: what cannot be done is left out. */
export function paletteItems(parts: CommandParts, commands: readonly Command[]): readonly PaletteItem[] {
  const { store, actions, stage } = parts;
  const state = store.getState();
  const runsLessons = commands.some(({ id, isPossible }) => id === 'run-lesson' && isPossible());
  const readLesson = (name: string) => {
    state.setMode('lessons');
    state.setLesson(name);
  };
  const lanes = stage.timeline?.scene()?.layout.lanes ?? [];
  return [
    ...commands
      .filter(({ id, isPossible }) => id !== 'palette' && id !== 'clear' && isPossible())
      .map(({ id, group, title, keys, run }) => ({ id, group, title, key: keys[0], run })),
    ...lessonTexts.flatMap(({ name, title }) => {
      const read = { id: `read ${name}`, group: 'Lesson', title, name, run: () => readLesson(name) };
      const run = () => {
        readLesson(name);
        commands.find(({ id }) => id === 'run-lesson')?.run();
      };
      return runsLessons ? [read, { id: `run ${name}`, group: 'Run live', title, name, run }] : [read];
    }),
    ...(selectSessionActive(state) ? [] : (state.host?.recordings ?? [])).map(({ name }) => ({
      id: `open ${name}`,
      group: 'Recording',
      title: name,
      run: () => actions.openByName(name),
    })),
    ...LANE_KINDS.map(({ id, title }) => ({
      id: `fold ${id}`,
      group: 'Lanes',
      title: `Fold or unfold ${title}`,
      run: () => state.toggleGroup(id),
    })),
    ...(lanes.length > MOST_LANES ? [] : lanes).map(({ lane }) => ({
      id: `pin ${lane.id}`,
      group: state.lanes.pinnedLanes.includes(lane.id) ? 'Unpin lane' : 'Pin lane',
      title: lane.label,
      run: () => state.togglePin(lane.id),
    })),
  ];
}

/** The items that fit what was typed, the best first; and what else can be done with it. */
export function findItems(items: readonly PaletteItem[], typed: string, parts: CommandParts): readonly FoundItem[] {
  const text = typed.trim();
  if (text === '') return items.slice(0, MOST_SHOWN).map((item) => ({ ...item, at: [] }));
  const found = items
    .flatMap((item) => {
      // A group can be typed as well: `lesson port`. What is found in it or in a name does not stand out in the title.
      const before = item.group.length + 1;
      const ways = [
        [item.title, 0],
        [`${item.group} ${item.title}`, before],
        [`${item.group} ${item.name ?? ''}`, Infinity],
      ] as const;
      const fits = ways.flatMap(([words, skipped]) => {
        const fit = fuzzyFit(text, words);
        return fit === undefined ? [] : [{ ...fit, at: fit.at.map((i) => i - skipped).filter((i) => i >= 0) }];
      });
      const [best] = fits.toSorted((a, b) => b.score - a.score);
      return best === undefined ? [] : [{ item, ...best }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_SHOWN)
    .map(({ item, at }) => ({ ...item, at }));
  return [...operationItem(text, parts), ...found, filterItem(text, parts)];
}

/** A number is an operation's. */
function operationItem(text: string, { store, library }: CommandParts): FoundItem[] {
  const id = Number(/^#?(\d+)$/.exec(text)?.[1]);
  const operation = library.shown?.trace?.operation(id);
  if (operation === undefined) return [];
  const run = () => {
    store.getState().select({ kind: 'operation', id });
    store.getState().lookAt(operation.issuedAt);
  };
  return [{ id: `operation ${id}`, group: 'Operation', title: `#${id} ${operation.api}`, at: [], run }];
}

function filterItem(text: string, { store }: CommandParts): FoundItem {
  const run = () => store.getState().setFilter(text);
  return { id: 'filter', group: 'Tables', title: `Filter the tables by “${text}”`, at: [], run };
}
