import { useRef, useState, type KeyboardEvent } from 'react';
import { useApp, useSelect, useShown } from '../app-context.ts';
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

/** As long as it is open. What it offers follows what happens meanwhile: a recording that is there now, a session that ends. */
function Search() {
  const { store } = useApp();
  const [typed, setTyped] = useState('');
  const [chosenItem, choose] = useState<ChosenItem>({ id: '', index: 0 });
  const pointer = useRef<{ readonly xCss: number; readonly yCss: number }>(undefined);
  const found = useFound(typed);
  const chosen = placeOf(found, chosenItem);
  const setChosen = (index: number) => choose({ id: found[index]?.id ?? '', index });
  // What Enter would do is not replaced by a better fit that comes just before.
  if (chosenItem.id === '' && found.length > 0) setChosen(0);
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
          choose({ id: '', index: 0 });
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
            onPointerMove={({ clientX, clientY, movementX, movementY }) => {
              // A list that moves under a pointer that rests is no choice, whatever the browser says of a movement.
              const isElsewhere = clientX !== pointer.current?.xCss || clientY !== pointer.current.yCss;
              pointer.current = { xCss: clientX, yCss: clientY };
              if (isElsewhere && (movementX !== 0 || movementY !== 0) && index !== chosen) setChosen(index);
            }}
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

/** What fits what was typed, in the window as it is now. */
function useFound(typed: string): readonly FoundItem[] {
  const app = useApp();
  // The parts of it that change while one chooses.
  useShown();
  useSelect((state) => state.host);
  useSelect((state) => state.lanes);
  return findItems(paletteItems(app, app.commands), typed, app);
}

/** What was chosen, by its id, and by its place in case it goes; '' stands for the first of now. */
interface ChosenItem {
  readonly id: string;
  readonly index: number;
}

/** The chosen item stays chosen while others come before it and go; where it is gone, what stands there now is. */
function placeOf(found: readonly FoundItem[], { id, index }: ChosenItem): number {
  const place = found.findIndex((item) => item.id === id);
  return place >= 0 ? place : Math.min(index, Math.max(found.length - 1, 0));
}

/** A title in which what was typed stands out. */
function Title({ text, at }: { readonly text: string; readonly at: readonly number[] }) {
  if (at.length === 0) return text;
  const hits = new Set(at);
  return Array.from(text, (letter, index) => (hits.has(index) ? <b key={index}>{letter}</b> : letter));
}
