import type { Balance } from '../trace/index.ts';

/** How a session is told to go on: a few words of shared memory that every thread looks at. */
const words = {
  mode: 0,
  permits: 1,
  calls: 2,
  operations: 3,
  objects: 4,
  kick: 5,
  joined: 6,
  begun: 7,
  parked: 8,
  failedCalls: 9,
  succeeded: 10,
  failed: 11,
  overruns: 12,
} as const;
const ORIGIN_OFFSET = 120;

/** The later ones come last: from `stop` on no new calls are made. */
const modes = { run: 0, pause: 1, stop: 2, leave: 3 } as const;
type Mode = keyof typeof modes;
const modeNames = Object.keys(modes) as Mode[];

export class Control {
  private readonly words: Int32Array;
  private readonly origin: BigInt64Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
    this.origin = new BigInt64Array(memory, ORIGIN_OFFSET, 1);
  }

  get mode(): Mode {
    return modeNames[Atomics.load(this.words, words.mode)]!;
  }

  /** `stop`: no new calls; `leave`: nothing is in flight any more, threads may end. */
  setMode(mode: Mode): void {
    Atomics.store(this.words, words.mode, modes[mode]);
    this.wake();
  }

  /** No new calls are to be made. A plain load: every call asks, and one call more or less makes no difference. */
  get isStopping(): boolean {
    return this.words[words.mode]! >= modes.stop;
  }

  /** Lets one actor perform one call while the session is paused. */
  permitStep(): void {
    Atomics.add(this.words, words.permits, 1);
    this.wake();
  }

  /** Blocks an actor while the session is paused. False: the session is to stop. */
  passGate(): boolean {
    for (;;) {
      const mode = this.words[words.mode]!;
      if (mode === modes.run) return true;
      if (mode !== modes.pause) return false;
      const permits = Atomics.load(this.words, words.permits);
      if (permits > 0) {
        if (Atomics.compareExchange(this.words, words.permits, permits, permits - 1) === permits) return true;
      } else Atomics.wait(this.words, words.permits, 0, 1000);
    }
  }

  /** Blocks for so long, or until the session is to stop. */
  sleep(ms: number): void {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !this.isStopping; left = until - performance.now()) {
      Atomics.wait(this.words, words.mode, Atomics.load(this.words, words.mode), left);
    }
  }

  /** Blocks a thread that has nothing more to do until the session may end. The system cancels the I/O of a thread that exits. */
  waitUntilLeave(): void {
    while (this.mode !== 'leave') Atomics.wait(this.words, words.mode, Atomics.load(this.words, words.mode), 1000);
  }

  /** The starting line: a thread has loaded what it needs, and blocks until the session begins. */
  waitForBegin(): void {
    Atomics.add(this.words, words.joined, 1);
    while (Atomics.load(this.words, words.begun) === 0) Atomics.wait(this.words, words.begun, 0, 1000);
  }

  /** How many threads stand at the starting line. */
  get joined(): number {
    return Atomics.load(this.words, words.joined);
  }

  /** Lets all threads at the starting line go. */
  begin(): void {
    Atomics.store(this.words, words.begun, 1);
    Atomics.notify(this.words, words.begun);
  }

  /** process.hrtime at the session's beginning; set before any thread goes. */
  get clockOrigin(): bigint {
    return this.origin[0]!;
  }

  set clockOrigin(origin: bigint) {
    this.origin[0] = origin;
  }

  nextCall(): number {
    return Atomics.add(this.words, words.calls, 1) + 1;
  }

  nextOperation(): number {
    return Atomics.add(this.words, words.operations, 1) + 1;
  }

  nextObject(): number {
    return Atomics.add(this.words, words.objects, 1) + 1;
  }

  get objectCount(): number {
    return Atomics.load(this.words, words.objects);
  }

  /** Counts the ends of operations, each once: where its call failed, or where its completion was claimed. */
  countEnd(end: 'failedCalls' | 'succeeded' | 'failed'): void {
    Atomics.add(this.words, words[end], 1);
  }

  /** Somebody wrote outside of the memory that it was given. */
  countOverrun(): void {
    Atomics.add(this.words, words.overruns, 1);
  }

  get overruns(): number {
    return Atomics.load(this.words, words.overruns);
  }

  /** The count of a session in which nothing happens any more. */
  balance(leaked: number): Balance {
    const failed = Atomics.load(this.words, words.failedCalls) + Atomics.load(this.words, words.failed);
    const issued = Atomics.load(this.words, words.operations);
    return { issued, completed: Atomics.load(this.words, words.succeeded), failed, leaked };
  }

  /** Tells the observer that an operation is in flight. It is woken only from a sleep without end: a wake costs time. */
  kickObserver(): void {
    Atomics.add(this.words, words.kick, 1);
    if (Atomics.load(this.words, words.parked) !== 0) Atomics.notify(this.words, words.kick);
  }

  get kicks(): number {
    return Atomics.load(this.words, words.kick);
  }

  /** Sleeps until an operation is issued, at most so long. */
  waitForKick(seen: number, ms: number): void {
    Atomics.store(this.words, words.parked, 1);
    Atomics.wait(this.words, words.kick, seen, ms);
    Atomics.store(this.words, words.parked, 0);
  }

  /** Sleeps so long, whatever is issued meanwhile; the end of the session wakes. */
  nap(ms: number): void {
    const mode = Atomics.load(this.words, words.mode);
    if (mode !== modes.leave) Atomics.wait(this.words, words.mode, mode, ms);
  }

  private wake(): void {
    Atomics.notify(this.words, words.mode);
    Atomics.notify(this.words, words.permits);
    Atomics.add(this.words, words.kick, 1);
    Atomics.notify(this.words, words.kick);
  }
}
