import { useEffect, useMemo, useRef, useState } from 'react';
import type { Trace } from '../../trace/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { useSearch } from './use-rows.ts';

/** While other operations come to fit, what is about them is searched anew only so often. */
const ANEW_EVERY_MS = 1000;

/**
 * What fits the query of something that is no operation, by its place among so many: rows, calls. Words are looked for in
 * its text; a query that asks about operations wants what is about one that fits. Undefined: nothing is looked for.
 */
export function useFittingTexts(
  trace: Trace,
  count: number,
  textAt: (place: number) => string,
  operationAt: (place: number) => number,
): readonly number[] | undefined {
  const { search } = useApp();
  const isDone = useSelect((state) => state.search.isDone);
  const newest = useNowAndThen(useSelect((state) => state.search.version));
  const { filtered, query } = search;
  const words = query?.words;
  // Which operations fit changes; which texts have a word does not.
  const version = words === undefined && isDone ? newest : 0;
  const asked = useMemo(() => ({ filtered, version }), [filtered, version]);
  const fits = useMemo(() => {
    const { filtered: operations } = asked;
    if (operations === undefined) return undefined;
    if (words === undefined) return (place: number) => fitsBy(trace, operations, operationAt(place));
    return (place: number) => {
      const text = textAt(place).toLowerCase();
      return words.every((word) => text.includes(word));
    };
  }, [trace, asked, words, textAt, operationAt]);
  return useSearch(fits, count);
}

function fitsBy(trace: Trace, filtered: { matches(place: number): boolean }, operation: number): boolean {
  const place = trace.operations.placeOf(operation);
  return place !== undefined && filtered.matches(place);
}

/** A value that changes often, as it was at most so long ago. */
function useNowAndThen(value: number): number {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  });
  const isOld = shown !== value;
  useEffect(() => {
    if (!isOld) return;
    const timer = setInterval(() => setShown(newest.current), ANEW_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOld]);
  return shown;
}
