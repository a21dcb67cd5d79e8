import type { FunctionName } from '../../winsock/index.ts';

/** How the completions of a socket are told. */
export type Model = 'port' | 'event' | 'routine';

/** How long operations of a function stay in flight, and how often the call itself already succeeds. */
export interface Habit {
  readonly medianNs: number;
  readonly sigma: number;
  readonly immediate: number;
}

const us = 1000;
const ms = 1_000_000;

/** The eight kinds of operations of the workload. */
export const habits = {
  WSARecv: { medianNs: 2 * ms, sigma: 1.2, immediate: 0.05 },
  WSASend: { medianNs: 40 * us, sigma: 0.8, immediate: 0.7 },
  WSARecvFrom: { medianNs: 5 * ms, sigma: 1.4, immediate: 0.05 },
  WSASendTo: { medianNs: 50 * us, sigma: 0.8, immediate: 0.7 },
  AcceptEx: { medianNs: 40 * ms, sigma: 1, immediate: 0 },
  ConnectEx: { medianNs: 8 * ms, sigma: 1, immediate: 0 },
  DisconnectEx: { medianNs: 400 * us, sigma: 0.9, immediate: 0.2 },
  TransmitFile: { medianNs: 12 * ms, sigma: 1.7, immediate: 0 },
} as const satisfies Partial<Record<FunctionName, Habit>>;
export type Issuing = keyof typeof habits;

export interface Step {
  readonly socket: PlannedSocket;
  readonly api: Issuing;
}

/** One WSAOVERLAPPED, issued again and again: its operations one after the other, the last followed by the first. */
export interface Cycle {
  readonly slot: number;
  readonly model: Model;
  /** The thread whose it is, among those of its model; a port's completions go to whichever thread is free. */
  readonly thread: number;
  /** Its event's number among the objects; 0: it has none. */
  readonly event: number;
  readonly steps: readonly Step[];
  /** Issued when an operation of this one has completed, unless it is still in flight. */
  readonly answer: Cycle | undefined;
}

export interface PlannedSocket {
  /** Its number among the objects. */
  readonly object: number;
  readonly model: Model;
  readonly isDatagram: boolean;
  readonly port: number;
  /** In-flight times are so many times as long as those of the busiest socket. */
  readonly slowness: number;
}

export interface Plan {
  readonly sockets: readonly PlannedSocket[];
  readonly cycles: readonly Cycle[];
  /** The completion port's number among the objects. */
  readonly port: number;
}

export const SOCKETS = 64;
/** Zipf’s exponent: the busiest of 64 sockets has a tenth of all operations. */
const ZIPF = 0.7;
/** Of the sockets, in the order of their activity, these listen, take connections, or make them again and again. */
const LISTENERS = [40, 56];
const ACCEPTED = [41, 42, 57, 58];
const CLIENTS = [20, 36, 52];
const DATAGRAM_EVERY = 6;

/** Who does what: a part of the sockets answers messages, several receives posted on each; the others come and go. */
export function plan(threads: Readonly<Record<Model, number>>): Plan {
  const sockets = Array.from({ length: SOCKETS }, (_, rank): PlannedSocket => ({
    object: rank + 2,
    model: rank % 16 === 13 ? 'event' : rank % 8 === 3 ? 'routine' : 'port',
    isDatagram: isMessenger(rank) && rank % DATAGRAM_EVERY === 4,
    port: 20_000 + rank,
    slowness: (rank + 1) ** ZIPF,
  }));
  const cycles: Cycle[] = [];
  let events = SOCKETS + 2;
  const cycle = (model: Model, rank: number, steps: readonly Step[], answer?: Cycle): Cycle => {
    const event = model === 'event' ? events++ : 0;
    const thread = Math.floor(rank / 8) % threads[model];
    const made = { slot: cycles.length + 1, model, thread, event, steps, answer };
    cycles.push(made);
    return made;
  };
  sockets.forEach((socket, rank) => {
    const { model, isDatagram } = socket;
    const all = (...apis: Issuing[]) => apis.map((api): Step => ({ socket, api }));
    if (isMessenger(rank)) {
      // Now and then a file is the answer.
      const sends = isDatagram
        ? all('WSASendTo')
        : [...Array.from({ length: 19 }, () => all('WSASend')), all('TransmitFile')].flat();
      const answer = cycle(model, rank, sends);
      for (let posted = 0; posted < 2 + (rank % 3); posted++) {
        cycle(model, rank, all(isDatagram ? 'WSARecvFrom' : 'WSARecv'), answer);
      }
    } else if (CLIENTS.includes(rank)) {
      cycle(model, rank, all('ConnectEx', 'WSASend', 'WSARecv', 'DisconnectEx'));
    } else if (ACCEPTED.includes(rank)) {
      const listener = sockets[LISTENERS[Math.floor(ACCEPTED.indexOf(rank) / 2)]!]!;
      const steps = [{ socket: listener, api: 'AcceptEx' as const }, ...all('WSARecv', 'WSASend', 'DisconnectEx')];
      cycle(listener.model, rank, steps);
    }
  });
  return { sockets, cycles, port: 1 };
}

function isMessenger(rank: number): boolean {
  return ![...LISTENERS, ...ACCEPTED, ...CLIENTS].includes(rank);
}
