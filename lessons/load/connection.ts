import { WSA_IO_PENDING } from '../../winsock/index.ts';
import { buffer, overlapped, release, winsock } from '../calls.ts';
import { out, type CallArguments, type CallResult } from '../call-types.ts';
import type { BufferRef, EventRef, OverlappedRef, Program, Routine, SocketRef } from '../program.ts';
import { createEvent, must } from '../sockets.ts';

/** What all connections of a thread have in common. */
export interface Run {
  readonly bytes: number;
  /** No new messages are to be sent: the time is up, or there have been enough. */
  isOver: boolean;
  /** Operations issued so far. */
  operations: number;
  /** Messages that came back whole. */
  echoed: number;
  /** Ends that are not closed yet. */
  open: number;
  /** With so many operations it is time for a look. */
  nextLook: number;
  /** Looks at the time, and sets `isOver`. Also inside routines: while they keep coming, no wait returns. */
  look(): Program;
}

/** How the program is told of completions: by an event for each direction, by routines, or by a port. */
export type Model = 'event' | 'routine' | 'port';

/** One direction of one end: its own WSAOVERLAPPED and buffer, and its event in the event model. */
export class Direction {
  inFlight = false;

  constructor(
    readonly end: End,
    readonly kind: 'receive' | 'send',
    readonly lpOverlapped: OverlappedRef,
    readonly memory: BufferRef,
    readonly hEvent: EventRef | undefined,
  ) {}
}

/**
 * One end of a connection, as a machine that is driven by completions:
 *
 * ```
 * client   send a message ─▶ receive until all of it is back ─▶ the next, or SD_SEND ─▶ receive 0 bytes ─▶ close
 * server   receive ─▶ send what came ─▶ receive …               receive 0 bytes ─▶ SD_SEND ─▶ close
 * ```
 */
export class End {
  receiving!: Direction;
  sending!: Direction;
  /** What the two issue, again and again. */
  private receiveArgs!: CallArguments<'WSARecv'>;
  private sendArgs!: CallArguments<'WSASend'>;
  sent = 0;
  received = 0;
  private pending = 0;
  private hasEnded = false;
  private isClosed = false;

  private constructor(
    readonly s: SocketRef,
    private readonly run: Run,
    private readonly isClient: boolean,
  ) {}

  /** `routine`: of the routine model, what runs when a direction has completed. */
  static *open(
    s: SocketRef,
    run: Run,
    isClient: boolean,
    model: Model,
    routine: ((direction: Direction) => Routine) | undefined,
  ): Program<End> {
    const end = new End(s, run, isClient);
    const { lpOverlapped, memory } = (end.receiving = yield* end.direction('receive', model));
    end.receiveArgs = { s, lpBuffers: [memory], lpFlags: 0, lpOverlapped };
    const sending = (end.sending = yield* end.direction('send', model));
    end.sendArgs = { s, lpBuffers: [sending.memory], dwFlags: 0, lpOverlapped: sending.lpOverlapped };
    if (routine !== undefined) {
      end.receiveArgs = { ...end.receiveArgs, lpCompletionRoutine: routine(end.receiving) };
      end.sendArgs = { ...end.sendArgs, lpCompletionRoutine: routine(sending) };
    }
    run.open++;
    return end;
  }

  *begin(): Program {
    mustBeIssued(yield* winsock.WSARecv(this.toReceive()));
    if (this.isClient) mustBeIssued(yield* winsock.WSASend(this.toSend(this.run.bytes)));
  }

  /** A direction has completed, with so many bytes. What is to be done about it; undefined: nothing. */
  completed(direction: Direction, bytes: number): Program | undefined {
    direction.inFlight = false;
    if (direction.kind === 'receive') return bytes === 0 ? this.peerHasEnded() : this.hasReceived(bytes);
    this.sent += bytes;
    const hasToAnswer = this.pending > 0 && !this.isClient;
    return hasToAnswer || this.hasEnded ? this.hasSent() : undefined;
  }

  /** With each message, so that it is one program and no others inside of it: to resume one takes the longer the deeper it is. */
  private *hasReceived(bytes: number): Program {
    const { run } = this;
    this.received += bytes;
    this.pending += bytes;
    if (!this.isClient) {
      const answer = this.toAnswer();
      if (answer !== undefined) mustBeIssued(yield* winsock.WSASend(answer));
    } else if (this.pending >= run.bytes) {
      this.pending -= run.bytes;
      run.echoed++;
      if (run.operations >= run.nextLook) yield* run.look();
      if (run.isOver) yield* this.endSending();
      else mustBeIssued(yield* winsock.WSASend(this.toSend(run.bytes)));
    }
    mustBeIssued(yield* winsock.WSARecv(this.toReceive()));
  }

  private *hasSent(): Program {
    const answer = this.isClient ? undefined : this.toAnswer();
    if (answer !== undefined) mustBeIssued(yield* winsock.WSASend(answer));
    if (this.hasEnded) yield* this.close();
  }

  /** The server sends what it has received, as soon as the send before is over. Undefined: nothing now. */
  private toAnswer(): CallArguments<'WSASend'> | undefined {
    if (this.pending === 0 || this.sending.inFlight) return undefined;
    const bytes = Math.min(this.pending, this.run.bytes);
    this.pending -= bytes;
    return this.toSend(bytes);
  }

  private toReceive(): CallArguments<'WSARecv'> {
    this.receiving.inFlight = true;
    this.run.operations++;
    return this.receiveArgs;
  }

  private toSend(bytes: number): CallArguments<'WSASend'> {
    const { memory } = this.sending;
    this.sending.inFlight = true;
    this.run.operations++;
    return bytes === memory.length ? this.sendArgs : { ...this.sendArgs, lpBuffers: [{ ...memory, length: bytes }] };
  }

  private *endSending(): Program {
    must(yield* winsock.shutdown({ s: this.s, how: 1 }));
  }

  private *peerHasEnded(): Program {
    this.hasEnded = true;
    if (!this.isClient) yield* this.endSending();
    if (!this.sending.inFlight) yield* this.close();
  }

  private *close(): Program {
    if (this.isClosed) return;
    this.isClosed = true;
    must(yield* winsock.closesocket({ s: this.s }));
    this.run.open--;
  }

  /** Gives back what only the thread outside of its routines may give back. */
  *giveBack(): Program {
    for (const { lpOverlapped, memory, hEvent } of [this.receiving, this.sending]) {
      yield* release(lpOverlapped, memory);
      if (hEvent !== undefined) must(yield* winsock.WSACloseEvent({ hEvent }));
    }
  }

  private *direction(kind: Direction['kind'], model: Model): Program<Direction> {
    const hEvent = model === 'event' ? yield* createEvent() : undefined;
    const lpOverlapped = yield* overlapped(hEvent === undefined ? {} : { hEvent });
    const content = Uint8Array.from({ length: this.run.bytes }, (_, index) => index % 251);
    return new Direction(this, kind, lpOverlapped, yield* buffer(content), hEvent);
  }
}

function mustBeIssued({ api, failed, error }: CallResult<unknown>): void {
  if (failed && error !== WSA_IO_PENDING) throw new Error(`${api} failed with ${error}, so the load cannot go on.`);
}

/** The bytes of a completed operation, fetched. */
export function* fetch({ end, lpOverlapped }: Direction): Program<number> {
  const result = yield* winsock.WSAGetOverlappedResult({
    s: end.s,
    lpOverlapped,
    lpcbTransfer: out,
    fWait: false,
    lpdwFlags: out,
  });
  return Number(must(result).out['lpcbTransfer']);
}
