import type { Balance } from '../balance.ts';
import type { Fact } from '../fact.ts';
import type { Mark, ProgramWait, SlotMemory, Thread, WinsockObject } from '../objects.ts';
import { socketStateNames, type SocketStates } from '../socket-states.ts';
import type { RecordsMessage } from '../store/records.ts';

/** Records as JSON has them: what another thread is told, with lists for maps. */
export interface KeptRecords {
  readonly threads: readonly Thread[];
  readonly objects: readonly WinsockObject[];
  readonly slots: readonly SlotMemory[];
  readonly programWaits: readonly ProgramWait[];
  readonly marks: readonly Mark[];
  readonly facts: readonly Fact[];
  readonly leaked: readonly number[];
  readonly socketStates: SocketStates['log'];
  readonly changes: RecordsMessage['changes'];
  readonly balance?: Balance;
  readonly lostRows: number;
  readonly lostOperations: number;
  readonly endTime: number;
  readonly ended: boolean;
}

type ToldRecords = Omit<RecordsMessage, 'told'>;

export function keptRecords(message: RecordsMessage): KeptRecords {
  const { threads, objects, slots, balance, told: _told, ...others } = message;
  return {
    ...others,
    threads: [...threads.values()],
    objects: [...objects.values()],
    slots: [...slots.values()],
    ...(balance === undefined ? {} : { balance }),
  };
}

export function toldRecords({ threads, objects, slots, balance, ...others }: KeptRecords): ToldRecords {
  const byId = <Item extends { readonly id: number }>(items: readonly Item[]) =>
    new Map(items.map((item) => [item.id, item]));
  return {
    ...others,
    threads: byId(threads),
    objects: byId(objects),
    slots: byId(slots),
    balance,
    programWaits: [...others.programWaits],
  } as ToldRecords;
}

/** What is known before a session has ended. */
export function withoutEnd(records: KeptRecords): KeptRecords {
  const { balance: _balance, ...others } = records;
  return { ...others, leaked: [], lostRows: 0, lostOperations: 0, ended: false };
}

/** What is known with its end. */
export function onlyEnd(records: KeptRecords): KeptRecords {
  const changes = { objects: [], threads: [], slots: [] };
  const others = { threads: [], objects: [], slots: [], programWaits: [], marks: [], facts: [], socketStates: [] };
  return { ...records, ...others, changes };
}

/** Reads them out of JSON; undefined when they are none. */
export function parseRecords(value: unknown): KeptRecords | undefined {
  return isRecords(value) ? (value as KeptRecords) : undefined;
}

type Is = (value: unknown) => boolean;

const number: Is = (value) => typeof value === 'number';
const text: Is = (value) => typeof value === 'string';
const truth: Is = (value) => typeof value === 'boolean';
const anything: Is = () => true;
const maybe =
  (is: Is): Is =>
  (value) =>
    value === undefined || is(value);
const oneOf =
  (...names: readonly string[]): Is =>
  (value) =>
    typeof value === 'string' && names.includes(value);
const listOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every(is);

/** An object with these fields, each as it must be. */
function objectOf<Shape>(fields: Readonly<Record<keyof Shape, Is>>): Is {
  const entries = Object.entries<Is>(fields);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    entries.every(([name, is]) => is((value as Readonly<Record<string, unknown>>)[name]));
}

const isRecords = objectOf<KeptRecords>({
  threads: listOf(
    objectOf<Thread>({ id: number, name: text, systemId: number, startedAt: number, endedAt: maybe(number) }),
  ),
  objects: listOf(
    objectOf<WinsockObject>({
      id: number,
      kind: oneOf('socket', 'event', 'port', 'file'),
      handle: number,
      openedAt: number,
      closedAt: maybe(number),
      local: maybe(text),
      peer: maybe(text),
      hadOtherPeers: maybe(truth),
      acceptedOn: maybe(number),
      acceptedBy: maybe(number),
      port: maybe(number),
      completionKey: maybe(number),
      associatedAt: maybe(number),
      notificationModes: maybe(number),
      modesSetAt: maybe(number),
    }),
  ),
  slots: listOf(objectOf<SlotMemory>({ id: number, address: number, allocatedAt: number, releasedAt: maybe(number) })),
  programWaits: listOf(objectOf<ProgramWait>({ thread: number, reason: text, from: number, to: maybe(number) })),
  marks: listOf(
    objectOf<Mark>({
      kind: oneOf('note', 'chapter', 'gap', 'overrun', 'session-ended'),
      since: maybe(number),
      time: number,
      thread: number,
      text,
    }),
  ),
  facts: listOf(objectOf<Fact>({ name: text, value: anything, thread: number, time: number })),
  leaked: listOf(number),
  socketStates: listOf(
    objectOf<SocketStates['log'][number]>({
      socket: number,
      change: objectOf<SocketStates['log'][number]['change']>({
        time: number,
        state: oneOf(...socketStateNames),
        call: number,
        operation: number,
      }),
    }),
  ),
  changes: objectOf<KeptRecords['changes']>({
    objects: listOf(number),
    threads: listOf(number),
    slots: listOf(number),
  }),
  balance: maybe(objectOf<Balance>({ issued: number, completed: number, failed: number, leaked: number })),
  lostRows: number,
  lostOperations: number,
  endTime: number,
  ended: truth,
});
