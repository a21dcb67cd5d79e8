import type { Operation } from '../../trace/index.ts';

/**
 * An operation as it was known at a moment: what happened later is absent. With `undefined` (the newest moment) it is the
 * operation itself.
 */
export function operationAsOf(operation: Operation, ns: number | undefined): Operation {
  if (ns === undefined) return operation;
  const { id, api, call, thread, object, slot, event, hasRoutine, keepsOffPort, issuedAt, requested } = operation;
  const issued = { id, api, call, thread, object, slot, event, hasRoutine, keepsOffPort, issuedAt, requested };
  const known: Operation = issued;
  const { returnedAt, completedAt, outcome, end, error, status, transferred } = operation;
  if (returnedAt !== undefined && returnedAt <= ns) {
    known.returnedAt = returnedAt;
    if (outcome !== undefined) known.outcome = outcome;
    if (outcome === 'failed') {
      if (end !== undefined) known.end = end;
      if (error !== undefined) known.error = error;
    }
  }
  if (completedAt !== undefined && completedAt <= ns) {
    known.completedAt = completedAt;
    if (operation.completedSince !== undefined) known.completedSince = operation.completedSince;
    if (end !== undefined) known.end = end;
    if (error !== undefined) known.error = error;
    if (status !== undefined) known.status = status;
    if (transferred !== undefined) known.transferred = transferred;
  }
  for (const step of ['signaledAt', 'noticedAt', 'fetchedAt', 'releasedAt'] as const) {
    const at = operation[step];
    if (at !== undefined && at <= ns) known[step] = at;
  }
  if (known.noticedAt !== undefined) {
    if (operation.noticedBy !== undefined) known.noticedBy = operation.noticedBy;
    if (operation.noticedHow !== undefined) known.noticedHow = operation.noticedHow;
  }
  if (known.fetchedAt !== undefined && operation.fetchedBy !== undefined) known.fetchedBy = operation.fetchedBy;
  return known;
}

/** The moments of an operation's life, in the order of time; the steps of `[` and `]`. */
export function lifeSteps(operation: Operation): { readonly name: string; readonly ns: number }[] {
  const names = [
    'issuedAt',
    'returnedAt',
    'completedAt',
    'signaledAt',
    'noticedAt',
    'fetchedAt',
    'releasedAt',
  ] as const;
  return names
    .flatMap((name) => {
      const ns = operation[name];
      return ns === undefined ? [] : [{ name, ns }];
    })
    .toSorted((a, b) => a.ns - b.ns);
}

/** The three waits in nanoseconds; undefined: not begun. `goesOn`: not over yet, measured up to `nowNs`. */
export interface Wait {
  readonly ns: number;
  readonly goesOn: boolean;
}

/** The three waits of an operation: from the return of the call to the completion, to the notice, to the fetch. */
export function waitsOf(
  operation: Operation,
  nowNs: number,
): { readonly inFlight?: Wait; readonly unnoticed?: Wait; readonly unfetched?: Wait } {
  const { returnedAt, completedAt, noticedAt, fetchedAt, releasedAt, outcome } = operation;
  if (returnedAt === undefined || outcome === 'failed') return {};
  const until = (from: number, ...ends: (number | undefined)[]): Wait => {
    const end = ends.find((candidate) => candidate !== undefined);
    return { ns: Math.max((end ?? nowNs) - from, 0), goesOn: end === undefined };
  };
  // A program that was told of the completion waits for it no more, seen or not.
  const inFlight = until(returnedAt, completedAt, noticedAt, fetchedAt, releasedAt);
  if (completedAt === undefined) return { inFlight };
  const done = Math.max(completedAt, returnedAt);
  const unnoticed = until(done, noticedAt, fetchedAt, releasedAt);
  if (noticedAt === undefined) return { inFlight, unnoticed };
  return { inFlight, unnoticed, unfetched: until(Math.max(noticedAt, done), fetchedAt, releasedAt) };
}
