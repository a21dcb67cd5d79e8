import { constants } from '../../winsock/index.ts';
import { buffer, chapter, fact, note, overlapped, publish, release, sleep, until, winsock } from '../calls.ts';
import type { BufferRef, Lesson, OverlappedRef, Program, RoutineCall, SocketRef } from '../program.ts';
import { acceptOne, connectOne, createEvent, must, WAIT_MS } from '../sockets.ts';
import { closeTransfer, finish, issued, openTransfer, startSend, type Transfer } from '../transfer.ts';
import { untilComplete } from './channels.ts';

const { SD_SEND } = constants.shutdownHow;
const { WSA_WAIT_IO_COMPLETION } = constants.waitResults;
const PIECE_BYTES = 16;
const PIECES = 5;
const wanted = (piece: number) => `piece ${piece} is wanted`;
const ALL_AT_ONCE = 'pieces are wanted, all at once';
const ONE_MORE = 'one more piece is wanted';
const THE_END = 'the end is wanted';

/** A receive whose routine issues it again, until the peer has ended. */
class Chain {
  /** Runs of the routine so far, and how many of them were inside of each other at most. */
  runs = 0;
  deepest = 0;
  hasEnded = false;
  private depth = 0;

  constructor(
    private readonly s: SocketRef,
    readonly lpOverlapped: OverlappedRef,
    private readonly memory: BufferRef,
  ) {}

  *issue(): Program {
    yield* issuedWith(this.s, this.lpOverlapped, this.memory, (call) => this.routine(call));
  }

  /** Runs inside an alertable wait of the thread that issued the receive. */
  private *routine({ cbTransferred }: RoutineCall): Program {
    this.depth++;
    this.deepest = Math.max(this.deepest, this.depth);
    this.runs++;
    if (cbTransferred > 0) yield* this.issue();
    else this.hasEnded = true;
    this.depth--;
  }
}

function* issuedWith(
  s: SocketRef,
  lpOverlapped: OverlappedRef,
  memory: BufferRef,
  lpCompletionRoutine: (call: RoutineCall) => Program,
): Program {
  issued(yield* winsock.WSARecv({ s, lpBuffers: [memory], lpFlags: 0, lpOverlapped, lpCompletionRoutine }));
}

function* receiver(): Program {
  const s = yield* acceptOne();
  const lpOverlapped = yield* overlapped();
  const memory = yield* buffer(PIECE_BYTES);
  const chain = new Chain(s, lpOverlapped, memory);

  yield* onePieceEach(chain);
  yield* manyInOne(chain);
  yield* waitForEventsToo(chain);

  yield* chapter('The chain ends itself');
  yield* publish(THE_END);
  while (!chain.hasEnded) yield* winsock.SleepEx({ dwMilliseconds: WAIT_MS, bAlertable: true });
  yield* note('The routine was told of 0 bytes: the peer has ended. It issues nothing more, and the chain is over.');
  yield* fact('routines', chain.runs);
  yield* fact('deepest', chain.deepest);
  yield* release(lpOverlapped, memory);
  must(yield* winsock.closesocket({ s }));
}

function* onePieceEach(chain: Chain): Program {
  yield* chapter('Each routine issues the next receive');
  yield* chain.issue();
  for (let piece = 1; piece <= PIECES; piece++) {
    yield* publish(wanted(piece));
    while (chain.runs < piece) yield* winsock.SleepEx({ dwMilliseconds: WAIT_MS, bAlertable: true });
    if (piece === 1) {
      yield* note('SleepEx returned WAIT_IO_COMPLETION (192): a routine has run inside of it, on this very thread.');
    }
  }
}

function* manyInOne(chain: Chain): Program {
  yield* chapter('Everything is there already: a whole chain in one wait');
  yield* untilComplete(ALL_AT_ONCE, chain.lpOverlapped);
  const before = chain.runs;
  yield* winsock.SleepEx({ dwMilliseconds: 0, bAlertable: true });
  yield* fact('routines in one wait', chain.runs - before);
  yield* note(
    `One SleepEx, ${chain.runs - before} routines. Each receive completed at once, inside the routine before it.`,
  );
  if (chain.deepest === 1) {
    yield* note('Even so no routine began before the one that issued its receive had returned: they never nest.');
  }
}

function* waitForEventsToo(chain: Chain): Program {
  yield* chapter('A wait for events can be alertable, too');
  const hEvent = yield* createEvent();
  const before = chain.runs;
  yield* publish(ONE_MORE);
  while (chain.runs === before) {
    const { returned } = must(
      yield* winsock.WSAWaitForMultipleEvents({
        lphEvents: [hEvent],
        fWaitAll: false,
        dwTimeout: WAIT_MS,
        fAlertable: true,
      }),
    );
    if (returned !== WSA_WAIT_IO_COMPLETION) continue;
    yield* fact('wait for an event', returned);
    yield* note(
      'WSA_WAIT_IO_COMPLETION is no index: no event is signaled, routines have run. The program waits again.',
    );
  }
  must(yield* winsock.WSACloseEvent({ hEvent }));
}

function* sender(): Program {
  const s = yield* connectOne();
  const piece = yield* openTransfer(new Uint8Array(PIECE_BYTES).fill(0x61));
  const pieces = yield* openTransfer(new Uint8Array(PIECE_BYTES * PIECES).fill(0x62));
  for (let number = 1; number <= PIECES; number++) {
    yield* until(wanted(number));
    yield* sleep(5, 'before the next piece');
    yield* sendAll(s, piece);
  }
  yield* until(ALL_AT_ONCE);
  yield* sendAll(s, pieces);
  yield* publish(`sent: ${ALL_AT_ONCE}`);
  yield* until(ONE_MORE);
  yield* sleep(8, 'before one more piece');
  yield* sendAll(s, piece);
  yield* until(THE_END);
  must(yield* winsock.shutdown({ s, how: SD_SEND }));
  yield* closeTransfer(piece);
  yield* closeTransfer(pieces);
  must(yield* winsock.closesocket({ s }));
}

function* sendAll(s: SocketRef, sending: Transfer): Program {
  yield* startSend(s, sending);
  yield* finish(s, sending);
}

export const routineChain: Lesson = { name: 'routine-chain', actors: { receiver, sender } };
