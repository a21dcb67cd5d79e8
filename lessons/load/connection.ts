import { buffer, overlapped, release, winsock } from '../calls.ts';
import { out } from '../call-types.ts';
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
  /** Looks at the time now and then, and sets `isOver`. Also inside routines: while they keep coming, no wait returns. */
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
  sent = 0;
  received = 0;
  private pending = 0;
  private hasEnded = false;
  private isClosed = false;

  private constructor(
    readonly s: SocketRef,
    private readonly run: Run,
    private readonly isClient: boolean,
    private readonly routine: ((direction: Direction) => Routine) | undefined,
  ) {}

  /** `routine`: of the routine model, what runs when a direction has completed. */
  static *open(
    s: SocketRef,
    run: Run,
    isClient: boolean,
    model: Model,
    routine: ((direction: Direction) => Routine) | undefined,
  ): Program<End> {
    const end = new End(s, run, isClient, routine);
    end.receiving = yield* end.direction('receive', model);
    end.sending = yield* end.direction('send', model);
    run.open++;
    return end;
  }

  *begin(): Program {
    yield* this.receive();
    if (this.isClient) yield* this.send(this.run.bytes);
  }

  /** A direction has completed, with so many bytes. */
  *completed(direction: Direction, bytes: number): Program {
    direction.inFlight = false;
    if (direction.kind === 'send') return yield* this.hasSent(bytes);
    this.received += bytes;
    if (bytes === 0) return yield* this.peerHasEnded();
    this.pending += bytes;
    if (this.isClient) yield* this.clientReceived();
    else yield* this.answer();
    yield* this.receive();
  }

  private *clientReceived(): Program {
    if (this.pending < this.run.bytes) return;
    this.pending -= this.run.bytes;
    this.run.echoed++;
    yield* this.run.look();
    if (this.run.isOver) yield* this.endSending();
    else yield* this.send(this.run.bytes);
  }

  /** The server sends what it has received, as soon as the send before is over. */
  private *answer(): Program {
    if (this.pending === 0 || this.sending.inFlight) return;
    const bytes = Math.min(this.pending, this.run.bytes);
    this.pending -= bytes;
    yield* this.send(bytes);
  }

  private *hasSent(bytes: number): Program {
    this.sent += bytes;
    if (!this.isClient) yield* this.answer();
    if (this.hasEnded) yield* this.close();
  }

  private *receive(): Program {
    if (this.isClosed) return;
    const { receiving } = this;
    receiving.inFlight = true;
    this.run.operations++;
    const routine = this.routine?.(receiving);
    const { lpOverlapped, memory } = receiving;
    const args = { s: this.s, lpBuffers: [memory], lpFlags: 0, lpOverlapped };
    const { failed, error } = yield* winsock.WSARecv(
      routine === undefined ? args : { ...args, lpCompletionRoutine: routine },
    );
    if (failed && error !== 997) throw new Error(`WSARecv failed with ${error}, so the load cannot go on.`);
  }

  private *send(bytes: number): Program {
    const { sending } = this;
    sending.inFlight = true;
    this.run.operations++;
    const routine = this.routine?.(sending);
    const { lpOverlapped, memory } = sending;
    const part = bytes === memory.length ? memory : { ...memory, length: bytes };
    const args = { s: this.s, lpBuffers: [part], dwFlags: 0, lpOverlapped };
    const { failed, error } = yield* winsock.WSASend(
      routine === undefined ? args : { ...args, lpCompletionRoutine: routine },
    );
    if (failed && error !== 997) throw new Error(`WSASend failed with ${error}, so the load cannot go on.`);
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
