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

/** One parameter of a function, with what follows from the whole row. */
export interface PlannedParameter {
  readonly name: string;
  readonly index: number;
  /** What it points to; undefined: it is no pointer. */
  readonly to: Pointee | undefined;
  readonly more: ParameterMore;
  /** The parameter whose elements or bytes this one counts. */
  readonly counts: string | undefined;
  /** What it points to matters before the call; after it. */
  readonly before: boolean;
  readonly after: boolean;
}

/** A row of the table, worked out once for performing it many times. */
export interface CallPlan {
  readonly row: FunctionRow;
  readonly name: FunctionName;
  /** The number of the function in this session's recording. */
  readonly api: number;
  readonly parameters: readonly PlannedParameter[];
  /** The parameters that can name the socket, event, port or file that a call is about: the first that does, names it. */
  readonly handles: readonly string[];
  /** The parameters through which an operation may be given buffers. */
  readonly lends: readonly string[];
  /**
   * Calls that say what exists are always recorded: without them the rest means nothing. The others are left out, as
   * whole calls, while the recorder has no room.
   */
  readonly isEssential: boolean;
}

const lendable = new Set<Pointee>(['WSABUF', 'bytes', 'sockaddr', 'int', 'DWORD', 'TRANSMIT_FILE_BUFFERS']);

const plans = new Map<string, CallPlan>(functions.map(({ name }, index) => [name, plan(name, index + 1)]));

export function planOf(name: FunctionName): CallPlan {
  return plans.get(name)!;
}

function plan(name: FunctionName, api: number): CallPlan {
  const row = functionRow(name);
  const parameters = row.parameters.map(([parameter, type, more = {}], index) => ({
    name: parameter,
    index,
    to: pointeeOf(type),
    more,
    counts: row.parameters.find(([, , other]) => other?.count === parameter || other?.size === parameter)?.[0],
    before: more.direction !== 'out',
    after: more.direction !== undefined,
  }));
  const handles = row.parameters.filter(([, type]) => types[type].holds === 'handle').map(([parameter]) => parameter);
  const lends = parameters
    .filter(({ to }) => to !== undefined && lendable.has(to))
    .map(({ name: parameter }) => parameter);
  const isEssential = row.role === 'open' || row.role === 'close' || row.role === 'other';
  return { row, name, api, parameters, handles, lends, isEssential };
}
