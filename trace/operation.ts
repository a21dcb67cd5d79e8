/** How the call that issued an operation ended. `pending`: SOCKET_ERROR with WSA_IO_PENDING; `immediate`: 0. */
export type Outcome = 'pending' | 'immediate' | 'failed';

/** How an operation ended. `aborted`: its socket was closed first; `leaked`: never seen to end. */
export type End = 'completed' | 'failed' | 'cancelled' | 'aborted' | 'leaked';

/** How a program learns of a completion: the call itself said so, a wait or a look did, a packet, a completion routine. */
export type Indication = 'call' | 'wait' | 'look' | 'packet' | 'routine';

/**
 * One operation: one issue of one WSAOVERLAPPED, from the call to the release.
 *
 * ```
 *  issuedAt  returnedAt      completedAt  signaledAt       noticedAt     fetchedAt     releasedAt
 *     ├─ call ─┼── in flight ───┼──────────────┼── unnoticed ──┼─ unfetched ─┼── fetched ──┤
 * ```
 *
 * Times are nanoseconds since the session began; absent: it did not happen, or was not observed.
 */
export interface Operation {
  readonly id: number;
  /** The function that issued it: `WSARecv`. */
  readonly api: string;
  /** The call that issued it. */
  readonly call: number;
  readonly thread: number;
  /** The socket, as an object number. */
  readonly object: number;
  readonly slot: number;
  /** The event in hEvent, as an object number; 0: none. */
  readonly event: number;
  /** A completion routine was given. */
  readonly hasRoutine: boolean;
  /** The low bit of hEvent is set: no packet goes to a completion port. */
  readonly keepsOffPort: boolean;
  readonly issuedAt: number;
  returnedAt?: number;
  outcome?: Outcome;
  /** Bytes that the buffers of the call hold or take. */
  readonly requested: number;
  transferred?: number;
  /** When Internal was seen to change; at the latest then it happened. */
  completedAt?: number;
  /** The last moment at which Internal was still STATUS_PENDING: it happened between this and `completedAt`. */
  completedSince?: number;
  /** The final NTSTATUS. */
  status?: number;
  /** The Winsock error of the failed call or of the completion; absent for success. */
  error?: number;
  signaledAt?: number;
  noticedAt?: number;
  /** The call by which the program learned of it. */
  noticedBy?: number;
  noticedHow?: Indication;
  fetchedAt?: number;
  fetchedBy?: number;
  releasedAt?: number;
  end?: End;
}

/** The states of an operation, as lanes draw them. */
export type OperationState =
  'call' | 'in-flight' | 'unnoticed' | 'unfetched' | 'fetched' | 'failed' | 'cancelled' | 'aborted' | 'leaked';

/** One stretch of an operation's life. `to` undefined: it still goes on. */
export interface Phase {
  readonly state: OperationState;
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * The stretches of an operation's life, without holes, in the order of time.
 *
 * The first is the call, the middle ones are the three waits; the last, from the fetch (or from the failed call) to the
 * release, tells how it ended. A completion whose result was a failure keeps its waits: it too has to be noticed.
 */
export function phasesOf(operation: Operation): Phase[] {
  const phases: Phase[] = [];
  const { issuedAt, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt, outcome } = operation;
  const add = (state: OperationState, from: number | undefined, ends: readonly (number | undefined)[]) => {
    if (from === undefined) return;
    const known = ends.filter((end) => end !== undefined);
    const to = known.length > 0 ? Math.max(from, Math.min(...known)) : undefined;
    if (to !== from) phases.push({ state, from, to });
  };
  add('call', issuedAt, [returnedAt]);
  if (returnedAt === undefined) return phases;
  if (outcome === 'failed') {
    add('failed', returnedAt, [releasedAt]);
    return phases;
  }
  const done = completedAt === undefined ? undefined : Math.max(completedAt, returnedAt);
  // A lost row may have said when it completed; what the program was told still ends the flight.
  add(operation.end === 'leaked' ? 'leaked' : 'in-flight', returnedAt, [done, noticedAt, fetchedAt, releasedAt]);
  const learned = done === undefined || noticedAt === undefined ? noticedAt : Math.max(noticedAt, done);
  add('unnoticed', done, [learned, fetchedAt, releasedAt]);
  add('unfetched', learned, [fetchedAt, releasedAt]);
  add(endState(operation), fetchedAt, [releasedAt]);
  return phases;
}

function endState(operation: Operation): OperationState {
  return operation.end === undefined || operation.end === 'completed' ? 'fetched' : operation.end;
}

/** The state of an operation at a time, or undefined before its issue and after its release. */
export function stateAt(operation: Operation, time: number): OperationState | undefined {
  return phasesOf(operation).find(({ from, to }) => time >= from && (to === undefined || time < to))?.state;
}
