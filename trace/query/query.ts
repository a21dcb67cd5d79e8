import type { Trace } from '../trace.ts';

/** Whether the operation at a place fits. Made of columns: it is valid until rows are appended to the trace. */
export type Test = (place: number) => boolean;

/** A condition, attached to one trace. */
export interface Matcher {
  /** The test as of now. Asked for anew before each run over the operations. */
  bind(): Test;
  /**
   * True when an answer may be another one although the operation is the same: its socket was named, say. Asked before
   * each run.
   */
  hasChanged(): boolean;
}

/** A condition, for any trace. */
export type Condition = (trace: Trace) => Matcher;

/** What was typed, understood. */
export interface Query {
  readonly text: string;
  /** Nothing was asked, or nothing that can be understood: everything fits. */
  readonly isEmpty: boolean;
  readonly condition: Condition;
  /**
   * The words, in small letters, where it is nothing but words side by side: then it can be looked for in other texts too.
   * Undefined: it asks about operations.
   */
  readonly words: readonly string[] | undefined;
}

/** What is wrong with a query, from one place in its text up to another, and what to write instead. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Parsed {
  /** What is left without the parts that are wrong. */
  readonly query: Query;
  /** In the order of their places; empty: nothing is wrong. */
  readonly problems: readonly Problem[];
}

/** How a field is compared with a value. `is` is written `:` or `=`. */
export type Operator = 'is' | '>' | '>=' | '<' | '<=';

/** A value as it was written. */
export interface Value {
  readonly text: string;
  /** In quotes: then `*` is a character like others. */
  readonly quoted: boolean;
}

/** What a value of a field means; or a sentence that says why it means nothing, and what to write. */
export type ReadValue =
  { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly problem: string };

/** Something that can be written next, and what it means. */
export interface Suggestion {
  readonly text: string;
  readonly means: string;
}

/** What can be asked about an operation. */
export interface Field {
  readonly name: string;
  readonly means: string;
  /** A term, as people write it. */
  readonly example: string;
  /** It has a size: `>` and `<` compare it. */
  readonly isMeasure: boolean;
  readonly read: (operator: Operator, value: Value, trace: Trace | undefined) => ReadValue;
  /** The values that occur in a trace, or that there are. */
  readonly values: (trace: Trace) => Iterable<Suggestion>;
}
