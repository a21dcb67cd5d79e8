import type { OperationColumns } from '../../waits.ts';
import { steady } from '../conditions.ts';
import { wholePattern } from '../pattern.ts';
import type { Field } from '../query.ts';
import { isNone, listed } from './special-values.ts';

/** One of a few names, as `outcome` is: a column of small numbers, each the place of its name; the first stands for none. */
export function choiceField(
  name: string,
  example: string,
  means: string,
  column: 'outcome' | 'end' | 'noticedHow',
  names: readonly (string | undefined)[],
  meanings: Readonly<Record<string, string>>,
): Field {
  const known = names.filter((one) => one !== undefined);
  return {
    name,
    means,
    example,
    isMeasure: false,
    read(_operator, value) {
      const fits = wholePattern(value);
      const accepted = isNone(value)
        ? names.map((one) => one === undefined)
        : names.map((one) => one !== undefined && fits(one));
      if (!accepted.includes(true)) {
        return { ok: false, problem: `“${value.text}” is no ${name}: write ${listed([...known, 'none'])}.` };
      }
      return {
        ok: true,
        condition: (trace) =>
          steady(() => {
            const numbers: OperationColumns[typeof column] = trace.tables.operations.columns[column];
            return (place) => accepted[numbers[place]!]!;
          }),
      };
    },
    values: () => [...known, 'none'].map((text) => ({ text, means: meanings[text] ?? '' })),
  };
}
