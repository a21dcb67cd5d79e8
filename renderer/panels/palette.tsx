import { useMemo, useState, type KeyboardEvent } from 'react';
import { useApp } from '../app-context.ts';
import { findItems, paletteItems, type FoundItem } from '../commands/palette-items.ts';
import { Dialog } from './dialog.tsx';
import { KeyCaps } from './keys-dialog.tsx';

/** Everything that can be done, to be found by a few letters. */
export function Palette() {
  return (
    <Dialog name="palette" label="Search or command">
      <Search />
    </Dialog>
  );
}

/** As long as it is open: what it offers is what was possible when it was opened. */
function Search() {
  const app = useApp();
  const { store, commands } = app;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const items = useMemo(() => paletteItems(app, commands), [app, commands]);
  const found = useMemo(() => findItems(items, typed, app), [items, typed, app]);
  const run = (item: FoundItem | undefined) => {
    if (item === undefined) return;
    // First: the focus goes back to where it was, and what the command does with it comes after.
    store.getState().setDialog(undefined);
    requestAnimationFrame(() => item.run());
  };
  const move = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowDown: chosen >= last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      PageDown: Math.min(chosen + 8, last),
      PageUp: Math.max(chosen - 8, 0),
    };
    const next = places[event.key];
    if (event.key === 'Enter') run(found[chosen]);
    else if (next === undefined) return;
    else {
      setChosen(next);
      document.querySelector(`#palette-${next}`)?.scrollIntoView({ block: 'nearest' });
    }
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        className="palette-input"
        aria-label="Search or command"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length === 0 ? undefined : `palette-${chosen}`}
        aria-autocomplete="list"
        placeholder="A command, a lesson, a recording, a lane, #17 …"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={move}
      />
      <ul id="palette-list" className="palette-list" role="listbox" aria-label="What fits">
        {found.map((item, index) => (
          <li
            key={item.id}
            id={`palette-${index}`}
            role="option"
            className="palette-item"
            aria-selected={index === chosen}
            onPointerMove={() => setChosen(index)}
            onClick={() => run(item)}
          >
            <span className="palette-group">{item.group}</span>
            <span className="palette-title">
              <Title text={item.title} at={item.at} />
            </span>
            {item.key === undefined ? null : <KeyCaps of={item.key} />}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A title in which what was typed stands out. */
function Title({ text, at }: { readonly text: string; readonly at: readonly number[] }) {
  if (at.length === 0) return text;
  const hits = new Set(at);
  return Array.from(text, (letter, index) => (hits.has(index) ? <b key={index}>{letter}</b> : letter));
}
