import { findFunction, functions } from '../../../winsock/index.ts';
import { steady } from '../conditions.ts';
import { nearest } from '../nearest.ts';
import { wholePattern, type Pattern } from '../pattern.ts';
import type { Condition, Field } from '../query.ts';
import { didYouMean } from './special-values.ts';

const issuing = functions.filter(({ role }) => role === 'issue').map(({ name }) => name);

export const apiField: Field = {
  name: 'api',
  means: 'The function that issued it.',
  example: 'api:WSARecv',
  isMeasure: false,
  read(_operator, value, trace) {
    const fits = wholePattern(value);
    const known = [...issuing, ...(trace?.info.functions ?? [])];
    if (known.some(fits)) return { ok: true, condition: apiCondition(fits) };
    const near = nearest(value.text, known);
    return { ok: false, problem: `No function is called “${value.text}”${didYouMean(near)}` };
  },
  values(trace) {
    const { columns, length } = trace.tables.operations;
    const counts = new Uint32Array(trace.info.functions.length + 1);
    for (let place = 0; place < length; place++) counts[columns.api[place]!]!++;
    return trace.info.functions
      .map((text, index) => ({ text, count: counts[index + 1]! }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .map(({ text }) => ({ text, means: findFunction(text)?.does ?? '' }));
  },
};

/** Functions are few: which of them fit is known before the first operation is looked at. */
export function apiCondition(fits: Pattern): Condition {
  return (trace) => {
    const accepted = ['', ...trace.info.functions].map((name) => name !== '' && fits(name));
    return steady(() => {
      const { api } = trace.tables.operations.columns;
      return (place) => accepted[api[place]!] === true;
    });
  };
}
