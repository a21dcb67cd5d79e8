import type { Operation } from '../../trace/index.ts';
import type { Library } from '../state/library.ts';
import { lifeSteps } from '../state/operation-as-of.ts';
import { selectCursor, type OverlookStore } from '../state/store.ts';

/** One key and what it does, for the keyboard and for the list that `?` shows. */
export interface Key {
  readonly keys: readonly string[];
  readonly does: string;
  readonly run: () => void;
}

const ZOOM = 0.7;
const PAN = 0.2;

/** Every key of the window. Letters count in either case. */
export function createKeys(store: OverlookStore, library: Library): readonly Key[] {
  const state = () => store.getState();
  const zoom = (factor: number) => {
    const { view, zoomAt } = state();
    const cursor = selectCursor(state());
    const inView = cursor >= view.startNs && cursor <= view.endNs;
    zoomAt(inView ? cursor : (view.startNs + view.endNs) / 2, factor);
  };
  const pan = (part: number) => {
    const { view, panBy } = state();
    panBy((view.endNs - view.startNs) * part);
  };
  const goTo = (ns: number) => state().lookAt(ns);
  const selected = (): Operation | undefined => {
    const { selection } = state();
    return selection?.kind === 'operation' ? library.shown?.trace?.operation(selection.id) : undefined;
  };
  const choose = (operation: Operation | undefined) => {
    if (operation === undefined) return;
    state().select({ kind: 'operation', id: operation.id });
    goTo(operation.issuedAt);
  };
  /** Along the lane of the selected operation: its socket's. Without a selection to the first or the last of all. */
  const along = (direction: 1 | -1) => {
    const { index, trace } = library.shown ?? {};
    const current = selected();
    if (trace === undefined) return;
    if (current === undefined) return choose(trace.operations.at(direction > 0 ? 0 : trace.operations.length - 1));
    const places = index?.sockets.get(current.object)?.places;
    const rank = places?.rankOf(trace.operations.placeOf(current.id)!);
    if (rank !== undefined) choose(trace.operations.at(places?.at(rank + direction) ?? -1));
  };
  const toLane = (direction: 1 | -1) => {
    const { index, trace } = library.shown ?? {};
    if (trace === undefined) return;
    const lanes = [...(index?.sockets.values() ?? [])];
    const current = selected();
    if (current === undefined) return choose(trace.operations.at(lanes[0]?.places.at(0) ?? -1));
    const next = lanes[lanes.findIndex(({ id }) => id === current.object) + direction];
    if (next === undefined) return;
    const { issuedAt } = trace.tables.operations.columns;
    const near = next.places.at(next.places.countUpTo(issuedAt, current.issuedAt) - 1);
    choose(trace.operations.at(near ?? next.places.at(0) ?? -1));
  };
  const life = (direction: 1 | -1) => {
    const operation = selected();
    if (operation === undefined) return;
    const at = selectCursor(state());
    const steps = lifeSteps(operation).map(({ ns }) => ns);
    const next = direction > 0 ? steps.find((ns) => ns > at) : steps.findLast((ns) => ns < at);
    if (next !== undefined) goTo(next);
  };
  const row = (direction: 1 | -1) => {
    const trace = library.shown?.trace;
    if (trace === undefined) return;
    const at = selectCursor(state());
    const times = trace.rows.column('time');
    let low = 0;
    let high = trace.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (direction > 0 ? times[middle]! <= at : times[middle]! < at) low = middle + 1;
      else high = middle;
    }
    const next = times[direction > 0 ? low : low - 1];
    if (next !== undefined && (direction > 0 ? low < trace.rows.length : low > 0)) goTo(next);
  };
  const fitSelection = () => {
    const operation = selected();
    if (operation === undefined) return state().fitAll();
    state().fit(operation.issuedAt, operation.fetchedAt ?? operation.releasedAt ?? state().session.endNs);
  };
  return [
    { keys: ['w'], does: 'Zoom in', run: () => zoom(ZOOM) },
    { keys: ['s'], does: 'Zoom out', run: () => zoom(1 / ZOOM) },
    { keys: ['a'], does: 'Pan to the left', run: () => pan(-PAN) },
    { keys: ['d'], does: 'Pan to the right', run: () => pan(PAN) },
    { keys: ['f'], does: 'Fit the selection', run: fitSelection },
    { keys: ['Home'], does: 'Fit the whole session', run: () => state().fitAll() },
    { keys: ['End'], does: 'Follow the newest rows', run: () => state().setFollow(true) },
    { keys: ['ArrowRight'], does: 'Next operation on the lane', run: () => along(1) },
    { keys: ['ArrowLeft'], does: 'Previous operation on the lane', run: () => along(-1) },
    { keys: ['ArrowDown'], does: 'Next lane', run: () => toLane(1) },
    { keys: ['ArrowUp'], does: 'Previous lane', run: () => toLane(-1) },
    { keys: [']'], does: 'Next step in the life of this operation', run: () => life(1) },
    { keys: ['['], does: 'Previous step in the life of this operation', run: () => life(-1) },
    { keys: ['.'], does: 'Cursor to the next row', run: () => row(1) },
    { keys: [','], does: 'Cursor to the previous row', run: () => row(-1) },
    { keys: [' '], does: 'Play the cursor forward, or stop it', run: () => state().setPlaying(!state().playing) },
    { keys: ['/'], does: 'Search', run: () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus() },
    { keys: ['?'], does: 'Show the keys', run: () => state().setKeysShown(true) },
    {
      keys: ['Escape'],
      does: 'Clear the selection, close what is open',
      run: () => {
        if (state().keysShown) return state().setKeysShown(false);
        state().setProblem(undefined);
        state().select(undefined);
      },
    },
  ];
}

/** Runs the key that was pressed. Text fields keep their letters, buttons their space and arrows their lists. */
export function connectKeys(keys: readonly Key[], target: Window): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const element = event.target instanceof HTMLElement ? event.target : undefined;
    if (element !== undefined && keepsItsKeys(element, event.key)) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = keys.find((one) => one.keys.includes(name));
    if (key === undefined) return;
    event.preventDefault();
    key.run();
  };
  target.addEventListener('keydown', pressed);
  return () => target.removeEventListener('keydown', pressed);
}

function keepsItsKeys(element: HTMLElement, key: string): boolean {
  if (element.matches('input, textarea, select')) {
    if (key === 'Escape') element.blur();
    return true;
  }
  if (element.closest('[data-keeps-arrows]') !== null && /^Arrow(Up|Down)$/.test(key)) return true;
  return key === ' ' && element.matches('button, a, [role=tab]');
}
