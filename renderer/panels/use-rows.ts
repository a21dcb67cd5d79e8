import { useEffect, useReducer, useState } from 'react';
import { RowsAreComing } from '../../trace/index.ts';

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

/** Of a frame, so many milliseconds go into the search. */
const SEARCH_MS = 8;

/**
 * The places, of so many, whose text holds a word; more and more of them, until all were looked at. Undefined: nothing is
 * searched for.
 */
export function useSearch(
  word: string,
  count: number,
  textAt: (place: number) => string,
): readonly number[] | undefined {
  const [search, setSearch] = useState<{
    readonly word: string;
    readonly textAt: unknown;
    places: number[];
    next: number;
  }>();
  const [, again] = useReducer((looks: number) => looks + 1, 0);
  useEffect(() => {
    if (word === '') return;
    const mine = search?.word === word && search.textAt === textAt ? search : { word, textAt, places: [], next: 0 };
    if (mine !== search) setSearch(mine);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const goOn = () => {
      const until = performance.now() + SEARCH_MS;
      const found = mine.places.length;
      try {
        for (; mine.next < count && performance.now() < until; mine.next++) {
          if (textAt(mine.next).toLowerCase().includes(word)) mine.places.push(mine.next);
        }
      } catch (error) {
        if (!(error instanceof RowsAreComing)) throw error;
        void error.then(goOnSoon, () => {}); // What cannot be read cannot be found.
        return;
      }
      if (mine.places.length > found || mine.next === count) again();
      if (mine.next < count) goOnSoon();
    };
    const goOnSoon = () => (timer = setTimeout(goOn));
    goOnSoon();
    return () => clearTimeout(timer);
    // Only what is searched for begins a search; what it finds does not.
  }, [word, textAt, count]);
  if (word === '') return undefined;
  return search?.word === word && search.textAt === textAt ? search.places : [];
}
