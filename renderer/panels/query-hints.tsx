import { queryFieldGroups } from '../../trace/index.ts';

/** What can be asked, by an example of each field: what the empty box shows. A click writes an example. */
export function QueryHints(props: {
  readonly onTake: (example: string) => void;
  /** More is wanted than fits here. */
  readonly onMore: () => void;
}) {
  const { onTake, onMore } = props;
  return (
    <div className="query-hints" role="group" aria-label="What can be asked">
      <dl>
        {queryFieldGroups.map(({ title, fields }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              {fields.map(({ name, example, means }) => (
                <button
                  key={name}
                  type="button"
                  // The same is in the list that arrow down opens.
                  tabIndex={-1}
                  title={means}
                  onClick={() => onTake(example)}
                >
                  {example}
                </button>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p id="query-hints-syntax">
        Side by side: both. <code>or</code>: one of them. <code>-end:completed</code>: not these. <code>api:WSA*</code>:
        begins so. Arrow down lists the fields.{' '}
        <button type="button" className="link" onClick={onMore}>
          All that can be asked …
        </button>
      </p>
    </div>
  );
}
