import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { actorsOf, checkOptions, findProgram, type OptionValues } from '../lessons/index.ts';
import type { BridgeMessage } from '../protocol/index.ts';
import { BatchWriter, FORMAT, type SystemInfo } from '../trace/index.ts';
import { functions } from '../winsock/index.ts';
import type { ActorEnded } from './actor-thread.ts';
import { Clock } from './clock.ts';
import { Collector } from './collector.ts';
import { Control } from './control.ts';
import { Housekeeper } from './housekeeper.ts';
import { joinSession, type ThreadData } from './session-thread.ts';
import {
  BRIDGE_THREAD,
  FIRST_ACTOR_THREAD,
  MOST_ACTORS,
  OBSERVER_THREAD,
  createSessionMemory,
  type SessionMemory,
} from './shared-memory.ts';
import { Turns } from './turns.ts';

const LOADING_MS = 30_000;
/** Longer than the longest wait of a program. */
const THREADS_END_MS = 10_000;

/** Sessions whose operations had not all ended when they did. Kept for ever, on purpose. */
const leakedMemory: SessionMemory[] = [];
/** Threads that stand in a native call although their session is over. */
const left = new Set<Worker>();

/** How many threads this process would wait for in vain when it ends. */
export const threadsLeft = () => left.size;

interface StartOptions {
  readonly program: string;
  readonly paused: boolean;
  readonly options?: Readonly<Record<string, number | string>> | undefined;
  /** Of each buffer that is sent or received so many bytes are recorded; left out: none. */
  readonly payloadBytes?: number | undefined;
}

export interface BridgeOptions {
  /** Where actor-thread.cjs and observer-thread.cjs are. */
  readonly threadsDir: string;
  /** The version that recordings name as their writer. */
  readonly overlookVersion: string;
  /** True while whoever takes the messages has not got rid of many: then rows wait in their rings, as long as they can. */
  readonly isBehind?: () => boolean;
}

type Ended = Extract<BridgeMessage, { kind: 'ended' }>;

/**
 * One run of a program: its threads, its memory, its rows.
 *
 * ```
 * start ─▶ actors run ─▶ all have ended, or stop ─▶ nothing in flight any more ─▶ threads end ─▶ last rows ─▶ ended
 * ```
 */
export class LiveSession {
  /** Resolves when everything has been reported and no thread is left. */
  readonly finished: Promise<void>;
  private readonly memory: SessionMemory;
  private readonly program: string;
  private readonly options: OptionValues;
  /** Why it cannot be started. */
  private readonly refusal: string | undefined;
  private readonly steering: Control;
  private readonly writer: BatchWriter;
  private readonly actorNames: readonly string[];
  private readonly workers: { readonly worker: Worker; readonly exited: Promise<void> }[] = [];
  private readonly problems: string[] = [];
  private running = 0;
  private isGivenUp = false;
  private stopped = false;
  private resolveFinished!: () => void;
  private resolveActorsEnded!: () => void;
  private readonly actorsEnded: Promise<void>;
  private resolveStopAsked!: () => void;
  private readonly stopAsked: Promise<void>;

  constructor(
    { program, paused, options = {}, payloadBytes = 0 }: StartOptions,
    system: SystemInfo,
    private readonly bridge: BridgeOptions,
    private readonly report: (message: BridgeMessage) => void,
  ) {
    this.finished = new Promise((resolve) => (this.resolveFinished = resolve));
    this.actorsEnded = new Promise((resolve) => (this.resolveActorsEnded = resolve));
    this.stopAsked = new Promise((resolve) => (this.resolveStopAsked = resolve));
    this.program = program;
    const lesson = findProgram(program);
    const values = lesson === undefined ? `There is no program called ${program}.` : checkOptions(lesson, options);
    this.options = typeof values === 'string' ? {} : values;
    this.actorNames = typeof values === 'string' ? [] : Object.keys(actorsOf(lesson!, values));
    this.refusal = typeof values === 'string' ? values : tooMany(this.actorNames.length);
    this.memory = createSessionMemory(this.refusal === undefined ? this.actorNames.length : 0, payloadBytes);
    this.steering = new Control(this.memory.control);
    if (paused) this.steering.setMode('pause');
    this.writer = new BatchWriter({
      format: FORMAT,
      program,
      functions: functions.map(({ name }) => name),
      startedAt: new Date().toISOString(),
      system,
      overlook: bridge.overlookVersion,
      payloadBytes,
    });
  }

  start(): void {
    if (this.refusal !== undefined) return this.end('failed', this.refusal);
    this.report({ kind: 'schema', bytes: this.writer.schemaMessage });
    void this.run(); // It reports its own end, whatever happens.
  }

  control(action: 'pause' | 'resume' | 'step' | 'stop'): void {
    if (this.stopped) return;
    switch (action) {
      case 'pause':
        this.steering.setMode('pause');
        return this.report({ kind: 'state', state: 'paused' });
      case 'resume':
        this.steering.setMode('run');
        return this.report({ kind: 'state', state: 'running' });
      case 'step':
        return this.steering.permitStep();
      case 'stop':
        this.stopped = true;
        this.resolveStopAsked();
        this.steering.setMode('stop');
        return this.report({ kind: 'state', state: 'stopping' });
    }
  }

  /** The bytes of a batch have been used, and their memory may hold another. Only who keeps none of them may say so. */
  recycle(bytes: Uint8Array): void {
    this.writer.recycle(bytes);
  }

  private async run(): Promise<void> {
    let housekeeper: Housekeeper | undefined;
    let collector: Collector | undefined;
    let turns: Turns | undefined;
    try {
      this.startThread('observer-thread.cjs', this.threadData(OBSERVER_THREAD, 'observer'));
      this.actorNames.forEach((name, index) => this.startActor(name, FIRST_ACTOR_THREAD + index));
      await this.untilLoaded();
      this.steering.clockOrigin = process.hrtime.bigint();
      const taker = (collector = new Collector(this.memory, new Clock(this.steering.clockOrigin), this.writer));
      housekeeper = new Housekeeper(joinSession(this.threadData(BRIDGE_THREAD, 'overlook')));
      housekeeper.open();
      this.report({ kind: 'state', state: this.steering.mode === 'pause' ? 'paused' : 'running' });
      this.steering.begin();
      turns = new Turns(() => this.turn(taker));
      await this.untilActorsEnd(housekeeper);
      await housekeeper.settle();
    } catch (error) {
      this.problems.push(messageOf(error));
    }
    await this.untilThreadsEnd();
    turns?.stop();
    const leaked = this.closeUp(housekeeper, collector);
    // Windows may still write to what has leaked: its memory must not become anything else's.
    if (leaked > 0) leakedMemory.push(this.memory);
    this.end(this.problems.length > 0 ? 'failed' : this.stopped ? 'stopped' : 'completed', this.endText());
  }

  /** The last calls and rows. How many operations have leaked; where even that cannot be said, all may have. */
  private closeUp(housekeeper: Housekeeper | undefined, collector: Collector | undefined): number {
    try {
      const leaked = housekeeper?.close(this.endText()) ?? 0;
      for (let rows = collector?.take(true); rows !== undefined; rows = collector?.take(true)) this.giveOn(rows);
      return leaked;
    } catch (error) {
      this.problems.push(messageOf(error));
      return Infinity;
    }
  }

  /** A thread that stands in a native call cannot be ended from outside: it is waited for, but not for ever. */
  private async untilThreadsEnd(): Promise<void> {
    this.steering.setMode('leave');
    this.steering.begin();
    const all = Promise.all(this.workers.map(({ exited }) => exited)).then(() => true);
    if (await Promise.race([all, pause(THREADS_END_MS).then(() => false)])) return;
    this.problems.push('A thread did not end; it is left behind.');
    leakedMemory.push(this.memory);
    for (const { worker, exited } of this.workers) {
      left.add(worker);
      void exited.then(() => left.delete(worker));
    }
  }

  private endText(): string {
    const problems = this.problems.map((problem) => (problem.endsWith('.') ? problem : `${problem}.`));
    return problems.join(' ') || (this.stopped ? 'stopped' : 'the program ran to its end');
  }

  /** How many bytes were given on. Nobody above could catch what is thrown here: it ends the session, visibly. */
  private turn(collector: Collector): number {
    if (this.bridge.isBehind?.() === true) return 0;
    try {
      const rows = collector.take();
      this.giveOn(rows);
      return rows?.length ?? 0;
    } catch (error) {
      if (!this.stopped) {
        this.problems.push(`The rows cannot be given on: ${messageOf(error)}`);
        this.control('stop');
      }
      return 0;
    }
  }

  /** Until every thread has loaded what it needs, or one has ended instead: then the session is to stop. */
  private async untilLoaded(): Promise<void> {
    const until = performance.now() + LOADING_MS;
    while (this.steering.joined < this.workers.length && this.problems.length === 0) {
      if (performance.now() > until) this.problems.push(`The threads were not ready within ${LOADING_MS / 1000} s.`);
      await pause(2);
    }
    if (this.problems.length > 0) this.control('stop');
  }

  /** Actors that stand in a wait when the session is to stop are woken; one that stays there anyway is given up. */
  private async untilActorsEnd(housekeeper: Housekeeper): Promise<void> {
    if (this.running > 0) await Promise.race([this.actorsEnded, this.stopAsked]);
    if (this.running === 0 || (await housekeeper.wake(this.running, () => this.running === 0))) return;
    this.problems.push('A thread did not come back from a Winsock call and was given up.');
    this.isGivenUp = true;
    for (const { worker } of this.workers) void worker.terminate();
  }

  private threadData(thread: number, name: string): ThreadData {
    return {
      memory: this.memory,
      thread,
      name,
      program: this.program,
      options: this.options,
    };
  }

  private startActor(name: string, thread: number): void {
    this.running++;
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      if (--this.running === 0) this.resolveActorsEnded();
    };
    const worker = this.startThread('actor-thread.cjs', this.threadData(thread, name));
    worker.on('message', ({ problem }: ActorEnded) => {
      if (problem !== undefined) this.fail(name, problem);
      end();
    });
    worker.on('exit', end);
  }

  /** A thread that throws, or ends with a code, ends the session: the others may wait for it for ever. */
  private startThread(file: string, workerData: ThreadData): Worker {
    const worker = new Worker(join(this.bridge.threadsDir, file), { workerData });
    let hasThrown = false;
    worker.on('error', (error: Error) => {
      hasThrown = true;
      this.fail(workerData.name, error.message);
    });
    worker.on('exit', (code) => {
      if (code !== 0 && !hasThrown && !this.isGivenUp) this.fail(workerData.name, `its thread ended with code ${code}`);
    });
    this.workers.push({ worker, exited: new Promise((resolve) => worker.once('exit', () => resolve())) });
    return worker;
  }

  private fail(thread: string, problem: string): void {
    this.problems.push(`${thread}: ${problem}`);
    this.control('stop');
  }

  private giveOn(bytes: Uint8Array | undefined): void {
    if (bytes !== undefined) this.report({ kind: 'batch', bytes });
  }

  private end(reason: Ended['reason'], text: string): void {
    this.report({ kind: 'ended', reason, text });
    this.resolveFinished();
  }
}

function tooMany(actors: number): string | undefined {
  return actors > MOST_ACTORS ? `A program can have ${MOST_ACTORS} actors, and this one has ${actors}.` : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
