import { whenRowsAreHere } from '../../trace/index.ts';

/** Of each turn, so many milliseconds go into the search. */
const SEARCH_MS = 8;

/** Searches texts of which there are many, some of which have to be read first: a little at a time, in their order. */
export class TextSearch {
  /** Those whose text holds the word, as far as was looked. */
  readonly places: number[] = [];
  private next = 0;

  /** `word`: in lower case; '': nothing is searched for. */
  constructor(
    private readonly word: string,
    private readonly textAt: (place: number) => string,
  ) {}

  /** Goes on up to so many texts, and tells when there is something new. Returns how to stop it. */
  run(count: number, onNews: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = this.word !== '';
    const goOn = () => {
      const found = this.places.length;
      const until = performance.now() + SEARCH_MS;
      const looked = whenRowsAreHere(() => {
        for (; this.next < count && performance.now() < until; this.next++) {
          if (this.textAt(this.next).toLowerCase().includes(this.word)) this.places.push(this.next);
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
    if (isWanted) timer = setTimeout(goOn);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }
}
