import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { completeQuery, takeSuggestion, type Completion, type Problem, type Suggestion } from '../../trace/index.ts';
import { useApp, useSelect, useShown } from '../app-context.ts';
import { formatCount } from '../format/format-duration.ts';
import { QueryHints } from './query-hints.tsx';
import { QueryPopup, optionId } from './query-popup.tsx';

const NOTHING: Completion = { from: 0, to: 0, suggestions: [] };

/** The box in which operations are asked for: what can be written next, what is wrong, and how many fit. */
export function QueryBox() {
  const { store } = useApp();
  const trace = useShown()?.trace;
  const filter = useSelect((state) => state.filter);
  const problems = useSelect((state) => state.search.problems);
  const input = useRef<HTMLInputElement>(null);
  /** Where one writes; undefined: the suggestions are closed. */
  const [at, setAt] = useState<number>();
  const [chosen, setChosen] = useState(-1);
  /** The box was gone to, and its hints were not sent away. */
  const [wantsHints, setWantsHints] = useState(false);
  const caret = useRef<number>(undefined);
  const completion = useMemo(
    () => (at === undefined || trace === undefined ? NOTHING : completeQuery(filter, at, trace)),
    // A trace that grows gives other values: those of the moment in which one began to write do.
    [filter, at, trace],
  );
  const { suggestions } = completion;
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });

  const close = () => setAt(undefined);
  const takeExample = (example: string) => {
    caret.current = example.length + 1;
    store.getState().setFilter(`${example} `);
    input.current?.focus();
  };
  const showHelp = () => {
    // It comes back to the box.
    input.current?.focus();
    store.getState().setDialog('query-help');
  };
  const take = (suggestion: Suggestion) => {
    const completed = takeSuggestion(filter, completion, suggestion);
    caret.current = completed.at;
    store.getState().setFilter(completed.text);
    setChosen(-1);
    // Behind a field its values come next; a term that is whole is not followed by anything.
    setAt(/[:>]$/.test(suggestion.text) ? completed.at : undefined);
    input.current?.focus();
  };
  const move = (step: 1 | -1) => {
    if (at === undefined) return setAt(input.current?.selectionStart ?? filter.length);
    // One before the first is the box itself.
    const places = suggestions.length + 1;
    setChosen(((chosen + 1 + step + places) % places) - 1);
  };
  const isOpen = at !== undefined && suggestions.length > 0;
  const hasHints = wantsHints && !isOpen && filter === '';
  const toHit = useToHit();
  const pressed = (event: KeyboardEvent) => {
    const candidate =
      suggestions[chosen] ??
      (event.key === 'Tab' && at !== undefined && completion.from < at ? suggestions[0] : undefined);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1);
    else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) && candidate !== undefined)
      take(candidate);
    else if (event.key === 'Enter') {
      close();
      toHit(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && (at !== undefined || hasHints)) {
      close();
      setWantsHints(false);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  return (
    <div
      className="query"
      data-keeps-arrows
      onBlur={({ currentTarget, relatedTarget }) => {
        // What hangs below the box belongs to it.
        if (currentTarget.contains(relatedTarget)) return;
        close();
        setWantsHints(false);
      }}
    >
      <Hits />
      <input
        ref={input}
        type="search"
        id="table-filter"
        className="search"
        placeholder="Search: inflight>5ms, error:*, api:WSARecv …  ( / )"
        aria-label="Search operations"
        aria-autocomplete="list"
        aria-controls={isOpen ? 'query-options' : undefined}
        aria-activedescendant={isOpen && chosen >= 0 ? optionId(chosen) : undefined}
        aria-invalid={problems.length > 0}
        aria-describedby={problems.length > 0 ? 'query-problems' : hasHints ? 'query-hints-syntax' : undefined}
        autoComplete="off"
        spellCheck={false}
        value={filter}
        onChange={(event) => {
          const { value, selectionStart } = event.target;
          store.getState().setFilter(value);
          setAt(value === '' ? undefined : (selectionStart ?? value.length));
          setChosen(-1);
        }}
        onKeyDown={pressed}
        onFocus={() => setWantsHints(true)}
        onClick={() => {
          close();
          setWantsHints(true);
        }}
      />
      <QueryPopup
        beside={input}
        problems={isOpen ? awayFrom(problems, at) : problems}
        text={filter}
        suggestions={isOpen ? suggestions : []}
        chosen={chosen}
        onTake={take}
        hints={hasHints ? <QueryHints onTake={takeExample} onMore={showHelp} /> : null}
      />
    </div>
  );
}

/** What is wrong elsewhere: where one is writing, the suggestions say more than "this is not whole yet". */
function awayFrom(problems: readonly Problem[], at: number): readonly Problem[] {
  return problems.filter(({ from, to }) => at < from || at > to);
}

/** Goes to the next or previous operation that fits. */
function useToHit(): (direction: 1 | -1) => void {
  const { store, search } = useApp();
  return (direction) => {
    const { selection, select, lookAt } = store.getState();
    const hit = search.hitBeside(selection?.kind === 'operation' ? selection.id : undefined, direction);
    if (hit === undefined) return;
    select({ kind: 'operation', id: hit.id });
    lookAt(hit.issuedAt);
  };
}

/** How many operations fit, and what becomes of the others. */
function Hits() {
  const { store } = useApp();
  const all = useShown()?.trace?.operations.length ?? 0;
  const { hits, isDone } = useSelect((state) => state.search);
  const mode = useSelect((state) => state.filterMode);
  if (hits === undefined) return null;
  const isOnly = mode === 'only';
  return (
    <>
      <span className="faint" role="status" data-testid="query-hits">
        {`${formatCount(hits)} of ${formatCount(all)}${isDone ? '' : ' …'}`}
      </span>
      <button
        type="button"
        className="button"
        aria-pressed={isOnly}
        title={isOnly ? 'The others are left out of the list' : 'The others stay in the list'}
        onClick={() => store.getState().setFilterMode(isOnly ? 'highlight' : 'only')}
      >
        {isOnly ? 'Only these' : 'All, these marked'}
      </button>
    </>
  );
}
