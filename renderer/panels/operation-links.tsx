import { useApp, useShown } from '../app-context.ts';

const MOST_LINKS = 40;

/** Operations by their numbers; each can be pressed to look at it. */
export function OperationLinks({ ids }: { readonly ids: readonly number[] }) {
  const { store } = useApp();
  const trace = useShown()?.trace;
  const look = (id: number) => {
    const { select, lookAt } = store.getState();
    select({ kind: 'operation', id });
    lookAt(trace?.operation(id)?.issuedAt ?? 0);
  };
  return (
    <span className="links">
      {ids.slice(0, MOST_LINKS).map((id) => (
        <button key={id} type="button" className="link mono" data-testid={`link-${id}`} onClick={() => look(id)}>
          #{id}
        </button>
      ))}
      {ids.length > MOST_LINKS ? <span className="faint">and {ids.length - MOST_LINKS} more</span> : null}
    </span>
  );
}
