/** Ids up to here have a place of their own whatever comes; above, as many as twice the ids that were seen. */
const DENSE = 65_536;

/**
 * Where the entry of an id stands. Ids count up from 1, so that a plain array serves; ids that a damaged or hostile
 * recording invents go into a map, and cost no more memory than others.
 */
export class IdIndex {
  private places = new Uint32Array(1024);
  private readonly others = new Map<number, number>();
  private count = 0;

  /** The place of an id; undefined: it is unknown. */
  get(id: number): number | undefined {
    const place = id >= 0 && id < this.places.length ? this.places[id]! : (this.others.get(id) ?? 0);
    return place === 0 ? undefined : place - 1;
  }

  set(id: number, place: number): void {
    this.count++;
    if (id >= this.places.length && id < Math.max(DENSE, 2 * this.count)) this.grow(id);
    if (id < this.places.length) this.places[id] = place + 1;
    else this.others.set(id, place + 1);
  }

  delete(id: number): void {
    if (id < this.places.length) this.places[id] = 0;
    else this.others.delete(id);
  }

  private grow(id: number): void {
    const larger = new Uint32Array(Math.max(id + 1, this.places.length * 2));
    larger.set(this.places);
    for (const [other, place] of this.others) {
      if (other >= larger.length) continue;
      larger[other] = place;
      this.others.delete(other);
    }
    this.places = larger;
  }
}
