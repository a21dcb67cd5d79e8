import { useEffect, useReducer, useState } from 'react';
import { useSelect } from '../app-context.ts';
import { GrowingFilter } from '../state/growing-filter.ts';

/** What a filter lets through, of the recording that is shown (growing-filter.ts). `of`: what is filtered, and by what. */
export function useFiltered<Row>(of: readonly unknown[], filter: () => readonly Row[]): readonly Row[] {
  const revision = useSelect((state) => state.panels.revision);
  const [kept] = useState(() => new GrowingFilter<Row>());
  const [, lookAgain] = useReducer((count: number) => count + 1, 0);
  const rows = kept.rows(of, revision, filter);
  const { waitMs } = kept;
  useEffect(() => {
    if (waitMs <= 0) return;
    const timer = setTimeout(lookAgain, waitMs);
    return () => clearTimeout(timer);
  }, [waitMs]);
  return rows;
}
