import { ends, outcomes, whenRowsAreHere, type Operation, type Trace } from '../../trace/index.ts';
import { lifeSteps } from '../state/operation-as-of.ts';
import { selectCursor } from '../state/store.ts';
import type { CommandParts, Does } from './command-parts.ts';

/** The next operation of a socket behind a place in the table, or before it. */
function nextOn({ tables, operations }: Trace, socket: number, from: number, direction: 1 | -1): Operation | undefined {
  const { object } = tables.operations.columns;
  let place = from + direction;
  while (place >= 0 && place < operations.length && object[place] !== socket) place += direction;
  return operations.at(place);
}

/** Going from operation to operation, from step to step of a life, from row to row. */
export function lookCommands({ store, library }: CommandParts) {
  const state = () => store.getState();
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
    const trace = library.shown?.trace;
    const current = selected();
    if (trace === undefined) return;
    if (current === undefined) return choose(trace.operations.at(direction > 0 ? 0 : trace.operations.length - 1));
    choose(nextOn(trace, current.object, trace.operations.placeOf(current.id)!, direction));
  };
  const toLane = (direction: 1 | -1) => {
    const { index, trace } = library.shown ?? {};
    if (trace === undefined) return;
    const lanes = [...(index?.sockets.values() ?? [])];
    const current = selected();
    if (current === undefined) return choose(nextOn(trace, lanes[0]?.id ?? 0, -1, 1));
    const next = lanes[lanes.findIndex(({ id }) => id === current.object) + direction];
    if (next === undefined) return;
    const place = trace.operations.placeOf(current.id)!;
    choose(nextOn(trace, next.id, place, -1) ?? nextOn(trace, next.id, place, 1));
  };
  const failure = (direction: 1 | -1) => {
    const trace = library.shown?.trace;
    if (trace === undefined) return;
    const { length } = trace.operations;
    const current = selected();
    const outside = direction > 0 ? -1 : length;
    const from = current === undefined ? outside : trace.operations.placeOf(current.id)!;
    const { outcome, end } = trace.tables.operations.columns;
    const isGood = (place: number) =>
      outcomes[outcome[place]!] !== 'failed' && (ends[end[place]!] ?? 'completed') === 'completed';
    let place = from + direction;
    while (place >= 0 && place < length && isGood(place)) place += direction;
    const found = trace.operations.at(place);
    if (found !== undefined) return choose(found);
    state().setProblem(
      `There is no ${direction > 0 ? 'later' : 'earlier'} operation that failed, was cancelled, aborted or leaked.`,
    );
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
    const going = whenRowsAreHere(() => {
      // The last row before a moment is the one before the first that is not earlier. Times are whole nanoseconds.
      const row = direction > 0 ? trace.rows.firstAfter(at) : trace.rows.firstAfter(at - 0.5) - 1;
      if (row >= 0 && row < trace.rows.length) goTo(trace.get('time', row));
    });
    going?.catch((error: unknown) => state().setProblem(String(error)));
  };
  const resetView = () => {
    const { fitAll, clearRange, setFilter, setSort, forgetLanes, setToggledGroups } = state();
    fitAll();
    clearRange();
    setFilter('');
    setSort(undefined);
    forgetLanes();
    setToggledGroups([]);
  };
  const hasRows = () => library.shown?.trace !== undefined;
  const where = (run: () => void): Does => ({ run, isPossible: hasRows });
  return {
    'next-operation': where(() => along(1)),
    'previous-operation': where(() => along(-1)),
    'next-lane': where(() => toLane(1)),
    'previous-lane': where(() => toLane(-1)),
    'next-failure': where(() => failure(1)),
    'previous-failure': where(() => failure(-1)),
    'next-step': where(() => life(1)),
    'previous-step': where(() => life(-1)),
    'next-row': where(() => row(1)),
    'previous-row': where(() => row(-1)),
    'reset-view': where(resetView),
    play: where(() => state().setPlaying(!state().playing)),
  } satisfies Record<string, Does>;
}
