import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { operationJson, type Operation } from '../trace/index.ts';
import { nothingIsLeft, runProgram, type RunOptions } from './testing/run-program.ts';

/** These run inside Windows Node: on Windows, or under Wine. The bridge is in process, as in Electron's main process. */
const TIMEOUT_MS = 30_000;

async function run(program: string, during?: RunOptions['during'], paused = false) {
  const ran = await runProgram(program, { paused, ...(during === undefined ? {} : { during }) });
  if (ran.end.text !== `There is no program called ${program}.`) nothingIsLeft(ran.trace);
  return ran;
}

/** The times that an operation has must be in the order of its life. */
function inOrder(operation: Operation): void {
  const { issuedAt, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt } = operation;
  const times = [issuedAt, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt].filter(
    (time) => time !== undefined,
  );
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
    JSON.stringify(operation),
  );
  assert.ok((operation.completedSince ?? 0) <= (operation.completedAt ?? 0));
}

describe('first-receive', { timeout: TIMEOUT_MS }, () => {
  it('shows every step of one WSARecv', async () => {
    const { trace, end } = await run('first-receive');
    assert.deepEqual(end, { kind: 'ended', reason: 'completed', text: 'the program ran to its end' });
    const receive = trace.operations.find(({ api }) => api === 'WSARecv')!;
    const send = trace.operations.find(({ api }) => api === 'WSASend')!;
    assert.deepEqual(
      [receive.outcome, receive.end, receive.status, receive.transferred],
      ['pending', 'completed', 0, 21],
    );
    assert.deepEqual([send.end, send.transferred], ['completed', 21]);
    inOrder(receive);
    inOrder(send);
    assert.equal(operationJson(trace, receive)['internalAfterCall'], '0x103');
    for (const time of ['signaledAt', 'noticedAt', 'fetchedAt', 'releasedAt'] as const)
      assert.ok(receive[time] !== undefined, time);
    const edges = trace.edgesOf(receive.event).map(({ signaled }) => signaled);
    assert.deepEqual(edges, [false, true]);
    const errors = [...trace.calls].map(({ error }) => error ?? 0).filter((error) => error !== 0);
    assert.deepEqual(
      errors.sort((a, b) => a - b),
      [996, 997],
    );
  });
});

describe('echo', { timeout: TIMEOUT_MS }, () => {
  it('accounts for every byte of 200 sends and their receives', async () => {
    const { trace, end } = await run('echo');
    assert.equal(end.reason, 'completed', end.text);
    const sends = trace.operations.filter(({ api }) => api === 'WSASend');
    const receives = trace.operations.filter(({ api }) => api === 'WSARecv');
    assert.equal(sends.length, 200);
    assert.ok(receives.length >= 202, 'a receive for every send, and one of 0 bytes for each end');
    const sum = (operations: Operation[], socket: number) =>
      operations
        .filter(({ object }) => object === socket)
        .reduce((bytes, { transferred }) => bytes + (transferred ?? 0), 0);
    const [a, b] = [...new Set(sends.map(({ object }) => object))] as [number, number];
    assert.equal(sum(sends, a), sum(receives, b));
    assert.equal(sum(sends, b), sum(receives, a));
    assert.equal(sum(sends, a), sum(sends, b));
    assert.ok(sum(sends, a) > 0);
    for (const operation of trace.operations) {
      inOrder(operation);
      assert.equal(operation.end, 'completed');
      assert.ok(operation.fetchedAt !== undefined);
    }
    const slots = [...trace.slots.values()];
    assert.equal(slots.length, 4);
    assert.ok(
      slots.every((slot) => trace.operationsIn(slot.id).length >= 100),
      'each WSAOVERLAPPED is reused',
    );
  });
});

describe('datagram', { timeout: TIMEOUT_MS }, () => {
  it('has three receives in flight, and the last three are cancelled', async () => {
    const { trace, end } = await run('datagram');
    assert.equal(end.reason, 'completed', end.text);
    const receives = trace.operations.filter(({ api }) => api === 'WSARecvFrom');
    const cancelled = receives.filter((operation) => operation.end === 'cancelled');
    assert.deepEqual([receives.length, cancelled.length], [12, 3]);
    assert.ok(receives.slice(0, 3).every(({ outcome }) => outcome === 'pending'));
    assert.ok(receives[2]!.issuedAt < receives[0]!.completedAt!, 'they overlap');
    assert.ok(cancelled.every(({ error, fetchedAt }) => error === 995 && fetchedAt !== undefined));
    [...trace.operations].forEach(inOrder);
  });
});

describe('a session', { timeout: TIMEOUT_MS }, () => {
  it('that is stopped ends what is in flight, and says so', async () => {
    let stopped = false;
    const { trace, end } = await run('first-receive', (message, bridge, soFar) => {
      const inFlight =
        soFar?.operations.find(({ api, outcome }) => api === 'WSARecv' && outcome === 'pending') !== undefined;
      if (message.kind === 'batch' && inFlight && !stopped) {
        stopped = true;
        bridge.send({ kind: 'control', action: 'stop' });
      }
    });
    assert.equal(end.reason, 'stopped');
    const receive = trace.operations.find(({ api }) => api === 'WSARecv')!;
    assert.ok(receive.end === 'cancelled' || receive.end === 'completed', receive.end);
  });

  it('that begins paused makes no call until it is stepped, and then one a step', async () => {
    const counts: number[] = [];
    const { trace, end } = await run(
      'echo',
      (message, bridge, soFar) => {
        if (message.kind !== 'state' || message.state !== 'paused') return;
        const wait = (then: () => void) => setTimeout(then, 400);
        const count = () => counts.push([...(soFar?.calls ?? [])].filter(({ thread }) => thread >= 3).length);
        wait(() => {
          count();
          for (let i = 0; i < 3; i++) bridge.send({ kind: 'control', action: 'step' });
          wait(() => {
            count();
            bridge.send({ kind: 'control', action: 'resume' });
          });
        });
      },
      true,
    );
    assert.equal(end.reason, 'completed', end.text);
    assert.deepEqual(counts, [0, 3]);
    assert.ok(trace.operations.length > 400);
  });

  it('of an unknown program is refused with a sentence', async () => {
    const { end } = await run('no-such-program');
    assert.deepEqual(end, { kind: 'ended', reason: 'failed', text: 'There is no program called no-such-program.' });
  });

  it('can follow another on the same bridge', async () => {
    for (const program of ['datagram', 'first-receive']) assert.equal((await run(program)).end.reason, 'completed');
  });
});
