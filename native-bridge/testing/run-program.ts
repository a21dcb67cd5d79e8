import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { OptionValues } from '../../lessons/index.ts';
import type { BridgeMessage } from '../../protocol/index.ts';
import { BatchDecoder, Trace, operationJson, readInfo } from '../../trace/index.ts';
import { Bridge } from '../bridge.ts';

type Ended = Extract<BridgeMessage, { kind: 'ended' }>;

export interface RunOptions {
  readonly options?: OptionValues;
  readonly paused?: boolean;
  readonly payloadBytes?: number;
  readonly isBehind?: () => boolean;
  /** Called with every message. */
  readonly during?: (message: BridgeMessage, bridge: Bridge, trace: Trace | undefined) => void;
}

/** What a program recorded, and how its session ended. */
export interface ProgramRun {
  readonly trace: Trace;
  readonly end: Ended;
}

/**
 * Runs a program on the Winsock of this process: inside Windows Node, with the bridge in process, as in Electron's main
 * process. Threads are started from the file beside the test's own.
 */
export async function runProgram(program: string, options: RunOptions = {}): Promise<ProgramRun> {
  return (await runPrograms([program], options))[0]!;
}

/** The same for several, one after another on one bridge. */
export async function runPrograms(
  programs: readonly string[],
  { options, paused = false, payloadBytes = 0, isBehind = () => false, during }: RunOptions = {},
): Promise<readonly ProgramRun[]> {
  let resolve!: (end: Ended) => void;
  let trace: Trace | undefined;
  let decoder: BatchDecoder | undefined;
  const bridge = new Bridge(
    {
      message: (message) => {
        if (message.kind === 'schema') {
          trace = new Trace(readInfo(message.bytes)!);
          decoder = new BatchDecoder(message.bytes);
        } else if (message.kind === 'batch') trace!.append(decoder!.decode(message.bytes)!);
        else if (message.kind === 'ended') resolve(message);
        during?.(message, bridge, trace);
      },
      lost: (why) => assert.fail(why),
    },
    { threadsDir: join(import.meta.dirname, '..', 'app'), overlookVersion: 'test', isBehind },
  );
  bridge.start();
  const runs: ProgramRun[] = [];
  for (const program of programs) {
    trace = undefined;
    const ended = new Promise<Ended>((done) => (resolve = done));
    bridge.send({
      kind: 'start',
      program,
      paused,
      payloadBytes,
      ...(options === undefined ? {} : { options: { ...options } }),
    });
    const end = await ended;
    runs.push({ trace: trace!, end });
  }
  await bridge.close();
  return runs;
}

/** After every session: rows sorted, nothing lost, every operation ended, nothing overrun, and the bridge's count agrees. */
export function everythingIsAccountedFor(trace: Trace): void {
  for (let row = 1; row < trace.rows.length; row++) assert.ok(trace.get('time', row) >= trace.get('time', row - 1));
  assert.equal(trace.lostRows, 0);
  assert.ok(trace.ended);
  const ends = trace.operations.map(({ end }) => end);
  const { balance } = trace;
  assert.deepEqual(balance, {
    issued: trace.operations.length,
    completed: ends.filter((end) => end === 'completed').length,
    failed: ends.filter((end) => end === 'failed' || end === 'cancelled' || end === 'aborted').length,
    leaked: ends.filter((end) => end === 'leaked').length,
  });
  assert.equal(balance.issued, balance.completed + balance.failed + balance.leaked);
  assert.deepEqual(
    trace.marks.filter(({ kind }) => kind === 'overrun'),
    [],
  );
}

/** And where a program gives everything back: no structure, handle, call or thread is missing. */
export function nothingIsLeft(trace: Trace): void {
  everythingIsAccountedFor(trace);
  for (const operation of trace.operations) assert.ok(operation.end, JSON.stringify(operationJson(trace, operation)));
  for (const slot of trace.slots.values()) assert.ok(slot.releasedAt !== undefined, `slot ${slot.id}`);
  for (const object of trace.objects.values()) assert.ok(object.closedAt !== undefined, `${object.kind} ${object.id}`);
  for (const call of trace.calls) assert.ok(call.returnedAt !== undefined, call.api);
  for (const thread of trace.threads.values()) assert.ok(thread.endedAt !== undefined, thread.name);
}
