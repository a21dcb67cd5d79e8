import type { CallResult, EndpointRef, EventRef, OverlappedRef, SocketRef } from '../lessons/index.ts';
import { encodeCallPayload, endpointText, hasFailed } from '../trace/index.ts';
import {
  WSA_IO_PENDING,
  functionRow,
  functions,
  pointeeOf,
  type FunctionName,
  type FunctionRow,
} from '../winsock/index.ts';
import { CallEffects, type CallFacts } from './call-effects.ts';
import { marshal, type Marshalled } from './marshal.ts';
import { SlotTable } from './slot-table.ts';
import { Scratch } from './thread-memory.ts';
import type { PerformerParts } from './performer-parts.ts';

const apiNumbers = new Map<string, number>(functions.map(({ name }, index) => [name, index + 1]));

/**
 * Performs calls on this thread and records them: a row before, a row after, and what the call made visible.
 *
 * A call that fails is a row and a result. It throws only for a program's mistake: an argument of the wrong kind, or a
 * WSAOVERLAPPED that Windows owns.
 */
export class Performer {
  private readonly effects: CallEffects;

  constructor(private readonly parts: PerformerParts) {
    this.effects = new CallEffects(parts);
  }

  perform(api: FunctionName, args: Readonly<Record<string, unknown>>): CallResult<SocketRef | EventRef | undefined> {
    const { control, slots, recorder } = this.parts;
    const row = functionRow(api);
    const scratch = this.parts.memory.scratch();
    const slot = slotOf(args);
    const issues = row.role === 'issue' && slot !== 0;
    // What an operation in flight points to must live as long as it does: behind its own structure.
    const lasting = issues ? extraMemory(slot) : scratch;
    const marshalled = marshal(row, args, this.parts.arena, lasting, scratch);
    const facts: CallFacts = {
      row,
      args,
      call: control.nextCall(),
      slot,
      object: objectOf(args),
      operation: issues ? control.nextOperation() : slots.state(slot).operation,
      words: marshalled.words,
    };
    const columns = {
      call: facts.call,
      api: apiNumbers.get(api)!,
      operation: facts.operation,
      slot,
      object: facts.object,
    };

    const enteredAt = recorder.stamp();
    if (issues) slots.beginIssue(slot, facts.operation, facts.object, enteredAt);
    recorder.write('call-entered', enteredAt, {
      ...columns,
      value: marshalled.requested,
      payload: encodeCallPayload(marshalled.words, this.copy(row, marshalled, 'in')),
    });
    recorder.close();

    const returned = this.parts.functions.get(api)!(...marshalled.words);

    const returnedAt = recorder.stamp();
    const failed = hasFailed(row, returned);
    const error = failed ? (row.failsWith === 'code' ? returned : this.parts.functions.get('WSAGetLastError')!()) : 0;
    const opened = failed ? undefined : this.effects.opened(facts, returned);
    this.effects.beforeReturn(facts, returned, failed, error, returnedAt);
    recorder.write('call-returned', returnedAt, {
      ...columns,
      object: this.effects.objectAfter(facts, returned, opened),
      value: returned,
      error,
      status: slot === 0 ? 0 : slots.status(slot),
      payload: encodeCallPayload([], this.copy(row, marshalled, 'out')),
    });
    this.effects.afterReturn(facts, returned, failed, returnedAt, opened, this.endpoints(row, marshalled, args));
    recorder.close();
    if (issues && failed && error === WSA_IO_PENDING) control.kickObserver();

    return { api, returned, object: opened, failed, error, out: this.outputs(row, marshalled) };
  }

  /** Copies of the memory behind the pointers that matter before (`in`) or after (`out`) the call. */
  private copy(row: FunctionRow, { pointers }: Marshalled, when: 'in' | 'out'): Map<number, Uint8Array> {
    const copies = new Map<number, Uint8Array>();
    for (const [index, { offset, length }] of pointers) {
      const direction = row.parameters[index]?.[2]?.direction;
      const matters = when === 'in' ? direction !== 'out' : direction !== undefined;
      if (matters) copies.set(index, new Uint8Array(this.parts.arena.view.buffer, offset, length).slice());
    }
    return copies;
  }

  /** What the call wrote, for the program. */
  private outputs(row: FunctionRow, { pointers }: Marshalled): Record<string, number | EndpointRef | undefined> {
    const outputs: Record<string, number | EndpointRef | undefined> = {};
    for (const [index, { offset, length }] of pointers) {
      const [name, type, more] = row.parameters[index]!;
      if (more?.direction === undefined) continue;
      const to = pointeeOf(type);
      if (to === 'DWORD' || to === 'int') outputs[name] = this.parts.arena.view.getInt32(offset, true);
      else if (to === 'sockaddr') outputs[name] = this.endpoint(offset, length);
    }
    return outputs;
  }

  /** Addresses that the call was given or gave, as text by parameter: they name its sockets. */
  private endpoints(
    row: FunctionRow,
    { pointers }: Marshalled,
    args: Readonly<Record<string, unknown>>,
  ): string | undefined {
    for (const [index, { offset, length }] of pointers) {
      const [name, type] = row.parameters[index]!;
      if (pointeeOf(type) === 'sockaddr' && args[name] !== undefined) {
        return endpointText(new Uint8Array(this.parts.arena.view.buffer, offset, length).slice());
      }
    }
    return undefined;
  }

  private endpoint(offset: number, length: number): EndpointRef | undefined {
    const text = endpointText(new Uint8Array(this.parts.arena.view.buffer, offset, length).slice());
    const colon = text?.lastIndexOf(':') ?? -1;
    return text === undefined
      ? undefined
      : { type: 'endpoint', address: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
  }
}

function extraMemory(slot: number): Scratch {
  const { offset, length } = SlotTable.extra(slot);
  return new Scratch(offset, length);
}

function slotOf(args: Readonly<Record<string, unknown>>): number {
  const overlapped = args['lpOverlapped'] as OverlappedRef | undefined;
  return overlapped?.slot ?? 0;
}

/** The socket or event that a call is about: its first argument that is one. */
function objectOf(args: Readonly<Record<string, unknown>>): number {
  for (const value of Object.values(args)) {
    if (typeof value === 'object' && value !== null && 'object' in value && typeof value.object === 'number')
      return value.object;
  }
  return 0;
}
