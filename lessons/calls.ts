import { functions, type FunctionName, type RowOf } from '../winsock/index.ts';
import type { CallArguments, CallResult } from './call-types.ts';
import type { BufferRef, EventRef, OverlappedRef, Program, Request, Shared, SocketRef } from './program.ts';

type Returned<Name extends FunctionName> = RowOf<Name>['returns'] extends 'SOCKET'
  ? SocketRef | undefined
  : RowOf<Name>['returns'] extends 'WSAEVENT'
    ? EventRef | undefined
    : undefined;

type Winsock = {
  readonly [Name in FunctionName]: (args: CallArguments<Name>) => Program<CallResult<Returned<Name>>>;
};

function* ask(request: Request): Program<unknown> {
  return yield request;
}

/** Every function of the table as a call that a program can yield: `const sent = yield* winsock.WSASend({ … })`. */
export const winsock = Object.fromEntries(
  functions.map(({ name }) => [name, (args: Record<string, unknown>) => ask({ ask: 'call', api: name, args })]),
) as unknown as Winsock;

/** A WSAOVERLAPPED of the arena, zeroed, with this event in hEvent. It is the program's until it is released. */
export function* overlapped(options: { readonly hEvent?: EventRef } = {}): Program<OverlappedRef> {
  return (yield { ask: 'overlapped', hEvent: options.hEvent }) as OverlappedRef;
}

/** A buffer of so many bytes, or with these bytes in it. */
export function* buffer(bytes: number | Uint8Array): Program<BufferRef> {
  return (yield { ask: 'buffer', bytes }) as BufferRef;
}

/** Gives a WSAOVERLAPPED or a buffer back. Refused, visibly, while Windows owns it. */
export function* release(...what: readonly (OverlappedRef | BufferRef)[]): Program {
  for (const one of what) yield { ask: 'release', what: one };
}

/** A copy of the first bytes of a buffer. */
export function* read(from: BufferRef, length: number): Program<Uint8Array> {
  return (yield { ask: 'read', buffer: from, length }) as Uint8Array;
}

/** Tells the other actors a value under a name; `until` waits for it. Not Winsock: drawn as the program's own waiting. */
export function* publish(name: string, value: Shared = null): Program {
  yield { ask: 'publish', name, value };
}

export function* until<T extends Shared>(name: string): Program<T> {
  return (yield { ask: 'await', name }) as T;
}

/** Lets time pass, without any Winsock call. */
export function* sleep(ms: number, reason: string): Program {
  yield { ask: 'sleep', ms, reason };
}

/** Writes a sentence into the recording at this moment. */
export function* note(text: string): Program {
  yield { ask: 'note', text };
}

/** Begins a chapter of the recording. */
export function* chapter(text: string): Program {
  yield { ask: 'chapter', text };
}
