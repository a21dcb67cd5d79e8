import type { Integers } from './column-table.ts';
import { IdIndex } from './id-index.ts';

/** What is read out of columns like an array: entries are made when they are asked for, and do not change afterwards. */
export abstract class Entries<Entry> {
  private readonly places = new IdIndex();
  private known = 0;

  constructor(private readonly ids: { readonly length: number; readonly columns: { readonly id: Integers } }) {}

  get length(): number {
    return this.ids.length;
  }

  /** The entry with a number, in no order of time. */
  get(id: number): Entry | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.at(place);
  }

  /** The place of a number in the table; undefined: it is unknown. */
  placeOf(id: number): number | undefined {
    const { ids } = this;
    for (; this.known < ids.length; this.known++) this.places.set(ids.columns.id[this.known]!, this.known);
    return this.places.get(id);
  }

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
