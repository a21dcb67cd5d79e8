import { useEffect, useMemo, useReducer } from 'react';
import { RowsAreComing } from '../../trace/index.ts';
import { RowSearch } from '../state/row-search.ts';

/** What is read out of rows; undefined while they are being read. */
export function useRows<Result>(read: () => Result): Result | undefined {
  const [, again] = useReducer((count: number) => count + 1, 0);
  let coming: RowsAreComing | undefined;
  let result: Result | undefined;
  try {
    result = read();
  } catch (error) {
    if (!(error instanceof RowsAreComing)) throw error;
    coming = error;
  }
  useEffect(() => {
    if (coming === undefined) return;
    let isWanted = true;
    void coming.then(
      () => isWanted && again(),
      () => {}, // Whoever shows the rows themselves says what is wrong with the file.
    );
    return () => {
      isWanted = false;
    };
  }, [coming]);
  return result;
}

/**
 * The places, of so many, that fit; more and more of them, until all were looked at. `fits` undefined: nothing is searched
 * for. Another `fits` begins anew.
 */
export function useSearch(
  fits: ((place: number) => boolean) | undefined,
  count: number,
): readonly number[] | undefined {
  const search = useMemo(() => new RowSearch(fits), [fits]);
  const [, again] = useReducer((looks: number) => looks + 1, 0);
  useEffect(() => search.run(count, again), [search, count]);
  return fits === undefined ? undefined : search.places;
}
