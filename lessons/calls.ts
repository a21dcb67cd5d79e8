import { functions, type FunctionName, type RowOf } from '../winsock/index.ts';
import type { CallArguments, CallResult } from './call-types.ts';
import type {
  BufferRef,
  EventRef,
  Fact,
  FileRef,
  OverlappedLook,
  OverlappedOptions,
  OverlappedRef,
  PortRef,
  Program,
  Request,
  Shared,
  SocketRef,
} from './program.ts';

interface RefOf {
  socket: SocketRef;
  event: EventRef;
  port: PortRef;
  file: FileRef;
}
type Returned<Name extends FunctionName> =
  RowOf<Name> extends { opens: infer Kind extends keyof RefOf } ? RefOf[Kind] | undefined : undefined;

type Winsock = {
  readonly [Name in FunctionName]: (
    args: CallArguments<Name>,
  ) => Iterable<Request, CallResult<Returned<Name>>, unknown>;
};

/**
 * A call as `yield*` takes it: asks for it once, and is worth what the program is resumed with.
 *
 * It is the request, its own iterator and what that gives, in one: a program under load makes calls faster than anything
 * else, and a generator for each would cost as much as recording it.
 */
class CallRequest {
  readonly ask = 'call';
  done = false;
  value: unknown = undefined;
  private wasAsked = false;

  constructor(
    readonly api: FunctionName,
    readonly args: Readonly<Record<string, unknown>>,
  ) {}

  [Symbol.iterator](): this {
    return this;
  }

  next(answer: unknown): this {
    this.value = this.wasAsked ? answer : this;
    this.done = this.wasAsked;
    this.wasAsked = true;
    return this;
  }
}

/** Every function of the table as a call that a program can yield: `const sent = yield* winsock.WSASend({ … })`. */
export const winsock = Object.fromEntries(
  functions.map(({ name }) => [name, (args: Record<string, unknown>) => new CallRequest(name, args)]),
) as unknown as Winsock;

/** A WSAOVERLAPPED of the arena, zeroed but for what the options say. It is the program's until it is released. */
export function* overlapped(options: OverlappedOptions = {}): Program<OverlappedRef> {
  return (yield { ask: 'overlapped', options }) as OverlappedRef;
}

/** Reads Internal and InternalHigh, as HasOverlappedIoCompleted does: a look, no call. */
export function* look(lpOverlapped: OverlappedRef): Program<OverlappedLook> {
  return (yield { ask: 'look', overlapped: lpOverlapped }) as OverlappedLook;
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

/** Puts bytes at the beginning of a buffer. Refused, visibly, while Windows owns it. */
export function* write(to: BufferRef, bytes: Uint8Array): Program {
  yield { ask: 'write', buffer: to, bytes };
}

/** Makes a file with these bytes outside of Winsock, and tells its path; whoever opens it may delete it. */
export function* temporaryFile(bytes: Uint8Array): Program<string> {
  return (yield { ask: 'file', bytes }) as string;
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

/**
 * Performs another program to its end, as `yield*` does, but without a way through this one for every request: for the
 * loop of a program that makes calls as fast as it can. What it throws ends this one, too.
 */
export function* perform(program: Program): Program {
  yield { ask: 'perform', program };
}

/** Milliseconds since the session began. */
export function* now(): Program<number> {
  return (yield { ask: 'now' }) as number;
}

/** Ends the thread, here and now, with whatever it has in flight. Nothing after it is performed. */
export function* exitThread(): Program<never> {
  yield { ask: 'exit' };
  throw new Error('The thread has ended.');
}

/** Writes into the recording what was found out: a value under a name. */
export function* fact(name: string, value: Fact): Program {
  yield { ask: 'fact', name, value };
}

/** Writes a sentence into the recording at this moment. */
export function* note(text: string): Program {
  yield { ask: 'note', text };
}

/** Begins a chapter of the recording. */
export function* chapter(text: string): Program {
  yield { ask: 'chapter', text };
}
