import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mistakeNames } from '../lessons/testing/mistakes.ts';
import type { Operation, Trace } from '../trace/index.ts';
import {
  everythingIsAccountedFor,
  nothingIsLeft,
  runProgram,
  runPrograms,
  type ProgramRun,
} from './testing/run-program.ts';

const TIMEOUT_MS = 60_000;
/** An arena has more; all else that a session leaves has much less. */
const ARENA_BYTES = 20 * 1024 * 1024;
const STATUS_BUFFER_OVERFLOW = 0x80000005;

/** What the bridge answers to each mistake. */
const refusals: Readonly<Record<(typeof mistakeNames)[number], RegExp>> = {
  'release a structure in flight': /WSAOVERLAPPED \d+ is in-flight: it cannot be released now\./,
  'issue a structure in flight': /WSAOVERLAPPED \d+ is in-flight: it cannot be issued now\./,
  'release a buffer in flight': /Buffer \d+ belongs to operation 1, which is in flight: it cannot be released now\./,
  'write to a buffer in flight': /Buffer \d+ belongs to operation 1, which is in flight: it cannot be written to now\./,
  'release a structure whose packet is queued': /its packet has not been dequeued: it cannot be released now\./,
  'issue a structure whose packet is queued': /its packet has not been dequeued: it cannot be issued now\./,
  'release a structure whose routine is to run': /its completion routine has not run: it cannot be released now\./,
  'issue a structure whose routine is to run': /its completion routine has not run: it cannot be issued now\./,
  'issue a structure whose call has failed, and its packet is queued':
    /its packet has not been dequeued: it cannot be issued now\./,
  'release a buffer of two operations, of which one is over':
    /Buffer \d+ belongs to operation 1, which is in flight: it cannot be released now\./,
  'release a buffer of another thread’s operation':
    /Buffer \d+ belongs to operation 1, which is in flight: it cannot be released now\./,
  'release a buffer that another thread has allocated':
    /Buffer \d+ was allocated by another actor: only that one can release it\./,
};

function marks(trace: Trace, kind: 'note' | 'overrun'): string[] {
  return trace.marks.filter((mark) => mark.kind === kind).map(({ text }) => text);
}

/** Receives, in the order of their issue. */
function receives(trace: Trace): readonly Operation[] {
  return trace.operations.filter(({ api }) => api === 'WSARecv' || api === 'WSARecvFrom');
}

/** Bytes of all ArrayBuffers that are still referred to. */
async function memoryInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().arrayBuffers;
}

async function timed(run: Promise<ProgramRun>): Promise<ProgramRun & { readonly ms: number }> {
  const begun = performance.now();
  return { ...(await run), ms: performance.now() - begun };
}

describe('what Windows owns', { timeout: TIMEOUT_MS }, () => {
  for (const mistake of mistakeNames) {
    it(`is refused: to ${mistake}`, async () => {
      const { trace, end } = await runProgram('ownership-mistake', { options: { mistake } });
      assert.equal(end.reason, 'failed');
      assert.match(end.text, refusals[mistake]);
      nothingIsLeft(trace);
    });
  }
});

describe('a program that ends with operations in flight', { timeout: TIMEOUT_MS }, () => {
  for (const [model, how] of [
    ['event', undefined],
    ['routine', 'routine'],
    ['port', 'packet'],
  ] as const) {
    it(`in the ${model} model: they are cancelled, and everything that tells so is waited for`, async () => {
      const { trace, end } = await runProgram('ownership-left', { options: { model } });
      assert.equal(end.reason, 'completed', end.text);
      nothingIsLeft(trace);
      assert.deepEqual(
        receives(trace).map((receive) => [receive.end, receive.noticedHow]),
        [
          ['completed', how],
          ['cancelled', how],
          ['cancelled', how],
        ],
      );
      assert.deepEqual(marks(trace, 'note'), []);
    });
  }

  it('and throws in the middle: the session has failed, in its words, and nothing is left', async () => {
    const { trace, end } = await runProgram('ownership-throws');
    assert.deepEqual(end, {
      kind: 'ended',
      reason: 'failed',
      text: 'program: The program does not know what to do.',
    });
    nothingIsLeft(trace);
    assert.deepEqual(
      receives(trace).map((receive) => receive.end),
      ['cancelled', 'cancelled'],
    );
  });
});

describe('a thread that ends with operations in flight', { timeout: TIMEOUT_MS }, () => {
  for (const model of ['event', 'routine', 'port'] as const) {
    it(`in the ${model} model: they end all the same, in bounded time`, async () => {
      const { trace, end, ms } = await timed(runProgram('ownership-exit', { options: { model } }));
      assert.equal(end.reason, 'completed', end.text);
      nothingIsLeft(trace);
      assert.deepEqual(
        receives(trace).map((receive) => receive.end),
        ['completed', 'cancelled', 'cancelled'],
      );
      const cancels = [...trace.calls].filter(({ api }) => api === 'CancelIoEx');
      // With a port they outlive their thread, so that somebody must cancel them.
      if (model === 'port') assert.equal(cancels.length, 2);
      assert.deepEqual(
        marks(trace, 'note'),
        model === 'routine'
          ? receives(trace).map(
              ({ id }) => `The completion routine of operation ${id} will never run: its thread ends.`,
            )
          : [],
      );
      assert.ok(ms < 10_000, `${ms} ms`);
    });
  }
});

describe('a structure that is given back as soon as Internal is final', { timeout: TIMEOUT_MS }, () => {
  it('is free only after its event was seen signaled, and that is a row', async () => {
    const { trace, end } = await runProgram('ownership-polled');
    assert.equal(end.reason, 'completed', end.text);
    nothingIsLeft(trace);
    for (const { id, event, signaledAt, releasedAt } of receives(trace)) {
      assert.ok(event !== 0 && signaledAt !== undefined && signaledAt <= releasedAt!, `operation ${id}`);
    }
  });
});

describe('a call that has failed and completes all the same', { timeout: TIMEOUT_MS }, () => {
  it('keeps its structure until the packet was taken, which is told of its operation', async () => {
    for (const last of ['failure', 'release']) {
      const { trace, end } = await runProgram('ownership-late-packet', { options: { last } });
      assert.equal(end.reason, 'completed', end.text);
      nothingIsLeft(trace);
      const [receive] = receives(trace);
      assert.deepEqual([receive!.outcome, receive!.end, receive!.error], ['failed', 'failed', 10040]);
      if (!trace.info.system.wine) continue; // The packet is not promised.
      const packet = trace.ports.packetOf(receive!.id)!;
      assert.deepEqual([packet.status, packet.bytes], [STATUS_BUFFER_OVERFLOW, 8]);
      const slot = trace.slots.get(receive!.slot)!;
      assert.ok(slot.releasedAt! >= packet.time, 'only then it is given back');
      assert.equal(marks(trace, 'note').length, last === 'release' ? 1 : 0);
    }
  });
});

describe('a send whose socket was closed', { timeout: TIMEOUT_MS }, () => {
  /** Wine forgets such a send, and nothing ends it. Windows aborts it. */
  const isForgotten = ({ info }: Trace) => info.system.wine;

  function isNeverCancelled(trace: Trace): void {
    const cancels = [...trace.calls].filter(({ api }) => api === 'CancelIoEx');
    assert.deepEqual(cancels, [], 'its socket’s handle may be another’s');
  }

  it('ends with the thread that has issued it', async () => {
    const before = await memoryInUse();
    const { trace, end, ms } = await timed(runProgram('ownership-stuck-send', { options: { model: 'event' } }));
    assert.equal(end.reason, 'completed', end.text);
    nothingIsLeft(trace);
    isNeverCancelled(trace);
    const kept = (await memoryInUse()) - before;
    assert.ok(kept < ARENA_BYTES, `${kept} bytes: nobody needs the arena any more`);
    const [send] = trace.operations;
    assert.deepEqual([send!.outcome, send!.end], ['pending', 'aborted']);
    if (isForgotten(trace)) assert.ok(send!.completedAt! >= trace.threads.get(send!.thread)!.endedAt!);
    assert.ok(ms < 10_000, `${ms} ms`);
  });

  it('is named as leaked where nothing ends it; the session ends soon, its memory is kept, and the next one works', async () => {
    const before = await memoryInUse();
    const { trace, end, ms } = await timed(runProgram('ownership-stuck-send', { options: { model: 'port' } }));
    assert.equal(end.reason, 'completed', end.text);
    everythingIsAccountedFor(trace);
    isNeverCancelled(trace);
    assert.ok(ms < 10_000, `${ms} ms`);
    const [send] = trace.operations;
    assert.equal(send!.outcome, 'pending');
    const kept = (await memoryInUse()) - before;
    if (!isForgotten(trace)) return assert.equal(send!.end, 'aborted');
    assert.equal(send!.end, 'leaked');
    assert.ok(kept > ARENA_BYTES, `${kept} bytes: Windows may still write to the arena`);
    assert.deepEqual(trace.balance, { issued: 1, completed: 0, failed: 0, leaked: 1 });
    assert.deepEqual([send!.completedAt, trace.slots.get(send!.slot)!.releasedAt], [undefined, undefined]);
  });

  it('and a next session on the same bridge works', async () => {
    const [leaked, next] = await runPrograms(['ownership-stuck-send', 'first-receive']);
    assert.equal(leaked!.end.reason, 'completed', leaked!.end.text);
    assert.equal(next!.end.reason, 'completed', next!.end.text);
    nothingIsLeft(next!.trace);
  });
});

describe('memory that somebody overruns', { timeout: TIMEOUT_MS }, () => {
  for (const [where, told] of [
    ['behind a buffer', /^Somebody wrote outside of buffer \d+, which has 16 bytes\.$/],
    ['behind a buffer that is never released', /^Somebody wrote outside of buffer \d+, which has 16 bytes\.$/],
    ['before a buffer', /^Somebody wrote outside of buffer \d+, which has 16 bytes\.$/],
    ['behind a structure', /^Somebody wrote behind the memory of WSAOVERLAPPED \d+\.$/],
    ['into a released buffer', /^Somebody wrote into buffer \d+ after it had been released\.$/],
  ] as const) {
    it(`is told: ${where}`, async () => {
      const { trace, end } = await runProgram('ownership-overrun', { options: { where } });
      assert.equal(end.reason, 'completed', end.text);
      const overruns = marks(trace, 'overrun');
      assert.equal(overruns.length, 1, overruns.join('\n'));
      assert.match(overruns[0]!, told);
      assert.ok([...trace.operations].every((operation) => operation.end === 'completed'));
    });
  }
});
