import { errorName, statusName } from '../../../winsock/index.ts';
import { objectName } from '../../operation-json.ts';
import { ends, outcomes } from '../../store/tables.ts';
import type { Trace } from '../../trace.ts';
import { any, steady } from '../conditions.ts';
import { IdAnswers } from '../id-answers.ts';
import { partPattern, type Pattern } from '../pattern.ts';
import type { Condition, Value } from '../query.ts';
import { apiCondition } from './api-field.ts';
import { errorCodes, statusCodes } from './code-field.ts';
import { thingCondition } from './thing-field.ts';

/**
 * A word without a field: part of the name of the function, of the socket with its addresses, of the thread, of the
 * outcome, the end, the status or the error; or of the number of the error.
 */
export function wordCondition(value: Value): Condition {
  const fits = partPattern(value);
  return any([
    apiCondition(fits),
    namedCondition(fits),
    thingCondition('object', (trace, id) => fits(objectName(trace, id))),
    thingCondition('thread', (trace, id) => fits(trace.threads.get(id)?.name ?? '')),
  ]);
}

function namedCondition(fits: Pattern): Condition {
  return (trace: Trace) => {
    const outcomeFits = outcomes.map((name) => name !== undefined && fits(name));
    const endFits = ends.map((name) => name !== undefined && fits(name));
    const errorAnswers = new IdAnswers((error) => (fits(`${errorName(error)} ${error}`) ? 1 : 0));
    const statusAnswers = new IdAnswers((status) => (fits(statusName(status)) ? 1 : 0));
    return steady(() => {
      const { columns } = trace.tables.operations;
      const { outcome, end } = columns;
      return (place) => {
        if (outcomeFits[outcome[place]!] === true || endFits[end[place]!] === true) return true;
        const error = errorCodes.codeOf(columns, place);
        if (error >= 0 && errorAnswers.of(error) !== 0) return true;
        const status = statusCodes.codeOf(columns, place);
        return status >= 0 && statusAnswers.of(status) !== 0;
      };
    });
  };
}
