import { useApp } from '../app-context.ts';
import { keyCaps } from '../commands/key-names.ts';
import { Dialog } from './dialog.tsx';

/** The list of all keys, by what they are for. */
export function KeysDialog() {
  const { commands } = useApp();
  const withKeys = commands.filter(({ keys }) => keys.length > 0);
  const groups = [...new Set(withKeys.map(({ group }) => group))];
  return (
    <Dialog name="keys" label="Keys">
      <h2>Keys</h2>
      <div className="keys-groups">
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {withKeys
                .filter((command) => command.group === group)
                .map(({ id, title, keys }) => (
                  <div key={id}>
                    <dt>
                      {keys.map((key) => (
                        <KeyCaps key={key} of={key} />
                      ))}
                    </dt>
                    <dd>{title}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section aria-label="Mouse">
          <h3>Mouse</h3>
          <dl>
            {mouse.map(([what, does]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <form method="dialog">
        <button type="submit" className="button primary">
          Close
        </button>
      </form>
    </Dialog>
  );
}

const mouse = [
  ['Wheel', 'Zoom at the pointer; over the names, scroll the lanes'],
  ['Shift + wheel', 'Pan'],
  ['Drag', 'Pan; in the ruler, measure; in the overview, choose what is in view'],
  ['Shift + drag', 'Measure, from edge to edge of what is drawn'],
  ['Shift + click', 'Cursor to the nearest edge'],
  ['Double click', 'Fit what is there'],
] as const;

/** One key of the table, as caps. */
export function KeyCaps({ of }: { readonly of: string }) {
  return (
    <span className="key-caps">
      {keyCaps(of).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
