import { checkOptions, type Lesson, type OptionValues } from '../../lessons/index.ts';

/** What a number field holds when nobody can read it as one. */
export const NO_NUMBER = 'no number';

/**
 * The values with which to start a lesson, from what was entered by option; undefined: it has no options. A field left
 * empty means the usual value. A string is what is wrong, in a sentence.
 */
export function chosenOptions(
  lesson: Lesson,
  textOf: (option: string) => string | undefined,
): OptionValues | string | undefined {
  const options = lesson.options ?? [];
  if (options.length === 0) return undefined;
  const given = options.flatMap(({ name }) => {
    const text = textOf(name)?.trim() ?? '';
    return text === '' ? [] : [[name, text] as const];
  });
  return checkOptions(lesson, Object.fromEntries(given));
}
