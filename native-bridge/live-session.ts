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

/** Rows are given on about once a frame. */
const TURN_MS = 16;
const LOADING_MS = 30_000;

/** Sessions whose operations had not all ended when they did. Kept for ever, on purpose. */
const leakedMemory: SessionMemory[] = [];

interface StartOptions {
  readonly program: string;
  readonly paused: boolean;
  readonly options?: Readonly<Record<string, number | string>> | undefined;
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
  private stopped = false;
  private resolveFinished!: () => void;
  private resolveActorsEnded!: () => void;
  private readonly actorsEnded: Promise<void>;

  constructor(
    { program, paused, options = {} }: StartOptions,
    system: SystemInfo,
    private readonly bridge: BridgeOptions,
    private readonly report: (message: BridgeMessage) => void,
  ) {
    this.finished = new Promise((resolve) => (this.resolveFinished = resolve));
    this.actorsEnded = new Promise((resolve) => (this.resolveActorsEnded = resolve));
    this.program = program;
    const lesson = findProgram(program);
    const values = lesson === undefined ? `There is no program called ${program}.` : checkOptions(lesson, options);
    this.options = typeof values === 'string' ? {} : values;
    this.actorNames = typeof values === 'string' ? [] : Object.keys(actorsOf(lesson!, values));
    this.refusal = typeof values === 'string' ? values : tooMany(this.actorNames.length);
    this.memory = createSessionMemory(this.refusal === undefined ? this.actorNames.length : 0);
    this.steering = new Control(this.memory.control);
    if (paused) this.steering.setMode('pause');
    this.writer = new BatchWriter({
      format: FORMAT,
      program,
      functions: functions.map(({ name }) => name),
      startedAt: new Date().toISOString(),
      system,
      overlook: bridge.overlookVersion,
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
    let timer: NodeJS.Timeout | undefined;
    this.startThread('observer-thread.cjs', this.threadData(OBSERVER_THREAD, 'observer'));
    this.actorNames.forEach((name, index) => this.startActor(name, FIRST_ACTOR_THREAD + index));
    await this.untilLoaded();
    this.steering.clockOrigin = process.hrtime.bigint();
    const collector = new Collector(this.memory, new Clock(this.steering.clockOrigin), this.writer);
    try {
      housekeeper = new Housekeeper(joinSession(this.threadData(BRIDGE_THREAD, 'overlook')));
      housekeeper.open();
      this.report({ kind: 'state', state: this.steering.mode === 'pause' ? 'paused' : 'running' });
      this.steering.begin();
      timer = setInterval(() => this.turn(collector), TURN_MS);
      await this.untilActorsEnd(housekeeper);
      await housekeeper.settle();
    } catch (error) {
      this.problems.push(error instanceof Error ? error.message : String(error));
    }
    this.steering.setMode('leave');
    this.steering.begin();
    await Promise.all(this.workers.map(({ exited }) => exited));
    clearInterval(timer);
    const text = this.problems.join(' ') || (this.stopped ? 'stopped' : 'the program ran to its end');
    // Windows may still write to what has leaked: its memory must not become anything else's.
    if ((housekeeper?.close(text) ?? 0) > 0) leakedMemory.push(this.memory);
    this.giveOn(collector.take(true));
    this.end(this.problems.length > 0 ? 'failed' : this.stopped ? 'stopped' : 'completed', text);
  }

  /** Nobody above could catch what is thrown here: it ends the session, visibly. */
  private turn(collector: Collector): void {
    try {
      if (this.bridge.isBehind?.() !== true) this.giveOn(collector.take());
    } catch (error) {
      if (this.stopped) return;
      this.problems.push(`The rows cannot be given on: ${error instanceof Error ? error.message : String(error)}`);
      this.control('stop');
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
    while (this.running > 0) {
      await Promise.race([this.actorsEnded, pause(50)]);
      if (this.stopped && this.running > 0 && !(await housekeeper.wake(this.running, () => this.running === 0))) {
        this.problems.push('A thread did not come back from a Winsock call and was given up.');
        for (const { worker } of this.workers) void worker.terminate();
        return;
      }
    }
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
    const worker = this.startThread('actor-thread.cjs', this.threadData(thread, name));
    let ended = false;
    const end = (problem: string | undefined) => {
      if (ended) return;
      ended = true;
      if (problem !== undefined) {
        this.problems.push(`${name}: ${problem}`);
        // The others may wait for this one for ever.
        this.control('stop');
      }
      if (--this.running === 0) this.resolveActorsEnded();
    };
    worker.on('message', ({ problem }: ActorEnded) => end(problem));
    worker.on('error', (error: Error) => end(error.message));
    worker.on('exit', (code) => end(code === 0 ? undefined : `its thread ended with code ${code}`));
  }

  private startThread(file: string, workerData: ThreadData): Worker {
    const worker = new Worker(join(this.bridge.threadsDir, file), { workerData });
    worker.on('error', (error: Error) => this.problems.push(`${workerData.name}: ${error.message}`));
    this.workers.push({ worker, exited: new Promise((resolve) => worker.once('exit', () => resolve())) });
    return worker;
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
