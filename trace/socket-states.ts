import { constants, findFunction, WSA_IO_PENDING } from '../winsock/index.ts';
import type { Call } from './objects.ts';
import type { Operation } from './operation.ts';
import type { Trace } from './trace.ts';

/** What a socket is, as far as the calls and completions on it tell. */
export type SocketState =
  | 'open'
  | 'bound'
  | 'listening'
  | 'connecting'
  | 'connected'
  | 'not connected'
  | 'sending ended'
  | 'receiving ended'
  | 'both ended'
  | 'peer has ended'
  | 'reset'
  | 'disconnected'
  | 'closed';

/** From here on a socket is in a state. `call`, `operation`: what made it so; 0: neither. */
export interface SocketStateChange {
  readonly time: number;
  readonly state: SocketState;
  readonly call: number;
  readonly operation: number;
}

const shutdownStates: readonly SocketState[] = ['receiving ended', 'sending ended', 'both ended'];
const RESETS: readonly number[] = [0xc000020d, 0xc000013c, 0xc0000241, 0xc000013b];
const A_STREAM = constants.socketTypes.SOCK_STREAM;

/** The states of all sockets of a session, derived from the rows as they come. */
export class SocketStates {
  private readonly changes = new Map<number, SocketStateChange[]>();
  private readonly streams = new Set<number>();

  constructor(private readonly trace: Trace) {}

  /** The changes of a socket's state, in the order of time. */
  of(socket: number): readonly SocketStateChange[] {
    return this.changes.get(socket) ?? [];
  }

  opened(socket: number, call: Call | undefined, time: number): void {
    const isAccepted = call?.api === 'accept';
    if (isAccepted || this.isStream(call)) this.streams.add(socket);
    this.add(socket, isAccepted ? 'connected' : 'open', time, call?.id ?? 0, 0);
  }

  closed(socket: number, call: number, time: number): void {
    this.add(socket, 'closed', time, call, 0);
  }

  entered(call: Call): void {
    if (call.api === 'connect' || call.api === 'ConnectEx') {
      this.add(call.object, 'connecting', call.enteredAt, call.id, call.operation);
    }
  }

  /** A call that is over; `failed` as its row of the table says. */
  returned(call: Call, failed: boolean, time: number): void {
    if (call.api === 'connect') this.add(call.object, failed ? 'not connected' : 'connected', time, call.id, 0);
    if (call.api === 'ConnectEx' && failed && call.error !== WSA_IO_PENDING) {
      this.add(call.object, 'not connected', time, call.id, call.operation);
    }
    if (failed) return;
    if (call.api === 'bind') this.add(call.object, 'bound', time, call.id, 0);
    if (call.api === 'listen') this.add(call.object, 'listening', time, call.id, 0);
    if (call.api === 'shutdown') {
      const state = shutdownStates[this.trace.argumentsOf(call).words[1] ?? -1];
      if (state !== undefined) this.add(call.object, state, time, call.id, 0);
    }
  }

  /** An operation that has ended. */
  completed(operation: Operation, time: number): void {
    const { api, object, end, id, transferred, status, requested } = operation;
    const succeeded = end === 'completed';
    const change = (socket: number, state: SocketState) => this.add(socket, state, time, 0, id);
    if (api === 'ConnectEx') change(object, succeeded ? 'connected' : 'not connected');
    else if (api === 'AcceptEx') {
      const socket = this.acceptedBy(operation);
      if (!succeeded || socket === undefined) return;
      this.streams.add(socket);
      change(socket, 'connected');
    } else if (api === 'DisconnectEx' && succeeded) change(object, 'disconnected');
    else if (status !== undefined && RESETS.includes(status) && this.streams.has(object)) change(object, 'reset');
    else if (api === 'WSARecv' && succeeded && transferred === 0 && requested > 0 && this.streams.has(object)) {
      change(object, 'peer has ended');
    }
  }

  /** The socket that an AcceptEx put its connection into: its second argument. */
  private acceptedBy({ call }: Operation): number | undefined {
    const issue = this.trace.calls.get(call);
    const handle = issue === undefined ? undefined : this.trace.argumentsOf(issue).words[1];
    return handle === undefined ? undefined : this.trace.openObject('socket', handle)?.id;
  }

  private isStream(call: Call | undefined): boolean {
    if (call === undefined) return false;
    const type = findFunction(call.api)?.parameters.findIndex(([name]) => name === 'type') ?? -1;
    return this.trace.argumentsOf(call).words[type] === A_STREAM;
  }

  private add(socket: number, state: SocketState, time: number, call: number, operation: number): void {
    const changes = this.changes.get(socket);
    if (changes === undefined) this.changes.set(socket, [{ time, state, call, operation }]);
    else if (changes.at(-1)?.state !== state) changes.push({ time, state, call, operation });
  }
}
