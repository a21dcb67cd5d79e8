import { actorsOf, checkOptions, programs } from '../lessons/index.ts';
import { Actor } from '../native-bridge/actor.ts';
import type { Bound } from '../native-bridge/bindings.ts';
import { Clock } from '../native-bridge/clock.ts';
import { Collector } from '../native-bridge/collector.ts';
import { Control } from '../native-bridge/control.ts';
import { ObjectTable } from '../native-bridge/object-table.ts';
import type { PerformerParts } from '../native-bridge/performer-parts.ts';
import { Recorder } from '../native-bridge/recorder.ts';
import { FIRST_ACTOR_THREAD, createSessionMemory } from '../native-bridge/shared-memory.ts';
import { SlotTable } from '../native-bridge/slot-table.ts';
import { LentBuffers } from '../native-bridge/lent-buffers.ts';
import { ThreadMemory, getAddress, setAddress } from '../native-bridge/thread-memory.ts';
import { BatchWriter, FORMAT, type SessionInfo } from '../trace/index.ts';
import { STATUS_PENDING, functions, overlapped, overlappedEntry, wsabuf, type FunctionName } from '../winsock/index.ts';

/**
 * What our own code costs in a round trip of the lesson load, model port: the program, the marshalling, the effects, the
 * rows. Winsock is left out: functions of a few lines stand in its place, so that nothing but JavaScript is measured. They
 * are no part of the product, and this says nothing about Winsock.
 */
const info: SessionInfo = {
  format: FORMAT,
  program: 'load',
  functions: functions.map(({ name }) => name),
  startedAt: '2026-01-01T00:00:00.000Z',
  system: { name: 'none', winsock: 'none', wine: false, architecture: 'x64', node: '0', processId: 1 },
  overlook: 'bench',
};
const CONNECTIONS = 16;
const OPERATIONS = 100_000;
const ROUNDS = 15;
const BASE = 0x10_0000;

/** Sends complete at once and complete the peer's receive; packets are queued. */
class Loopback {
  private readonly receives = new Map<number, { readonly ov: number; readonly room: number }>();
  private readonly waiting = new Map<number, number>();
  private readonly packets: { ov: number; bytes: number }[] = [];
  private nextSocket = 0;
  private lastConnected = 0;
  private error = 0;

  constructor(private readonly view: DataView) {}

  get(name: FunctionName): Bound {
    return this.functions[name] ?? (() => 0);
  }

  private readonly functions: Partial<Record<FunctionName, Bound>> = {
    WSAGetLastError: () => this.error,
    WSASocketW: () => (this.nextSocket += 2),
    connect: (s = 0) => {
      this.lastConnected = s;
      return 0;
    },
    accept: () => this.lastConnected + 1,
    CreateIoCompletionPort: () => 0xd8,
    CloseHandle: () => 1,
    shutdown: (s = 0) => {
      this.deliver(s ^ 1, 0);
      return 0;
    },
    WSASend: (s = 0, buffers = 0, _n, _sent, _flags, ov = 0) => {
      const bytes = this.view.getUint32(buffers - BASE + wsabuf.len, true);
      this.complete(ov, bytes);
      this.deliver(s ^ 1, bytes);
      return 0;
    },
    WSARecv: (s = 0, buffers = 0, _n, _received, _flags, ov = 0) => {
      this.view.setUint32(ov - BASE + overlapped.Internal, STATUS_PENDING, true);
      this.receives.set(s, { ov, room: this.view.getUint32(buffers - BASE + wsabuf.len, true) });
      const waiting = this.waiting.get(s);
      this.waiting.delete(s);
      if (waiting !== undefined) this.deliver(s, waiting);
      this.error = 997;
      return waiting === undefined ? -1 : 0;
    },
    GetQueuedCompletionStatusEx: (_port, entries = 0, most = 0, count = 0) => {
      const taken = this.packets.splice(0, most);
      taken.forEach(({ ov, bytes }, index) => {
        const at = entries - BASE + index * overlappedEntry.size;
        setAddress(this.view, at + overlappedEntry.lpCompletionKey, 1);
        setAddress(this.view, at + overlappedEntry.lpOverlapped, ov);
        setAddress(this.view, at + overlappedEntry.Internal, 0);
        this.view.setUint32(at + overlappedEntry.bytes, bytes, true);
      });
      this.view.setUint32(count - BASE, taken.length, true);
      return taken.length > 0 ? 1 : 0;
    },
  };

  private deliver(s: number, bytes: number): void {
    const receive = this.receives.get(s);
    this.receives.delete(s);
    if (receive === undefined) this.waiting.set(s, bytes);
    else this.complete(receive.ov, Math.min(bytes, receive.room));
  }

  private complete(ov: number, bytes: number): void {
    setAddress(this.view, ov - BASE + overlapped.Internal, 0);
    setAddress(this.view, ov - BASE + overlapped.InternalHigh, bytes);
    if (getAddress(this.view, ov - BASE + overlapped.Internal) === 0) this.packets.push({ ov, bytes });
  }
}

/** Nanoseconds of a round trip, and of that, what the collector took. */
function round(): { readonly total: number; readonly collected: number } {
  const lesson = programs.get('load')!;
  const options = checkOptions(lesson, { connections: CONNECTIONS, operations: OPERATIONS, seconds: 60 });
  if (typeof options === 'string') throw new Error(options);
  const memory = createSessionMemory(1);
  const view = new DataView(memory.arena);
  const control = new Control(memory.control);
  control.clockOrigin = process.hrtime.bigint();
  const clock = new Clock(control.clockOrigin);
  const thread = FIRST_ACTOR_THREAD;
  const loopback = new Loopback(view);
  const collector = new Collector(memory, clock, new BatchWriter(info));
  let collectNs = 0;
  let calls = 0;
  const drain = () => {
    const begin = cpuNs();
    collector.take();
    collectNs += cpuNs() - begin;
  };
  const slots = new SlotTable(memory);
  const parts: PerformerParts = {
    clock,
    control,
    recorder: new Recorder(memory.rings[thread]!, thread, clock, memory.arena),
    functions: {
      get: (name) => {
        const bound = loopback.get(name);
        if (name !== 'GetQueuedCompletionStatusEx') return bound;
        return (...words) => {
          if (++calls % 64 === 0) drain();
          return bound(...words);
        };
      },
    },
    system: {
      currentThreadId: () => 1,
      isSignaled: () => undefined,
      portDepth: () => undefined,
      windowsVersion: () => '',
      wineVersion: () => undefined,
    },
    slots,
    objects: new ObjectTable(memory, control),
    memory: new ThreadMemory(memory, thread, BASE, (sentence) => {
      throw new Error(sentence);
    }),
    arena: { view, base: BASE },
    lent: new LentBuffers(memory, slots, BASE),
  };
  const begin = cpuNs();
  for (const start of Object.values(actorsOf(lesson, options))) new Actor(parts, memory.board, thread).run(start());
  const total = cpuNs() - begin;
  return { total: total / (OPERATIONS / 4), collected: collectNs / (OPERATIONS / 4) };
}

/** Processor time of this process: the machine's other work does not count. */
function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rounds = Array.from({ length: ROUNDS }, round);
const total = median(rounds.map((one) => one.total));
const collected = median(rounds.map((one) => one.collected));
console.log(`a round trip of 4 operations   ${(total / 1000).toFixed(2)} µs of our own code`);
console.log(`of it the collector            ${(collected / 1000).toFixed(2)} µs`);
console.log(
  `the best of ${ROUNDS} rounds           ${(Math.min(...rounds.map((one) => one.total)) / 1000).toFixed(2)} µs`,
);
