/** Ids up to here are found in an array. */
const DENSE = 65_536;

/** A Map by ids that count up from 1: nearly all are found without hashing. */
export class IdMap<Value> extends Map<number, Value> {
  private readonly dense: (Value | undefined)[] = [];

  override get(id: number): Value | undefined {
    return id < DENSE ? this.dense[id] : super.get(id);
  }

  override set(id: number, value: Value): this {
    if (id < DENSE) this.dense[id] = value;
    return super.set(id, value);
  }

  override delete(id: number): boolean {
    if (id < DENSE) this.dense[id] = undefined;
    return super.delete(id);
  }

  override clear(): void {
    this.dense.length = 0;
    super.clear();
  }
}
