import { hex } from '../../call-as-c.ts';
import type { WinsockObject } from '../../objects.ts';
import { objectName } from '../../operation-json.ts';
import type { Trace } from '../../trace.ts';
import { IdAnswers } from '../id-answers.ts';
import { wholePattern } from '../pattern.ts';
import type { Condition, Field, ReadValue, Suggestion, Value } from '../query.ts';
import { isAny, isNone, readInteger } from './special-values.ts';

type Column = 'object' | 'thread' | 'slot' | 'event';

/** By the number of a thing, its name or its address: does it fit? */
type Fits = (trace: Trace, id: number) => boolean;

export const socketField = thingField('socket', 'socket:208', 'Its socket, by handle, address or peer.', 'object', {
  read: (value) => {
    const handle = readInteger(value.text);
    const fits = wholePattern(value);
    return (trace, id) => {
      const socket = trace.objects.get(id);
      if (socket === undefined) return false;
      return handle === undefined ? fits(socket.peer ?? '') || fits(socket.local ?? '') : socket.handle === handle;
    };
  },
  values: (trace) => objects(trace, 'socket', ({ handle }) => String(handle)),
});

export const threadField = thingField('thread', 'thread:4711', 'The thread that issued it, by id or name.', 'thread', {
  read: (value) => {
    const systemId = readInteger(value.text);
    const fits = wholePattern(value);
    return (trace, id) => {
      const thread = trace.threads.get(id);
      if (thread === undefined) return false;
      return systemId === undefined ? fits(thread.name) : thread.systemId === systemId;
    };
  },
  values: (trace) =>
    [...trace.threads.values()].map(({ name, systemId }) => ({ text: name, means: `thread ${systemId}` })),
});

export const eventField = thingField('event', 'event:0xE4', 'The event in its hEvent, by handle.', 'event', {
  read: (value) => handleReader(value),
  problem: 'An event is named by its handle: write event:0xE4 or event:228.',
  values: (trace) => objects(trace, 'event', ({ handle }) => hex(handle)),
});

export const slotField = thingField('slot', 'slot:0x1A40', 'Its WSAOVERLAPPED, by address.', 'slot', {
  read: (value) => {
    const address = readInteger(value.text);
    return address === undefined ? undefined : (trace, id) => trace.slots.get(id)?.address === address;
  },
  problem: 'A slot is named by its address: write slot:0x1A40.',
  values: (trace) => [...trace.slots.values()].map(({ id, address }) => ({ text: hex(address), means: `slot ${id}` })),
});

interface Reader {
  /** Undefined: the value is not one that can name such a thing. */
  readonly read: (value: Value) => Fits | undefined;
  readonly problem?: string;
  readonly values: (trace: Trace) => Iterable<Suggestion>;
}

function thingField(name: string, example: string, means: string, column: Column, reader: Reader): Field {
  return {
    name,
    means,
    example,
    isMeasure: false,
    read(_operator, value): ReadValue {
      if (isNone(value)) return { ok: true, condition: thingCondition(column, (_trace, id) => id === 0) };
      if (isAny(value)) return { ok: true, condition: thingCondition(column, (_trace, id) => id !== 0) };
      const fits = reader.read(value);
      if (fits === undefined) return { ok: false, problem: reader.problem ?? '' };
      return { ok: true, condition: thingCondition(column, fits) };
    },
    values: reader.values,
  };
}

/** A condition on what an operation names by number: each thing is asked about once, and again when it is named anew. */
export function thingCondition(column: Column, fits: Fits): Condition {
  return (trace) => {
    const changes = { object: 'objects', event: 'objects', thread: 'threads', slot: 'slots' } as const;
    const answers = new IdAnswers((id) => (fits(trace, id) ? 1 : 0), trace.changes[changes[column]]);
    return {
      bind: () => {
        const ids = trace.tables.operations.columns[column];
        return (place) => answers.of(ids[place]!) !== 0;
      },
      hasChanged: () => answers.hasChanged(),
    };
  };
}

function handleReader({ text }: Value): Fits | undefined {
  const handle = readInteger(text);
  return handle === undefined ? undefined : (trace, id) => trace.objects.get(id)?.handle === handle;
}

/** The objects of a kind, the newest first. */
export function objects(
  trace: Trace,
  kind: WinsockObject['kind'],
  write: (object: WinsockObject) => string,
): Suggestion[] {
  return [...trace.objects.values()]
    .filter((object) => object.kind === kind)
    .toReversed()
    .map((object) => ({ text: write(object), means: objectName(trace, object.id) }));
}
