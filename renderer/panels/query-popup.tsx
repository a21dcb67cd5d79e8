import { useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import type { Problem, Suggestion } from '../../trace/index.ts';

const MOST_CSS = 320;
const GAP_CSS = 4;

export const optionId = (index: number) => `query-option-${index}`;

/** What hangs below the box, or stands above it where there is more room: what is wrong, and what can be written. */
export function QueryPopup(props: {
  readonly beside: RefObject<HTMLElement | null>;
  readonly problems: readonly Problem[];
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  readonly onTake: (suggestion: Suggestion) => void;
  /** What it says while there is nothing else to say. */
  readonly hints: ReactNode;
}) {
  const { beside, problems, text, suggestions, chosen, onTake, hints } = props;
  const list = useRef<HTMLDivElement>(null);
  const isShown = problems.length > 0 || suggestions.length > 0 || hints !== null;
  // What it says changes its size, and what is beside the box changes where it stands.
  useLayoutEffect(() => {
    if (list.current !== null && beside.current !== null) placeBeside(list.current, beside.current);
  });
  useLayoutEffect(() => {
    if (chosen >= 0) list.current?.querySelector(`#${optionId(chosen)}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (!isShown) return null;
  return (
    <div ref={list} className="query-popup">
      {problems.length === 0 ? null : (
        <ul className="query-problems" id="query-problems" role="alert">
          {problems.map(({ from, to, text: problem }) => (
            <li key={`${from} ${problem}`}>
              {to > from ? <code>{text.slice(from, to)}</code> : null} {problem}
            </li>
          ))}
        </ul>
      )}
      {suggestions.length === 0 ? null : (
        <div role="listbox" id="query-options" aria-label="What can be written here">
          {suggestions.map((suggestion, index) => (
            <div
              key={suggestion.text}
              id={optionId(index)}
              role="option"
              aria-selected={index === chosen}
              className="query-option"
              // Before the box loses the focus, which would close the list.
              onPointerDown={(event) => {
                event.preventDefault();
                onTake(suggestion);
              }}
            >
              <code>{suggestion.text}</code>
              <span className="faint">{suggestion.means}</span>
            </div>
          ))}
        </div>
      )}
      {hints}
    </div>
  );
}

/** Below the box, or above it where there is more room; the panel that the box is in does not cut it off. */
function placeBeside(popup: HTMLElement, box: HTMLElement): void {
  const { left, top, bottom } = box.getBoundingClientRect();
  const below = window.innerHeight - bottom - 2 * GAP_CSS;
  const above = top - 2 * GAP_CSS;
  const isBelow = below >= Math.min(MOST_CSS, above);
  const right = window.innerWidth - popup.offsetWidth - GAP_CSS;
  popup.style.left = `${Math.max(Math.min(left, right), GAP_CSS)}px`;
  popup.style.maxHeight = `${Math.min(MOST_CSS, isBelow ? below : above)}px`;
  popup.style.top = isBelow ? `${bottom + GAP_CSS}px` : 'auto';
  popup.style.bottom = isBelow ? 'auto' : `${window.innerHeight - top + GAP_CSS}px`;
}
