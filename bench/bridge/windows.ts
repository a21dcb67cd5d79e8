import { writeFileSync } from 'node:fs';
import { actorsOf, checkOptions, programs } from '../../lessons/index.ts';
import { Actor } from '../../native-bridge/actor.ts';
import { addressOf, bindFunctions } from '../../native-bridge/bindings.ts';
import { Bridge } from '../../native-bridge/bridge.ts';
import { Clock } from '../../native-bridge/clock.ts';
import { Control } from '../../native-bridge/control.ts';
import { ObjectTable } from '../../native-bridge/object-table.ts';
import type { Recorder } from '../../native-bridge/recorder.ts';
import { FIRST_ACTOR_THREAD, createSessionMemory } from '../../native-bridge/shared-memory.ts';
import { SlotTable } from '../../native-bridge/slot-table.ts';
import { bindSystemCalls } from '../../native-bridge/system-calls.ts';
import { LentBuffers } from '../../native-bridge/lent-buffers.ts';
import { ThreadMemory } from '../../native-bridge/thread-memory.ts';
import { bare } from './bare.ts';
import { BatchDecoder, Trace, readInfo } from '../../trace/index.ts';
import { WINSOCK_VERSION, sizes } from '../../winsock/index.ts';

/**
 * Runs in Windows Node: the lesson load, model port, one thread, `recorded` by a whole bridge or performed with nothing
 * recorded at all, or as `bare` calls through koffi, and writes the round trips a second into the result file, as echo.c does: of the second half, when the
 * code has been compiled.
 *
 *     node bridge-windows.cjs recorded|unrecorded|bare <connections> <seconds> <result file> <folder of the threads>
 */
const [mode = '', connections = '', seconds = '', resultFile = '', threadsDir = ''] = process.argv.slice(2);
const options = { connections: Number(connections), seconds: Number(seconds), model: 'port', threads: 1 };

const LAST_BATCHES = 10;

type Facts = ReadonlyMap<string, unknown>;

/** The same thread, performer and calls; what it would record is thrown away, but for the facts. */
function unrecorded(): Facts {
  const lesson = programs.get('load')!;
  const checked = checkOptions(lesson, options);
  if (typeof checked === 'string') throw new Error(checked);
  const memory = createSessionMemory(1);
  const control = new Control(memory.control);
  control.clockOrigin = process.hrtime.bigint();
  const facts = new Map<string, unknown>();
  const base = addressOf(memory.arena);
  const functions = bindFunctions();
  functions.get('WSAStartup')(WINSOCK_VERSION, addressOf(new SharedArrayBuffer(sizes.WSADATA)));
  const thread = FIRST_ACTOR_THREAD;
  const slots = new SlotTable(memory);
  const parts = {
    clock: new Clock(control.clockOrigin),
    control,
    recorder: nothingRecorder(facts),
    functions,
    system: bindSystemCalls(),
    slots,
    objects: new ObjectTable(memory, control),
    memory: new ThreadMemory(memory, thread, base, (sentence) => {
      throw new Error(sentence);
    }),
    arena: { view: new DataView(memory.arena), base },
    lent: new LentBuffers(memory, slots, base),
  };
  for (const start of Object.values(actorsOf(lesson, checked))) new Actor(parts, memory.board, thread).run(start());
  return facts;
}

function nothingRecorder(facts: Map<string, unknown>): Recorder {
  const nothing: Pick<Recorder, keyof Recorder> = {
    thread: FIRST_ACTOR_THREAD,
    stamp: () => 0,
    write: () => {},
    writeWords: () => {},
    writeEntered: () => {},
    writeReturned: () => {},
    close: () => {},
    admits: () => true,
    admitsPayload: () => true,
    dropped: () => {},
    text: (kind, text) => {
      if (kind !== 'fact') return;
      const { name, value } = JSON.parse(text) as { name: string; value: unknown };
      facts.set(name, value);
    },
  };
  return nothing as Recorder;
}

/** A whole session in this process, as in Electron's main process: observer, collector, Arrow messages. */
async function recorded(): Promise<Facts> {
  const last: Uint8Array[] = [];
  let schema: Uint8Array | undefined;
  await new Promise<void>((resolve, reject) => {
    const bridge = new Bridge(
      {
        message: (message) => {
          if (message.kind === 'schema') schema = message.bytes;
          // Only the last rows tell what was echoed. The others are given back, as a bridge does with what it has sent.
          if (message.kind === 'batch' && last.push(message.bytes) > LAST_BATCHES) bridge.recycle(last.shift()!);
          if (message.kind !== 'ended') return;
          if (message.reason === 'completed') resolve();
          else reject(new Error(message.text));
        },
        lost: (why) => reject(new Error(why)),
      },
      { threadsDir, overlookVersion: 'bench' },
    );
    bridge.send({ kind: 'start', program: 'load', paused: false, options });
  });
  const trace = new Trace(readInfo(schema!)!);
  const decoder = new BatchDecoder(schema!);
  for (const bytes of last) trace.append(decoder.decode(bytes)!);
  return new Map(trace.facts.map(({ name, value }) => [name, value]));
}

async function measure(): Promise<unknown> {
  if (mode === 'bare') return bare(options.connections, options.seconds);
  const facts = mode === 'recorded' ? await recorded() : unrecorded();
  return facts.get('messages a second');
}

async function main(): Promise<void> {
  writeFileSync(resultFile, String(await measure()));
  process.exit(0);
}

void main();
