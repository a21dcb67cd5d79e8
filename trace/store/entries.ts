/** What is read out of columns like an array: entries are made when they are asked for, and do not change afterwards. */
export abstract class Entries<Entry> {
  abstract get length(): number;

  /** The entry at a place; undefined beyond the ends. */
  abstract at(place: number): Entry | undefined;

  *[Symbol.iterator](): Generator<Entry> {
    for (let place = 0; place < this.length; place++) yield this.at(place)!;
  }

  map<Result>(make: (entry: Entry, place: number) => Result): Result[] {
    return Array.from({ length: this.length }, (_, place) => make(this.at(place)!, place));
  }

  filter(isWanted: (entry: Entry) => boolean): Entry[] {
    const wanted: Entry[] = [];
    for (const entry of this) if (isWanted(entry)) wanted.push(entry);
    return wanted;
  }

  find(isWanted: (entry: Entry) => boolean): Entry | undefined {
    for (const entry of this) if (isWanted(entry)) return entry;
    return undefined;
  }
}
