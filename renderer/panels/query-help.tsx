import { queryFieldGroups, querySyntax } from '../../trace/index.ts';
import { Dialog } from './dialog.tsx';

/** How to ask for operations: every field, and how terms are put together. docs/query.md says the same. */
export function QueryHelp() {
  return (
    <Dialog name="query-help" label="How to ask for operations">
      <header>
        <h2>How to ask for operations</h2>
        <form method="dialog">
          <button type="submit" className="button primary">
            Close
          </button>
        </form>
      </header>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">what it is</th>
            <th scope="col">example</th>
          </tr>
        </thead>
        {queryFieldGroups.map(({ title, fields }) => (
          <tbody key={title}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                {title}
              </th>
            </tr>
            {fields.map(({ name, means, example }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{means}</td>
                <td>
                  <code>{example}</code>
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">write</th>
            <th scope="col">to ask for</th>
          </tr>
        </thead>
        <tbody>
          {querySyntax.map(({ writes, means }) => (
            <tr key={means}>
              <th scope="row">
                {writes.map((text) => (
                  <code key={text}>{text}</code>
                ))}
              </th>
              <td>
                <WithCode text={means} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}

/** A sentence in which what is to be typed stands between backticks. */
function WithCode({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>));
}
