import type { FunctionName } from '../winsock/index.ts';

/**
 * What a program asks of the thread that performs it. Calls are data: the actor performs one, records it, and resumes
 * the program with the result.
 */
export type Request =
  | { readonly ask: 'call'; readonly api: FunctionName; readonly args: Readonly<Record<string, unknown>> }
  | { readonly ask: 'overlapped'; readonly hEvent: EventRef | undefined }
  | { readonly ask: 'buffer'; readonly bytes: number | Uint8Array }
  | { readonly ask: 'release'; readonly what: OverlappedRef | BufferRef }
  | { readonly ask: 'read'; readonly buffer: BufferRef; readonly length: number }
  | { readonly ask: 'publish'; readonly name: string; readonly value: Shared }
  | { readonly ask: 'await'; readonly name: string }
  | { readonly ask: 'sleep'; readonly ms: number; readonly reason: string }
  | { readonly ask: 'note'; readonly text: string }
  | { readonly ask: 'chapter'; readonly text: string };

/** What actors may give each other: plain values, and references to sockets and events. */
export type Shared = string | number | boolean | null | SocketRef | EventRef | EndpointRef;

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

/** The actors of a program by name: one thread each, started together. */
export type Actors = Readonly<Record<string, () => Program>>;

/** A program by its name. It runs in the bridge; the text around it, in texts.ts, is shown by the window. */
export interface Lesson {
  readonly name: string;
  readonly actors: Actors;
}
