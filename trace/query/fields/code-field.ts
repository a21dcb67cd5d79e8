import { STATUS_PENDING, errorName, errors, statusName, statuses } from '../../../winsock/index.ts';
import { outcomes } from '../../store/tables.ts';
import type { Trace } from '../../trace.ts';
import type { OperationColumns } from '../../waits.ts';
import { steady } from '../conditions.ts';
import { IdAnswers } from '../id-answers.ts';
import { nearest } from '../nearest.ts';
import { wholePattern } from '../pattern.ts';
import type { Field, ReadValue, Suggestion, Value } from '../query.ts';
import { didYouMean, isAny, isNone, readInteger } from './special-values.ts';

/** The number of an operation that has a name of its own; -1: it has none. */
type CodeOf = (columns: OperationColumns, place: number) => number;

interface Codes {
  readonly codeOf: CodeOf;
  readonly nameOf: (code: number) => string;
  readonly known: readonly { readonly name: string; readonly code: number; readonly means: string }[];
}

const PENDING = outcomes.indexOf('pending');

export const errorCodes: Codes = {
  codeOf: (columns, place) => (columns.error[place] === 0 ? -1 : columns.error[place]!),
  nameOf: errorName,
  known: errors,
};

/** Until it was seen to complete, the status of a pending operation is STATUS_PENDING; others have none. */
export const statusCodes: Codes = {
  codeOf: (columns, place) => {
    if (columns.transferred.has(place)) return columns.status[place]!;
    return columns.outcome[place] === PENDING ? STATUS_PENDING : -1;
  },
  nameOf: statusName,
  known: statuses.map(({ name, value, means }) => ({ name, code: value, means })),
};

/** A field of numbers that people know by name: errors, NTSTATUS codes. */
export function codeField(name: string, example: string, means: string, codes: Codes): Field {
  return {
    name,
    means,
    example,
    isMeasure: false,
    read: (_operator, value) => readCode(name, value, codes),
    values: (trace) => [...occurring(trace, codes), { text: 'none', means: `it has no ${name}` }],
  };
}

function readCode(name: string, value: Value, { codeOf, nameOf, known }: Codes): ReadValue {
  if (isNone(value)) return tested(codeOf, (code) => code < 0);
  if (isAny(value)) return tested(codeOf, (code) => code >= 0);
  const number = readInteger(value.text);
  if (number !== undefined) return tested(codeOf, (code) => code === number);
  const fits = wholePattern(value);
  if (!known.some((row) => fits(row.name))) {
    const near = nearest(
      value.text,
      known.map((row) => row.name),
    );
    return { ok: false, problem: `Overlook knows no ${name} “${value.text}”${didYouMean(near)}` };
  }
  return {
    ok: true,
    condition: (trace) => {
      const answers = new IdAnswers((code) => (fits(nameOf(code)) ? 1 : 0));
      return steady(() => {
        const { columns } = trace.tables.operations;
        return (place) => {
          const code = codeOf(columns, place);
          return code >= 0 && answers.of(code) !== 0;
        };
      });
    },
  };
}

function tested(codeOf: CodeOf, fits: (code: number) => boolean): ReadValue {
  return {
    ok: true,
    condition: (trace) =>
      steady(() => {
        const { columns } = trace.tables.operations;
        return (place) => fits(codeOf(columns, place));
      }),
  };
}

/** The codes of a trace, the most frequent first. */
function occurring(trace: Trace, { codeOf, nameOf, known }: Codes): Suggestion[] {
  const { columns, length } = trace.tables.operations;
  const counts = new Map<number, number>();
  for (let place = 0; place < length; place++) {
    const code = codeOf(columns, place);
    if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([code]) => ({ text: nameOf(code), means: known.find((row) => row.code === code)?.means ?? '' }));
}
