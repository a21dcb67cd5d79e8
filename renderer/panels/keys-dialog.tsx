import { useEffect, useRef } from 'react';
import { useApp, useSelect } from '../app-context.ts';

const names: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ' ': 'Space',
};

/** The list of all keys. */
export function KeysDialog() {
  const { store, keys } = useApp();
  const shown = useSelect((state) => state.keysShown);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  return (
    <dialog ref={dialog} className="keys" aria-label="Keys" onClose={() => store.getState().setKeysShown(false)}>
      <h2>Keys</h2>
      <dl>
        {keys.map(({ keys: pressed, does }) => (
          <div key={does}>
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{names[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="faint">
        The wheel zooms at the pointer; with Shift it pans. Drag to pan, drag on the ruler to choose a range,
        double-click a bar to fit it.
      </p>
      <form method="dialog">
        <button type="submit" className="button primary">
          Close
        </button>
      </form>
    </dialog>
  );
}
