const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
const widths = { f64: 8, u32: 4, u16: 2, u8: 1 } as const;

type ColumnType = keyof typeof arrays;
/** The columns of a table, by name. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>;
export type ColumnsOf<Types extends ColumnTypes> = {
  readonly [Name in keyof Types]: InstanceType<(typeof arrays)[Types[Name]]>;
};

/**
 * An object with these fields. One that is given more than a dozen fields by computed names becomes a hash table in V8,
 * and reading a field of it takes ten times as long; one that was parsed does not.
 */
export function withFastFields<Fields extends object>(fields: Fields): Fields {
  return JSON.parse(JSON.stringify(fields)) as Fields;
}

/** A table, as one thread tells another of it. `columns` absent: they are those of before. */
export interface ColumnsMessage<Types extends ColumnTypes> {
  readonly length: number;
  readonly generation: number;
  readonly columns?: ColumnsOf<Types>;
}

const FIRST_CAPACITY = 256;

/**
 * Entries of numbers, one growing typed array a column. Appending is amortised O(1).
 *
 * `columns` is replaced when the table grows: read it anew after every append. Only the first `length` places of an array
 * are entries; the others hold 0.
 */
export class ColumnTable<Types extends ColumnTypes> {
  columns: ColumnsOf<Types>;
  length = 0;
  private capacity = 0;

  /** Counts the times that `columns` were replaced. */
  private generation = 0;

  /** `isShared`: in memory that other threads can be given. */
  constructor(
    private readonly types: Types,
    private readonly isShared = false,
  ) {
    this.columns = this.make(FIRST_CAPACITY);
  }

  /** A new entry, of zeros; returns its index. */
  append(): number {
    if (this.length === this.capacity) this.grow(this.capacity * 2);
    return this.length++;
  }

  /** Makes room for so many entries in all, so that it need not grow on the way. Memory that is not used costs nothing. */
  reserve(entries: number): void {
    if (entries > this.capacity) this.grow(Math.ceil(entries));
  }

  /** What another thread needs to see the same entries, if it has seen those of an earlier generation. */
  toMessage(seenGeneration: number): ColumnsMessage<Types> {
    const { length, generation, columns } = this;
    return generation === seenGeneration ? { length, generation } : { length, generation, columns };
  }

  /** Becomes what a table of another thread is: its memory is the same. */
  take({ length, columns }: ColumnsMessage<Types>): void {
    this.length = length;
    // What was cloned on its way has no fast fields any more.
    if (columns !== undefined) this.columns = Object.assign(withFastFields(this.types), columns);
  }

  /** Memory of one entry. */
  get entryBytes(): number {
    return Object.values(this.types).reduce((bytes, type) => bytes + widths[type], 0);
  }

  private grow(capacity: number): void {
    const before = this.columns;
    this.columns = this.make(capacity);
    for (const name of Object.keys(this.types)) this.columns[name]!.set(before[name]!.subarray(0, this.length));
  }

  private make(capacity: number): ColumnsOf<Types> {
    this.capacity = capacity;
    const columns = withFastFields(this.types) as Record<string, unknown>;
    this.generation++;
    for (const [name, type] of Object.entries(this.types)) {
      const bytes = capacity * widths[type];
      const memory = this.isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
      columns[name] = new arrays[type](memory as ArrayBuffer);
    }
    return columns as ColumnsOf<Types>;
  }
}
