import { learnedOf } from '../state/learned-of.ts';
import type { OperationAtCursor } from './operation-at-cursor.ts';

/** How the program learned of a completion, as far as the cursor. */
export function Learned({ trace, operation, cursor }: OperationAtCursor) {
  const told = learnedOf(trace, operation, cursor);
  return (
    <>
      <h3>How the program learned of it</h3>
      {told.length === 0 ? (
        <p className="faint">
          {operation.outcome === 'failed' ? 'There was nothing to learn.' : 'Not yet at the cursor.'}
        </p>
      ) : (
        <table className="fields is-told mono" data-testid="learned">
          <tbody>
            {told.map(({ how, lines }) => (
              <tr key={how}>
                <th scope="row">{how}</th>
                <td data-testid={`learned-${how}`}>
                  {lines.map((line, index) => (
                    <div key={line} className={index === 0 ? undefined : 'faint'}>
                      {line}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
