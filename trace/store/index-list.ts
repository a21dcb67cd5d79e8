import { IdMap } from './id-map.ts';

const FIRST_CAPACITY = 4;

/** Places in a table, in a growing array: what belongs to one lane, one slot, one event. */
export class IndexList {
  length = 0;
  private places = new Uint32Array(FIRST_CAPACITY);

  push(place: number): void {
    if (this.length === this.places.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.places);
      this.places = larger;
    }
    this.places[this.length++] = place;
  }

  /** The place at a rank; undefined beyond the ends. */
  at(rank: number): number | undefined {
    return rank < this.length ? this.places[rank] : undefined;
  }

  /** The places, in an array that may hold more than `length`. Replaced when the list grows: do not keep it. */
  get array(): Uint32Array {
    return this.places;
  }

  /** How many of the places have a value that is not above this one; their values ascend with the rank. */
  countUpTo(values: Float64Array, most: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[this.places[middle]!]! <= most) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a value lies between two bounds, the second excluded, where values ascend. */
  hasBetween(from: number, to: number): boolean {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.places[low]! < to;
  }

  /** The rank of a place, where places ascend; undefined: it is not here. */
  rankOf(place: number): number | undefined {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.places[low] === place ? low : undefined;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let rank = 0; rank < this.length; rank++) yield this.places[rank]!;
  }
}

/** Lists by the number of what they belong to. */
export class IndexLists {
  private readonly lists = new IdMap<IndexList>();

  of(key: number): IndexList {
    return this.lists.get(key) ?? EMPTY;
  }

  add(key: number, place: number): void {
    let list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, (list = new IndexList()));
    list.push(place);
  }

  keys(): Iterable<number> {
    return this.lists.keys();
  }
}

const EMPTY = new IndexList();
