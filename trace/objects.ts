import type { ObjectKind } from '../winsock/index.ts';

/** A thread that performed calls, or the observer. `systemId` is GetCurrentThreadId() of it. */
export interface Thread {
  readonly id: number;
  readonly name: string;
  readonly systemId: number;
  readonly startedAt: number;
  endedAt?: number;
}

/** A socket, an event, a completion port or a file. Handle values are reused by the system; `id` never is. */
export interface WinsockObject {
  readonly id: number;
  readonly kind: ObjectKind;
  readonly handle: number;
  readonly openedAt: number;
  closedAt?: number;
  /** Addresses of a socket, once they are known: `127.0.0.1:5001`. */
  local?: string;
  peer?: string;
  /** It has been given different peers, one after the other. */
  hadOtherPeers?: true;
  /** Of a socket that took a connection: the listening socket, and the AcceptEx; absent: it was accept. */
  acceptedOn?: number;
  acceptedBy?: number;
  /** The completion port that a socket is associated with, as an object number, its key there, and since when. */
  port?: number;
  completionKey?: number;
  associatedAt?: number;
  /** The flags of SetFileCompletionNotificationModes, and when they were set last. */
  notificationModes?: number;
  modesSetAt?: number;
}

/** The memory of one WSAOVERLAPPED. */
export interface SlotMemory {
  readonly id: number;
  readonly address: number;
  readonly allocatedAt: number;
  releasedAt?: number;
}

/** One API call on one thread. Absent fields: it has not returned. */
export interface Call {
  readonly id: number;
  readonly api: string;
  readonly thread: number;
  readonly enteredAt: number;
  readonly enteredRow: number;
  readonly returnedAt?: number;
  readonly returnedRow?: number;
  /** What it returned. */
  readonly value?: number;
  /** The last error; 0 when it did not fail. */
  readonly error?: number;
  readonly operation: number;
  /** The socket or event that it is about; for a wait that returned: the event that ended it. */
  readonly object: number;
  readonly slot: number;
}

/** A stretch in which a program waited outside Winsock: for another actor, or for time to pass. */
export interface ProgramWait {
  readonly thread: number;
  readonly reason: string;
  readonly from: number;
  to?: number;
}

/** A change of an event's state, as it was seen. */
export interface EventEdge {
  readonly time: number;
  /** It happened between `since` and `time`. */
  readonly since: number;
  readonly signaled: boolean;
  /** The operation whose completion signaled it; 0: none known. */
  readonly operation: number;
  /** The call after which it was seen; 0: the observer saw it. */
  readonly call: number;
  readonly cause: EdgeCause;
}

/**
 * Why an event changed: issuing an operation resets it, a completion sets it, the program sets, resets or creates it, a
 * wait consumes the signal of an auto-reset event. `unseen`: nobody saw what did it.
 */
export type EdgeCause = 'issue' | 'completion' | 'program' | 'wait' | 'unseen';

/** A word about a moment: a note, a chapter's beginning, rows that were lost, a session's end. */
export interface Mark {
  readonly kind: 'note' | 'chapter' | 'gap' | 'overrun' | 'session-ended';
  /** Of a gap: when the loss began, which lasted until `time`. */
  readonly since?: number;
  readonly time: number;
  readonly thread: number;
  readonly text: string;
}
