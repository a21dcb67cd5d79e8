import type { Measure, MeasureAt } from '../../waits.ts';
import { steady } from '../conditions.ts';
import type { Condition, Field, Operator, Test } from '../query.ts';
import { readNumber, type UnitKind } from '../units.ts';
import { isAny, isNone } from './special-values.ts';

/** A field that has a size: a length of time, a count of bytes, a number. */
export function measureField(name: string, unit: UnitKind, example: string, means: string, measure: Measure): Field {
  return {
    name,
    means,
    example,
    isMeasure: true,
    read(operator, value) {
      if (operator === 'is' && isNone(value))
        return { ok: true, condition: measured(measure, (at) => (place) => Number.isNaN(at(place))) };
      if (operator === 'is' && isAny(value))
        return { ok: true, condition: measured(measure, (at) => (place) => !Number.isNaN(at(place))) };
      const number = readNumber(value.text, unit);
      return number.ok ? { ok: true, condition: compared(measure, operator, number.value) } : number;
    },
    values: () => typical[unit].map((text) => ({ text, means })),
  };
}

const typical: Readonly<Record<UnitKind, readonly string[]>> = {
  duration: ['100us', '1ms', '10ms', '100ms', '1s'],
  bytes: ['0', '1k', '64k', '1M'],
  count: [],
};

/** What has no such size fits no comparison. */
function compared(measure: Measure, operator: Operator, bound: number): Condition {
  switch (operator) {
    case 'is':
      return measured(measure, (at) => (place) => at(place) === bound);
    case '>':
      return measured(measure, (at) => (place) => at(place) > bound);
    case '>=':
      return measured(measure, (at) => (place) => at(place) >= bound);
    case '<':
      return measured(measure, (at) => (place) => at(place) < bound);
    case '<=':
      return measured(measure, (at) => (place) => at(place) <= bound);
  }
}

function measured(measure: Measure, compare: (at: MeasureAt) => Test): Condition {
  return (trace) => steady(() => compare(measure(trace.tables.operations.columns, trace.endTime)));
}
