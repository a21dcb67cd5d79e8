import type { ConstantSet } from './constants.ts';
import type { TypeName } from './types.ts';

/** One parameter: its name and type as in the header, and what the name and type do not say. */
export type ParameterRow = readonly [name: string, type: TypeName, more?: ParameterMore];

export interface ParameterMore {
  /** Who writes to what it points to. Absent: the caller ('in'). */
  readonly direction?: 'out' | 'inout';
  /** The parameter that holds the number of elements behind this pointer. */
  readonly count?: string;
  /** The parameter that holds the number of bytes behind this pointer, as a number or behind a pointer to int. */
  readonly size?: string;
  /** Names for its values, for reading a call as C. `flags`: several may be or-ed together. */
  readonly values?: ConstantSet;
  readonly flags?: ConstantSet;
  /** Names that depend on the value of another parameter. */
  readonly valuesBy?: { readonly parameter: string; readonly sets: Readonly<Record<number, ConstantSet>> };
  /** The parameter behind which the call writes how many elements it has filled. */
  readonly filled?: string;
  /** A program may leave it out: then it is 0. Pointers may always be left out: then they are NULL. */
  readonly optional?: true;
}

/** The return value that means "it failed"; `code`: the return value is itself the error, 0 is success. */
export type FailsWith =
  | 'SOCKET_ERROR'
  | 'INVALID_SOCKET'
  | 'INVALID_HANDLE_VALUE'
  | 'WSA_INVALID_EVENT'
  | 'WSA_WAIT_FAILED'
  | 'NULL'
  | 'FALSE'
  | 'code'
  | 'never';

/**
 * What a call means for the life of an operation.
 *
 * - `issue`: hands a WSAOVERLAPPED to Winsock; `wait`: a thread may stand still in it until events are signaled, or
 *   completion routines have run; `dequeue`: the same until a completion port has a packet; `post`: queues one;
 * - `fetch`: reads the result of an operation; `cancel`: asks for an operation's end;
 * - `open`, `close`: a handle comes into being or ends; `event`: the program itself changes an event's state;
 * - `other`: none of these.
 */
export type Role = 'issue' | 'wait' | 'dequeue' | 'post' | 'fetch' | 'cancel' | 'open' | 'close' | 'event' | 'other';

/** What a handle stands for. */
export type ObjectKind = 'socket' | 'event' | 'port' | 'file';

export interface FunctionRow {
  readonly name: string;
  readonly dll: 'ws2_32' | 'mswsock' | 'kernel32' | 'ntdll';
  /** The GUID by which WSAIoctl tells its address; absent: it is an export of its DLL. */
  readonly extension?: string;
  readonly role: Role;
  /** What the returned handle stands for. */
  readonly opens?: ObjectKind;
  /** Whose address stands in its sockaddr, and so names its socket: the socket's own, or its peer's. */
  readonly names?: 'local' | 'peer';
  readonly returns: TypeName;
  readonly failsWith: FailsWith;
  /** Which function tells the error afterwards; absent where there is none to ask. */
  readonly lastError?: 'WSAGetLastError' | 'GetLastError';
  readonly parameters: readonly ParameterRow[];
  /** Names for the values that it returns. */
  readonly values?: ConstantSet;
  /** What it does, in a sentence. */
  readonly does: string;
  /** The Microsoft page, below https://learn.microsoft.com/windows/win32/api/. */
  readonly page: string;
}
