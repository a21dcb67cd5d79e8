import { CompactColumn, asBytes, narrowed, type ReadBytes } from './compact-column.ts';

const byWidth: Readonly<
  Record<number, Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor>
> = {
  1: Uint8Array,
  2: Uint16Array,
  4: Uint32Array,
  8: Float64Array,
};
const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;

/** Whole numbers; in a table that was read from a footer, only as wide as its largest needs. */
export type Integers = Uint32Array | Uint16Array | Uint8Array;
type Arrays = { readonly f64: Float64Array; readonly u32: Integers; readonly u16: Integers; readonly u8: Integers };
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

  /** How many bytes an entry needs in each column: for whole numbers as many as the largest of them. */
  get widths(): number[] {
    return Object.values<Column>(this.columns).map((column) => {
      if (column instanceof Float64Array) return 8;
      return widthOf(column instanceof CompactColumn ? column.near : column, this.length);
    });
  }

  /** The bytes of the entries from one place up to another, column by column, so wide. */
  *bytesOf(from: number, to: number, widths: readonly number[]): Generator<Uint8Array> {
    for (const [index, column] of Object.values<Column>(this.columns).entries()) {
      if (column instanceof Float64Array) yield asBytes(column.subarray(from, to));
      else if (column instanceof CompactColumn) yield* column.bytesOf(from, to, widths[index]!);
      else yield narrowed(column.subarray(from, to), widths[index]!);
    }
  }

  /** Makes room for exactly so many entries, so wide, in a table that has none. False: its columns are others. */
  begin(entries: number, widths: readonly number[]): boolean {
    const types = Object.values(this.types).map((type) => arrays[isArrayType(type) ? type : 'u32'].BYTES_PER_ELEMENT);
    const fits = (width: number, index: number) =>
      types[index] === 8 ? width === 8 : width <= types[index]! && byWidth[width] !== undefined;
    if (this.length > 0 || widths.length !== types.length || !widths.every(fits)) return false;
    this.columns = this.make(entries, widths);
    return true;
  }

  /** Appends entries up to a place, from what `bytesOf` gave of them. False: these bytes are something else. */
  async fill(to: number, read: ReadBytes): Promise<boolean> {
    const from = this.length;
    if (to > this.capacity) return false;
    for (const column of Object.values<Column>(this.columns)) {
      if (!(column instanceof CompactColumn)) await read(asBytes(column.subarray(from, to)));
      else if (!(await column.fill(from, to, read))) return false;
    }
    this.length = to;
    return true;
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

  /** `widths`: of an element of each column, where it is not what its type says. */
  private make(capacity: number, widths: readonly number[] = []): ColumnsOf<Types> {
    this.capacity = capacity;
    this.generation++;
    let count = 0;
    const array = <Type extends ArrayType>(type: Type, width = arrays[type].BYTES_PER_ELEMENT) => {
      const at = SHIFT_BYTES * count++;
      const bytes = at + capacity * width;
      const memory = this.isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
      return new byWidth[width]!(memory as ArrayBuffer, at, capacity) as Arrays[Type];
    };
    let column = 0;
    return this.withEach((_name, type, base) => {
      const width = widths[column++];
      return isArrayType(type) ? array(type, width) : new CompactColumn(array('u32', width), array('f64'), base);
    });
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

/** The bytes that the largest of the first numbers takes. */
function widthOf(numbers: Integers, length: number): number {
  let all = 0;
  for (let place = 0; place < length; place++) all |= numbers[place]!;
  return all >>> 8 === 0 ? 1 : all >>> 16 === 0 ? 2 : 4;
}

function isArrayType(type: ColumnType): type is ArrayType {
  return typeof type === 'string' && type !== 'compact';
}
