import {
  functionRow,
  functions,
  pointeeOf,
  types,
  type FunctionName,
  type FunctionRow,
  type ParameterMore,
  type Pointee,
} from '../winsock/index.ts';
import { compile, type CallCode } from './call-code.ts';

/** One parameter of a function, with what follows from the whole row. */
export interface PlannedParameter {
  readonly api: FunctionName;
  readonly name: string;
  readonly index: number;
  /** What it points to; undefined: it is no pointer. */
  readonly to: Pointee | undefined;
  readonly more: ParameterMore;
  readonly isHandle: boolean;
  /** The parameter whose elements or bytes this one counts. */
  readonly counts: string | undefined;
  /** What it points to matters before the call; after it. */
  readonly before: boolean;
  readonly after: boolean;
}

/** A row of the table, worked out once for performing it many times. */
export interface CallPlan extends CallCode {
  readonly row: FunctionRow;
  readonly role: FunctionRow['role'];
  readonly name: FunctionName;
  /** The number of the function in this session's recording. */
  readonly api: number;
  readonly parameters: readonly PlannedParameter[];
  /**
   * Calls that say what exists are always recorded: without them the rest means nothing. The others are left out, as
   * whole calls, while the recorder has no room.
   */
  readonly isEssential: boolean;
}

const plans = new Map<string, CallPlan>(functions.map(({ name }, index) => [name, plan(name, index + 1)]));

export function planOf(name: FunctionName): CallPlan {
  return plans.get(name)!;
}

function plan(name: FunctionName, api: number): CallPlan {
  const row = functionRow(name);
  const { role } = row;
  const parameters = row.parameters.map(([parameter, type, more = {}], index) => ({
    api: name,
    name: parameter,
    index,
    to: pointeeOf(type),
    more,
    isHandle: types[type].holds === 'handle',
    counts: row.parameters.find(([, , other]) => other?.count === parameter || other?.size === parameter)?.[0],
    before: more.direction !== 'out',
    after: more.direction !== undefined,
  }));
  const isEssential = role === 'open' || role === 'close' || role === 'other';
  return { row, role, name, api, parameters, isEssential, ...compile(parameters) };
}
