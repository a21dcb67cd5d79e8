import { hex } from '../../call-as-c.ts';
import type { Trace } from '../../trace.ts';
import { IdAnswers } from '../id-answers.ts';
import type { Condition, Field } from '../query.ts';
import { isAny, isNone, readInteger } from './special-values.ts';
import { objects } from './thing-field.ts';

/** The completion port from which the packet of an operation was taken; until then, the one of its socket. */
export const portField: Field = {
  name: 'port',
  means: 'The completion port of its socket, by handle.',
  example: 'port:0xD8',
  isMeasure: false,
  read(_operator, value) {
    if (isNone(value)) return { ok: true, condition: portCondition((_trace, port) => port === 0) };
    if (isAny(value)) return { ok: true, condition: portCondition((_trace, port) => port !== 0) };
    const handle = readInteger(value.text);
    if (handle === undefined) {
      return { ok: false, problem: 'A port is named by its handle: write port:0xD8 or port:216.' };
    }
    const fits = (trace: Trace, port: number) => port !== 0 && trace.objects.get(port)?.handle === handle;
    return { ok: true, condition: portCondition(fits) };
  },
  values: (trace) => [...objects(trace, 'port', ({ handle }) => hex(handle)), { text: 'none', means: 'it has none' }],
};

function portCondition(fits: (trace: Trace, port: number) => boolean): Condition {
  return (trace) => {
    const { objects: changes } = trace.changes;
    const answers = new IdAnswers((port) => (fits(trace, port) ? 1 : 0), changes);
    const portOfSocket = new IdAnswers((socket) => trace.objects.get(socket)?.port ?? 0, changes);
    return {
      bind: () => {
        const { packet, object } = trace.tables.operations.columns;
        const { port } = trace.tables.packets.columns;
        return (place) => {
          const taken = packet[place]!;
          return answers.of(taken === 0 ? portOfSocket.of(object[place]!) : port[taken - 1]!) !== 0;
        };
      },
      // Both are asked: each takes note of what has changed.
      hasChanged: () => [portOfSocket.hasChanged(), answers.hasChanged()].includes(true),
    };
  };
}
