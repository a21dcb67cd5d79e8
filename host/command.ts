import type { Environment } from './environment.ts';

/** Where a command writes: the process's streams, or a test's. */
export interface Output {
  /** What was asked for: text or JSON, one line at a time. */
  print(line: string): void;
  /** Everything else: progress, notices, problems. */
  tell(line: string): void;
}

export interface CommandContext extends Output {
  readonly environment: Environment;
  /** Where relative paths begin. */
  readonly folder: string;
  /** Aborted when the person wants the command to end (Ctrl+C). */
  readonly interrupted: AbortSignal;
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** What comes after the name: `<file> [--json]`. */
  readonly usage: string;
  readonly does: string;
  /** What its options mean, a line each, as the help prints them. */
  readonly help: readonly string[];
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;
  /** How many words it takes besides its options. */
  readonly words: readonly [least: number, most: number];
  /** Gives the exit code: 0 only when it did what was asked. */
  run(context: CommandContext, words: readonly string[], options: CommandOptions): Promise<number>;
}

export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>;

/** Says what went wrong, and gives the exit code for it. */
export function fail(context: { tell(line: string): void }, sentence: string): number {
  context.tell(sentence);
  return 1;
}
