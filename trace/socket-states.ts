import { constants, WSA_IO_PENDING } from '../winsock/index.ts';
import type { End } from './operation.ts';

/** What a socket is, as far as the calls and completions on it tell. */
export const socketStateNames = [
  'open',
  'bound',
  'listening',
  'connecting',
  'connected',
  'not connected',
  'sending ended',
  'receiving ended',
  'both ended',
  'peer has ended',
  'reset',
  'disconnected',
  'closed',
] as const;
export type SocketState = (typeof socketStateNames)[number];

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

/** How a call ended. */
interface Over {
  readonly call: number;
  readonly time: number;
  readonly failed: boolean;
  readonly error: number;
  readonly operation: number;
}

/** How an operation ended. */
interface Ended {
  readonly id: number;
  readonly api: string;
  readonly object: number;
  readonly end: End | undefined;
  readonly transferred: number;
  readonly status: number;
  readonly requested: number;
}

/** The states of all sockets of a session, derived from the rows as they come. */
export class SocketStates {
  /** All changes, in the order in which they were found. */
  readonly log: { readonly socket: number; readonly change: SocketStateChange }[] = [];
  private readonly changes = new Map<number, SocketStateChange[]>();
  private readonly streams = new Set<number>();

  /** The changes of a socket's state, in the order of time. */
  of(socket: number): readonly SocketStateChange[] {
    return this.changes.get(socket) ?? [];
  }

  /** `api`, `type`: the call that opened it, and the socket type that it asked for; '' and 0 where its rows were lost. */
  opened(socket: number, api: string, type: number, call: number, time: number): void {
    const isAccepted = api === 'accept';
    if (isAccepted || type === A_STREAM) this.streams.add(socket);
    this.add(socket, isAccepted ? 'connected' : 'open', time, call, 0);
  }

  closed(socket: number, call: number, time: number): void {
    this.add(socket, 'closed', time, call, 0);
  }

  entered(api: string, socket: number, time: number, call: number, operation: number): void {
    if (api === 'connect' || api === 'ConnectEx') this.add(socket, 'connecting', time, call, operation);
  }

  /** A call that is over; `failed` as its row of the table says, `how`: its second argument. */
  returned(api: string, socket: number, { call, time, failed, error, operation }: Over, how: number): void {
    if (api === 'connect') this.add(socket, failed ? 'not connected' : 'connected', time, call, 0);
    if (api === 'ConnectEx' && failed && error !== WSA_IO_PENDING) {
      this.add(socket, 'not connected', time, call, operation);
    }
    if (failed) return;
    if (api === 'bind') this.add(socket, 'bound', time, call, 0);
    if (api === 'listen') this.add(socket, 'listening', time, call, 0);
    if (api === 'shutdown') {
      const state = shutdownStates[how];
      if (state !== undefined) this.add(socket, state, time, call, 0);
    }
  }

  /** An operation that has ended. `accepted`: the socket that an AcceptEx put its connection into. */
  completed(operation: Ended, time: number, accepted: number | undefined): void {
    const { api, object, end, id, transferred, status, requested } = operation;
    const succeeded = end === 'completed';
    const change = (socket: number, state: SocketState) => this.add(socket, state, time, 0, id);
    if (api === 'ConnectEx') change(object, succeeded ? 'connected' : 'not connected');
    else if (api === 'AcceptEx') {
      if (!succeeded || accepted === undefined) return;
      this.streams.add(accepted);
      change(accepted, 'connected');
    } else if (api === 'DisconnectEx' && succeeded) change(object, 'disconnected');
    else if (RESETS.includes(status) && this.streams.has(object)) change(object, 'reset');
    else if (api === 'WSARecv' && succeeded && transferred === 0 && requested > 0 && this.streams.has(object)) {
      change(object, 'peer has ended');
    }
  }

  /** Takes over what was found elsewhere. */
  take(found: SocketStates['log'][number]): void {
    const { socket, change } = found;
    const changes = this.changes.get(socket);
    if (changes === undefined) this.changes.set(socket, [change]);
    else changes.push(change);
    this.log.push(found);
  }

  private add(socket: number, state: SocketState, time: number, call: number, operation: number): void {
    if (this.changes.get(socket)?.at(-1)?.state === state) return;
    this.take({ socket, change: { time, state, call, operation } });
  }
}
