import type { FunctionName } from '../winsock/index.ts';

/**
 * What a program asks of the thread that performs it. Calls are data: the actor performs one, records it, and resumes
 * the program with the result.
 */
export type Request =
  | { readonly ask: 'call'; readonly api: FunctionName; readonly args: Readonly<Record<string, unknown>> }
  | { readonly ask: 'overlapped'; readonly options: OverlappedOptions }
  | { readonly ask: 'look'; readonly overlapped: OverlappedRef }
  | { readonly ask: 'buffer'; readonly bytes: number | Uint8Array }
  | { readonly ask: 'release'; readonly what: OverlappedRef | BufferRef }
  | { readonly ask: 'read'; readonly buffer: BufferRef; readonly length: number }
  | { readonly ask: 'write'; readonly buffer: BufferRef; readonly bytes: Uint8Array }
  | { readonly ask: 'file'; readonly bytes: Uint8Array }
  | { readonly ask: 'publish'; readonly name: string; readonly value: Shared }
  | { readonly ask: 'await'; readonly name: string }
  | { readonly ask: 'sleep'; readonly ms: number; readonly reason: string }
  | { readonly ask: 'now' }
  | { readonly ask: 'perform'; readonly program: Program }
  | { readonly ask: 'exit' }
  | { readonly ask: 'note'; readonly text: string }
  | { readonly ask: 'fact'; readonly name: string; readonly value: Fact }
  | { readonly ask: 'chapter'; readonly text: string };

/** What actors may give each other: plain values, references, and lists of them. */
export type Shared =
  string | number | boolean | null | HandleRef | EndpointRef | OverlappedRef | BufferRef | readonly Shared[];

/** What a program has found out about Winsock, for a test or a person to compare with a document. */
export type Fact = string | number | boolean | readonly (string | number | boolean)[];

/** What is in a WSAOVERLAPPED before it is issued. */
export interface OverlappedOptions {
  readonly hEvent?: EventRef;
  /** Sets the low bit of hEvent: the event is signaled, and no packet goes to the socket's completion port. */
  readonly keepsOffPort?: boolean;
  /** The position in the file from which TransmitFile sends. */
  readonly Offset?: number;
  readonly OffsetHigh?: number;
}

/** A WSAOVERLAPPED as the program reads it itself, without a call. */
export interface OverlappedLook {
  readonly Internal: number;
  readonly InternalHigh: number;
}

export interface SocketRef {
  readonly type: 'socket';
  readonly object: number;
  readonly handle: number;
}
export interface EventRef {
  readonly type: 'event';
  readonly object: number;
  readonly handle: number;
}
export interface PortRef {
  readonly type: 'port';
  readonly object: number;
  readonly handle: number;
}
export interface FileRef {
  readonly type: 'file';
  readonly object: number;
  readonly handle: number;
}
export type HandleRef = SocketRef | EventRef | PortRef | FileRef;
/** An IPv4 or IPv6 address: `127.0.0.1`, `::1`. */
export interface EndpointRef {
  readonly type: 'endpoint';
  readonly address: string;
  readonly port: number;
}
/** One WSAOVERLAPPED of the arena. */
export interface OverlappedRef {
  readonly type: 'overlapped';
  readonly slot: number;
  readonly address: number;
}
/** Bytes of the arena. */
export interface BufferRef {
  readonly type: 'buffer';
  readonly id: number;
  readonly address: number;
  readonly length: number;
}

/** A running program: yields requests, gets their results, returns nothing. */
export type Program<T = void> = Generator<Request, T, unknown>;

/** What Windows tells a completion routine. */
export interface RoutineCall {
  readonly dwError: number;
  readonly cbTransferred: number;
  readonly lpOverlapped: OverlappedRef;
  readonly dwFlags: number;
}

/**
 * A completion routine: a program of its own that runs inside an alertable wait of the thread that issued the operation.
 * It may issue the next operation.
 */
export type Routine = (call: RoutineCall) => Program;

/** A packet of a completion port, as GetQueuedCompletionStatusEx gives it. */
export interface Packet {
  readonly key: number;
  /** Undefined: NULL, or an address that is none of this session's WSAOVERLAPPED structures. */
  readonly lpOverlapped: OverlappedRef | undefined;
  /** NTSTATUS, from OVERLAPPED_ENTRY.Internal. */
  readonly Internal: number;
  readonly bytes: number;
}

/** The actors of a program by name: one thread each, started together. At most 32. */
export type Actors = Readonly<Record<string, () => Program>>;

export type OptionValue = number | string;
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** Something about a program that can be chosen when it is started: a whole number, or one of some words. */
export type LessonOption = { readonly name: string; readonly means: string } & (
  | { readonly least: number; readonly most: number; readonly usual: number }
  | { readonly oneOf: readonly string[]; readonly usual: string }
);

/** A program by its name. It runs in the bridge; the text around it, in texts.ts, is shown by the window. */
export interface Lesson {
  readonly name: string;
  readonly options?: readonly LessonOption[];
  /** The actors; with options, those of the chosen values, which `checkOptions` has completed. */
  readonly actors: Actors | ((options: OptionValues) => Actors);
}

/** The actors of a lesson that was started with these values. */
export function actorsOf(lesson: Lesson, options: OptionValues): Actors {
  return typeof lesson.actors === 'function' ? lesson.actors(options) : lesson.actors;
}
