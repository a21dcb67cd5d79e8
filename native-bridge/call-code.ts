import type { OutValue } from '../lessons/index.ts';
import type { Pointee } from '../winsock/index.ts';
import type { Bound } from './bindings.ts';
import type { Arguments, Call } from './call.ts';
import { readers } from './call-outputs.ts';
import type { PlannedParameter } from './call-plan.ts';
import { countOf, plainWord, putters, routineWord } from './marshal.ts';
import type { DequeuedPacket } from './packets.ts';
import type { SlotTable } from './slot-table.ts';

/** What of a call differs from function to function: see `compile`. */
export interface CallCode {
  /** Finds the slot and the object that the arguments name. */
  readonly identify: (args: Arguments, call: Call) => void;
  /** Turns the arguments into machine words. Throws, in the words of the function, for one that is missing or wrong. */
  readonly marshal: (args: Arguments, call: Call) => void;
  /** Calls the function with its words. Undefined: it returns nothing. */
  readonly invoke: (bound: Bound, words: Float64Array) => number | undefined;
  /** What the call has written behind its pointers, for the program, by parameter. */
  readonly outputs: (
    call: Call,
    packets: readonly DequeuedPacket[],
    slots: SlotTable,
  ) => Record<string, OutValue | undefined>;
}

const nothing = Object.freeze({});

/**
 * Makes four functions of a row’s parameters. For `WSARecv` the second begins so:
 *
 * ```
 * words[0] = plainWord(p0, args["s"]);
 * value = args["lpBuffers"];
 * if (value === undefined) words[1] = 0;
 * else {
 *   at = put1(p1, value, call);
 *   words[1] = call.base + at;
 *   before.add(1, at, call.length);
 * }
 * words[2] = plainWord(p2, args["dwBufferCount"] ?? countOf(p2, args["lpBuffers"]));
 * ```
 *
 * As text, because only then each argument is read by a name that stands in the code. A loop over the parameters would
 * look each up by a name that it has just read, in objects of all shapes, some twenty times a call: several times slower,
 * between two calls of a program whose timing pays for it.
 */
export function compile(parameters: readonly PlannedParameter[]): CallCode {
  const overlapped = parameters.filter(({ name }) => name === 'lpOverlapped');
  const handles = parameters.filter(({ isHandle }) => isHandle);
  const written = parameters.filter(({ to, after }) => to !== undefined && after && to !== 'WSAOVERLAPPED');
  const isNull = written.map(({ index }) => `call.words[${index}] === 0`);
  const constants = parameters.map(({ index, to }) => `p${index} = parameters[${index}], put${index} = ${putter(to)}`);
  const code = `${constants.map((constant) => `const ${constant};`).join('\n')}
  return {
    identify(args, call) {
      call.slot = ${overlapped.length === 0 ? '0' : `slotIn(${argument(overlapped[0]!.name)})`};
      call.about = ${handles.map(({ name }) => `objectIn(${argument(name)})`).join(' || ') || '0'};
    },
    marshal(args, call) {
      const { words, before, after } = call;
      let value, at;
      call.clear();
      ${parameters.map(marshalled).join('\n')}
    },
    invoke(bound, words) {
      return bound(${parameters.map(({ index }) => `words[${index}]`).join(', ')});
    },
    outputs(call, packets, slots) {
      ${isNull.length === 0 ? 'return nothing;' : `if (${isNull.join(' && ')}) return nothing;`}
      const outputs = {};
      ${written.map(output).join('\n')}
      return outputs;
    },
  }`;
  const names = { slotIn, objectIn, plainWord, countOf, routineWord, putters, readers, nothing, parameters };
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- its text comes from the table alone
  return new Function(...Object.keys(names), code)(...Object.values(names)) as CallCode;
}

function putter(to: Pointee | undefined): string {
  return to === undefined || to === 'code' ? 'undefined' : `putters[${JSON.stringify(to)}]`;
}

function argument(name: string): string {
  return `args[${JSON.stringify(name)}]`;
}

function marshalled({ name, index, to, counts, before, after }: PlannedParameter): string {
  const parameter = `p${index}`;
  const given = argument(name);
  const value = counts === undefined ? given : `${given} ?? countOf(${parameter}, ${argument(counts)})`;
  if (to === undefined) return `words[${index}] = plainWord(${parameter}, ${value});`;
  const put =
    to === 'code'
      ? `words[${index}] = routineWord(${parameter}, value, call);`
      : `at = put${index}(${parameter}, value, call);
         words[${index}] = call.base + at;
         ${before ? `before.add(${index}, at, call.length);` : ''}
         ${after ? `after.add(${index}, at, call.length);` : ''}`;
  return `value = ${value};
    if (value === undefined) words[${index}] = 0;
    else { ${put} }`;
}

function output({ name, index, to }: PlannedParameter): string {
  const read = `readers[${JSON.stringify(to)}](call, ${index}, packets, slots)`;
  return `if (call.words[${index}] !== 0) outputs[${JSON.stringify(name)}] = ${read};`;
}

/** Of lpOverlapped: the slot; 0: it is none of this session. */
function slotIn(value: unknown): number {
  return typeof value === 'object' && value !== null && 'slot' in value ? Number(value.slot) : 0;
}

function objectIn(value: unknown): number {
  return typeof value === 'object' && value !== null && 'object' in value ? Number(value.object) : 0;
}
