import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Call, DequeuedPacket } from '../trace/index.ts';
import { runLesson, stepLesson, stopLesson, type LessonRun } from './testing/lesson-run.ts';

/** The lessons about the completion models: what they say must be what their recordings show. */
const options = { timeout: 60_000 };
const [F_WAIT_ALL, F_WAIT] = [2, 3];

describe('wait-any-wait-all', options, () => {
  it('shows which index a wait returns, and that 65 events are one too many', async () => {
    const run = await runLesson('wait-any-wait-all');
    assert.deepEqual(run.facts, {
      'first index': 2,
      'indexes of two': [1, 1, 3],
      'returned by 64, 65 and the last 64': [258, 0xffffffff, 63],
    });
    const receives = run.operations('WSARecv');
    assert.equal(receives.length, 8);
    assert.ok(
      receives.every(({ outcome, end, fetchedAt }) => outcome === 'pending' && end === 'completed' && fetchedAt),
    );
    const errors = [...run.trace.calls].map(({ error }) => error ?? 0);
    assert.deepEqual(
      [87, 996].map((code) => errors.filter((error) => error === code).length),
      [1, 1],
    );

    // fWaitAll ends with the last completion: in vain while two of four are complete.
    const [some, all] = run.calls('WSAWaitForMultipleEvents').filter((call) => run.argument(call, F_WAIT_ALL) !== 0);
    assert.deepEqual([some!.value, all!.value], [258, 0]);
    const four = receives.filter(({ fetchedAt }) => fetchedAt! > all!.returnedAt!).slice(0, 4);
    assert.ok(four.filter(({ completedSince }) => completedSince! < some!.enteredAt).length >= 2);
    assert.ok(four.filter(({ completedAt }) => completedAt! > some!.returnedAt!).length >= 2);
    assert.ok(four.every(({ completedAt }) => completedAt! <= all!.returnedAt!));
    const fetch = run.calls('WSAGetOverlappedResult').find((call) => run.argument(call, F_WAIT) !== 0)!;
    const one = run.trace.operation(fetch.operation)!;
    assert.ok(one.completedAt! <= fetch.returnedAt!);
    assert.deepEqual([one.noticedAt, one.fetchedAt], [fetch.returnedAt, fetch.returnedAt]);
  });

  it('can be stopped when WSAGetOverlappedResult waits without a timeout', async () => {
    const hasBegun = (run: LessonRun) =>
      run.calls('WSAGetOverlappedResult').some((call) => run.argument(call, F_WAIT) !== 0);
    const run = await stopLesson('wait-any-wait-all', hasBegun);
    assert.equal(run.facts['returned by 64, 65 and the last 64'], undefined);
  });
});

describe('shared-event', options, () => {
  it('shows a fetch of 0 bytes from an operation in flight, and a completion without a signal of its own', async () => {
    const run = await runLesson('shared-event');
    assert.deepEqual(run.facts, {
      'told of the first': [1, 0],
      'Internal of the first': 0x103,
      'wait for the other': 258,
      'indexes with an event each': [1, 0],
    });
    const told = run.calls('WSAGetOverlappedResult').find((call) => run.argument(call, F_WAIT) !== 0)!;
    const first = run.trace.operation(told.operation)!;
    assert.ok(first.completedAt! > told.returnedAt! && first.fetchedAt! > first.completedAt!);
    assert.equal(first.transferred, 'datagram 2'.length);

    const inVain = run.calls('WSAWaitForMultipleEvents').find(({ value }) => value === 258)!;
    const [, , second] = run.operations('WSARecv');
    assert.ok(second!.completedAt! < inVain.enteredAt && second!.fetchedAt! > inVain.returnedAt!);
    const events = new Set(run.operations('WSARecv').map(({ event }) => event));
    assert.equal(events.size, 3, 'one for both, then one each');
  });
});

describe('routine-chain', options, () => {
  it('shows routines that issue the next receive, five of them in one SleepEx, and never one inside another', async () => {
    const run = await runLesson('routine-chain');
    assert.deepEqual(run.facts, { 'routines in one wait': 5, 'wait for an event': 192, routines: 12, deepest: 1 });
    const { routines } = run.trace;
    assert.equal(routines.runs.length, 12);
    const chain = run.calls('SleepEx').find((call) => routines.runsIn(call.id).length === 5)!;
    assert.deepEqual([run.argument(chain, 0), chain.value], [0, 192]);
    for (const [index, { operation, thread, enteredAt }] of routines.runs.entries()) {
      assert.equal(thread, run.trace.operation(operation)!.thread, 'on the thread that issued it');
      if (index > 0) assert.ok(enteredAt >= routines.runs[index - 1]!.leftAt!);
    }
    const inWait = routines.runs.map(({ call }) => run.trace.calls.get(call)!.api);
    assert.equal(inWait.filter((api) => api === 'WSAWaitForMultipleEvents').length, 1);
    const receives = run.operations('WSARecv');
    const pending = receives.filter(({ outcome }) => outcome === 'pending');
    assert.ok(
      pending.every(({ noticedHow, noticedAt, fetchedAt }) => noticedHow === 'routine' && noticedAt === fetchedAt),
    );
    assert.deepEqual([receives.length, receives.at(-1)!.transferred], [12, 0]);
    assert.equal(new Set(receives.map(({ slot }) => slot)).size, 1, 'one WSAOVERLAPPED for all');
  });

  it('can be stopped while a receive with a routine is in flight', async () => {
    const run = await stopLesson('routine-chain', ({ trace }) => trace.routines.runs.length >= 2);
    const { end } = run.operations('WSARecv').at(-1)!;
    assert.ok(end === 'cancelled' || end === 'completed', end);
  });
});

describe('routine-never-runs', options, () => {
  it('shows a receive that is complete long before SleepEx(0, TRUE) runs its routine', async () => {
    const run = await runLesson('routine-never-runs');
    assert.deepEqual(run.facts, { 'runs before': 0, 'SleepEx(0, TRUE)': 192, 'runs after': 1 });
    const [receive] = run.operations('WSARecv');
    const [routine, ...more] = run.trace.routines.runs;
    assert.equal(more.length, 0);
    assert.ok(routine!.enteredAt - receive!.completedAt! > 20e6);
    assert.deepEqual([receive!.noticedHow, receive!.noticedAt], ['routine', routine!.enteredAt]);
    const meanwhile = (call: Call) => call.enteredAt > receive!.completedAt! && call.returnedAt! < routine!.enteredAt;
    const others = run.calls('SleepEx').filter(meanwhile);
    assert.deepEqual(
      others.map(({ thread, value }) => [run.threadName(thread), value]),
      [
        ['receiver', 0],
        ['other thread', 0],
      ],
    );
    const [event] = [...run.trace.objects.values()].filter(({ kind }) => kind === 'event');
    assert.equal(receive!.event, 0, 'with a routine hEvent means nothing');
    assert.deepEqual(
      run.trace.edgesOf(event!.id).map(({ signaled }) => signaled),
      [false],
    );
  });
});

describe('routine-starved', options, () => {
  it('shows five alertable waits that run nothing, and SleepEx(0, TRUE) that does', async () => {
    const run = await runLesson('routine-starved');
    assert.deepEqual(run.facts, { 'waits without the routine': 5, 'jobs before the routine': 0 });
    const [first, second] = run.trace.routines.runs;
    const waitsBefore = ({ operation, enteredAt }: NonNullable<typeof first>) =>
      run
        .calls('WSAWaitForMultipleEvents')
        .filter(({ thread }) => run.threadName(thread) === 'worker')
        .filter((call) => call.enteredAt > run.trace.operation(operation)!.issuedAt && call.returnedAt! < enteredAt);
    assert.deepEqual(
      waitsBefore(first!).map(({ value }) => value),
      [0, 0, 0, 0, 0],
    );
    assert.deepEqual(waitsBefore(second!), []);
    const inside = [first, second].map((routine) => run.trace.calls.get(routine!.call)!);
    assert.deepEqual(
      inside.map(({ api, value }) => [api, value]),
      [
        ['WSAWaitForMultipleEvents', 192],
        ['SleepEx', 192],
      ],
    );
  });

  it('can be stepped through', async () => {
    const run = await stepLesson('routine-starved');
    assert.deepEqual(run.facts, { 'waits without the routine': 5, 'jobs before the routine': 0 });
  });
});

describe('port-echo', options, () => {
  /** 4 clients with 3 messages: a receive and a send each, and the receive of 0 bytes; then one packet for each worker. */
  const OPERATIONS = 4 * (3 * 2 + 1);

  function packetsOf({ trace }: LessonRun): readonly DequeuedPacket[] {
    const port = [...trace.objects.values()].find(({ kind }) => kind === 'port')!;
    assert.equal(trace.ports.postsTo(port.id).length, 3);
    return trace.ports.packetsOf(port.id);
  }

  it('shows who took which packet, a batch of four, and three workers that leave by a posted one', async () => {
    const run = await runLesson('port-echo');
    const { trace } = run;
    const packets = packetsOf(run);
    const completions = packets.filter(({ operation }) => operation !== 0);
    const posted = packets.filter(({ operation }) => operation === 0);
    assert.deepEqual([completions.length, posted.length], [OPERATIONS, 3]);
    for (const { operation, key } of completions) {
      const { object } = trace.operation(operation)!;
      assert.equal(trace.objects.get(object)!.completionKey, Number(key), 'the key is its connection’s');
    }
    assert.deepEqual(
      posted.map(({ bytes, key, lpOverlapped }) => [bytes, key, lpOverlapped]),
      [
        [3, 0n, 0n],
        [2, 0n, 0n],
        [1, 0n, 0n],
      ],
    );
    const workers = ['worker 1', 'worker 2', 'worker 3'];
    assert.deepEqual(posted.map(({ thread }) => run.threadName(thread)).sort(), workers);

    const [first] = packets;
    assert.equal(trace.ports.packetsTakenBy(first!.call).length, 4);
    assert.equal(run.threadName(first!.thread), 'worker 1');
    for (const worker of workers) {
      const taken = packets.filter(({ thread }) => run.threadName(thread) === worker).length;
      assert.equal(run.facts[`packets taken by ${worker}`], taken);
    }
    assert.ok(new Set(completions.map(({ thread }) => thread)).size > 1, 'the work is shared');
  });

  it('never has two operations of one connection in flight, whoever issues them', async () => {
    const run = await runLesson('port-echo');
    const { trace } = run;
    const served = [...trace.objects.values()].filter(({ port }) => port !== undefined);
    assert.equal(served.length, 4);
    for (const { id } of served) {
      const operations = trace.operations.filter(({ object }) => object === id);
      assert.equal(operations.length, OPERATIONS / 4);
      for (const [index, { issuedAt }] of operations.entries()) {
        const before = operations[index - 1];
        if (before !== undefined) assert.ok(issuedAt > trace.ports.packetOf(before.id)!.time);
      }
    }
  });

  it('can be stopped while workers wait at the port', async () => {
    const run = await stopLesson('port-echo', ({ trace }) => trace.operations.length > 20);
    assert.ok(run.operations('WSARecv').length < 40);
  });

  it('can be stepped through', async () => {
    const run = await stepLesson('port-echo');
    assert.equal(packetsOf(run).length, OPERATIONS + 3);
  });
});

describe('port-immediate', options, () => {
  it('shows when a packet comes, when none does, and the packet of a failure', async () => {
    const run = await runLesson('port-immediate');
    assert.deepEqual(run.facts, {
      'packet after 0': [1, 13],
      'low bit: no packet': true,
      'skip mode: no packet': true,
      'failed packet': [0, 64, 10054],
    });
    const { ports, objects } = run.trace;
    const sends = run.operations('WSASend');
    assert.deepEqual(
      sends.map(({ outcome }) => outcome),
      ['immediate', 'immediate', 'immediate', 'immediate'],
    );
    const [plain, withEvent, lowBit, skipped] = sends;
    assert.deepEqual(
      sends.map(({ id }) => ports.packetOf(id)?.status),
      [0, 0, undefined, undefined],
    );
    assert.deepEqual(
      [plain, withEvent, lowBit, skipped].map((send) => send!.signaledAt !== undefined),
      [false, true, true, false],
    );
    assert.equal(objects.get(skipped!.object)!.notificationModes, 1);
    const [pending, reset] = run.operations('WSARecv');
    assert.equal(pending!.object, skipped!.object);
    assert.deepEqual([pending!.outcome, pending!.noticedHow], ['pending', 'packet']);
    assert.deepEqual([reset!.end, reset!.error, ports.packetOf(reset!.id)!.status], ['failed', 10054, 0xc000020d]);
    const taking = run.trace.calls.get(ports.packetOf(reset!.id)!.call)!;
    assert.deepEqual([taking.api, taking.value, taking.error], ['GetQueuedCompletionStatus', 0, 64]);
  });
});
