import type { Lesson, LessonOption, OptionValues, OptionValue } from './program.ts';

/**
 * The values that a lesson is started with: what was given, checked, and the usual value of the rest. A string is what is
 * wrong, in a sentence. Numbers may be given as text, as a command line has them.
 */
export function checkOptions(lesson: Lesson, given: OptionValues): OptionValues | string {
  const options = lesson.options ?? [];
  const unknown = Object.keys(given).find((name) => !options.some((option) => option.name === name));
  if (unknown !== undefined) {
    return options.length === 0
      ? `${lesson.name} has no options, so --${unknown} means nothing to it.`
      : `${lesson.name} has no option --${unknown}. It has: ${options.map(({ name }) => `--${name}`).join(', ')}.`;
  }
  const values: Record<string, OptionValue> = {};
  for (const option of options) {
    const value = given[option.name] ?? option.usual;
    const checked = 'oneOf' in option ? checkWord(option, value) : checkNumber(option, value);
    if (checked === undefined) return `--${option.name} must be ${optionRange(option)}; it is ${value}.`;
    values[option.name] = checked;
  }
  return values;
}

/** What an option may be: `event, routine or port`, `a whole number from 1 to 1000`. */
export function optionRange(option: LessonOption): string {
  if (!('oneOf' in option)) return `a whole number from ${option.least} to ${option.most}`;
  return `${option.oneOf.slice(0, -1).join(', ')} or ${option.oneOf.at(-1)}`;
}

function checkWord({ oneOf }: { readonly oneOf: readonly string[] }, value: unknown): string | undefined {
  return typeof value === 'string' && oneOf.includes(value) ? value : undefined;
}

function checkNumber({ least, most }: { readonly least: number; readonly most: number }, value: unknown) {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && Number(number) >= least && Number(number) <= most ? Number(number) : undefined;
}
