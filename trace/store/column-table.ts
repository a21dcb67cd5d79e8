import { CompactColumn, asBytes, type ReadBytes } from './compact-column.ts';

const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;

type Arrays = { [Type in keyof typeof arrays]: InstanceType<(typeof arrays)[Type]> };
type ArrayType = keyof Arrays;
/** An array of such numbers; or a CompactColumn, which counts from 0 or from a column of type f64 that comes before it. */
type ColumnType = ArrayType | 'compact' | { readonly after: string };
/** The columns of a table, by name. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>;
type ColumnOf<Type extends ColumnType> = Type extends ArrayType ? Arrays[Type] : CompactColumn;
export type ColumnsOf<Types extends ColumnTypes> = {
  readonly [Name in keyof Types]: ColumnOf<Types[Name]>;
};
type Column = ColumnOf<ColumnType>;

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

/**
 * Each column begins so much further into its memory than the one before: the processor's nearest cache has one place for
 * all addresses that are a page apart, and an entry of 28 columns that all begin a page would drive itself out of it.
 */
const SHIFT_BYTES = 64;
const FIRST_CAPACITY = 256;

/**
 * Entries of numbers, one growing typed array a column. Appending is amortised O(1).
 *
 * `columns` is replaced when the table grows: read it anew after every append. Only the first `length` places of an array
 * are entries; the others hold 0, or nothing.
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

  /** The bytes of the entries from one place up to another, column by column. */
  *bytesOf(from: number, to: number): Generator<Uint8Array> {
    for (const column of Object.values<Column>(this.columns)) {
      if (column instanceof CompactColumn) yield* column.bytesOf(from, to);
      else yield asBytes(column.subarray(from, to));
    }
  }

  /** Appends entries up to a place, from what `bytesOf` gave of them. False: these bytes are something else. */
  async fill(to: number, read: ReadBytes): Promise<boolean> {
    const from = this.length;
    this.reserve(to);
    for (const column of Object.values<Column>(this.columns)) {
      if (!(column instanceof CompactColumn)) await read(asBytes(column.subarray(from, to)));
      else if (!(await column.fill(from, to, read))) return false;
    }
    this.length = to;
    return true;
  }

  /** What an entry takes in its columns at least, in bytes. */
  get entryBytes(): number {
    const columns = Object.values<Column>(this.columns);
    return columns.reduce((sum, column) => sum + (ArrayBuffer.isView(column) ? column.BYTES_PER_ELEMENT : 4), 0);
  }

  /** What another thread needs to see the same entries, if it has seen those of an earlier generation. */
  toMessage(seenGeneration: number): ColumnsMessage<Types> {
    const { length, generation, columns } = this;
    return generation === seenGeneration ? { length, generation } : { length, generation, columns };
  }

  /** Becomes what a table of another thread is: its memory is the same. */
  take({ length, columns }: ColumnsMessage<Types>): void {
    this.length = length;
    if (columns === undefined) return;
    // What was cloned on its way has neither fast fields nor classes any more.
    this.columns = this.withEach((name, _type, base) => {
      const column = columns[name] as Column;
      return ArrayBuffer.isView(column) ? column : new CompactColumn(column.near, column.far, base);
    });
  }

  private grow(capacity: number): void {
    const before = this.columns as Readonly<Record<string, Column>>;
    this.columns = this.make(capacity);
    for (const [name, column] of Object.entries<Column>(this.columns)) {
      const old = before[name]!;
      if (column instanceof CompactColumn) column.take(old as CompactColumn, this.length);
      else column.set((old as typeof column).subarray(0, this.length));
    }
  }

  private make(capacity: number): ColumnsOf<Types> {
    this.capacity = capacity;
    this.generation++;
    let count = 0;
    const array = <Type extends ArrayType>(type: Type) => {
      const at = SHIFT_BYTES * count++;
      const bytes = at + capacity * arrays[type].BYTES_PER_ELEMENT;
      const memory = this.isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
      return new arrays[type](memory as ArrayBuffer, at, capacity) as Arrays[Type];
    };
    return this.withEach((_name, type, base) =>
      isArrayType(type) ? array(type) : new CompactColumn(array('u32'), array('f64'), base),
    );
  }

  /** `base`: what a CompactColumn counts from. */
  private withEach(make: (name: string, type: ColumnType, base: Float64Array | undefined) => Column): ColumnsOf<Types> {
    const columns = withFastFields(this.types) as Record<string, unknown>;
    for (const [name, type] of Object.entries(this.types)) {
      columns[name] = make(name, type, typeof type === 'object' ? (columns[type.after] as Float64Array) : undefined);
    }
    return columns as ColumnsOf<Types>;
  }
}

function isArrayType(type: ColumnType): type is ArrayType {
  return typeof type === 'string' && type !== 'compact';
}
