import { MOST_PAYLOAD_BYTES } from '../../trace/index.ts';
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

/** How many bytes of each buffer to record, from what was entered; a string is what is wrong with it, in a sentence. */
export function chosenPayload(text: string): number | string {
  const bytes = Number(text);
  return Number.isInteger(bytes) && bytes >= 0 && bytes <= MOST_PAYLOAD_BYTES
    ? bytes
    : `payload must be a whole number from 0 to ${MOST_PAYLOAD_BYTES}; it is ${text}.`;
}
