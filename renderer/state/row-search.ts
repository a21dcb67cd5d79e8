import { whenRowsAreHere } from '../../trace/index.ts';

/** Of each turn, so many milliseconds go into the search. */
const SEARCH_MS = 8;

/** Searches what there is much of, some of which has to be read first: a little at a time, in its order. */
export class RowSearch {
  /** Those that fit, as far as was looked. */
  readonly places: number[] = [];
  private next = 0;

  /** `fits` undefined: nothing is searched for. */
  constructor(private readonly fits: ((place: number) => boolean) | undefined) {}

  /** Goes on up to so many places, and tells when there is something new. Returns how to stop it. */
  run(count: number, onNews: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { fits } = this;
    if (fits === undefined) return () => {};
    let isWanted = true;
    const goOn = () => {
      const found = this.places.length;
      const until = performance.now() + SEARCH_MS;
      const looked = whenRowsAreHere(() => {
        for (; this.next < count && performance.now() < until; this.next++) {
          if (fits(this.next)) this.places.push(this.next);
        }
      });
      const then = () => {
        if (!isWanted) return;
        if (this.places.length > found || this.next === count) onNews();
        if (this.next < count) timer = setTimeout(goOn);
      };
      // What cannot be read cannot be found: the search ends there.
      if (looked === undefined) then();
      else looked.then(then, () => {});
    };
    timer = setTimeout(goOn);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }
}
