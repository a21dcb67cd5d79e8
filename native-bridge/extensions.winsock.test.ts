import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { overlapped, statuses } from '../winsock/index.ts';
import { runLesson, stepLesson, stopLesson } from './testing/lesson-run.ts';

/** The lessons about extension functions: what they say must be what their recordings show. */
const options = { timeout: 60_000 };

describe('accept-connect', options, () => {
  it('shows connections that are made, accepted and ended by operations, with the first bytes', async () => {
    const run = await runLesson('accept-connect');
    const { trace, facts } = run;
    assert.deepEqual([facts['came with the connection'], facts['ConnectEx before bind']], [15, 10022]);
    const [accept] = run.operations('AcceptEx');
    const [unbound, connect] = run.operations('ConnectEx');
    const [disconnect] = run.operations('DisconnectEx');
    assert.deepEqual(
      [unbound!.outcome, unbound!.end, unbound!.error, unbound!.completedAt],
      ['failed', 'failed', 10022, undefined],
    );
    for (const operation of [accept, connect]) {
      assert.deepEqual([operation!.end, operation!.transferred], ['completed', 15]);
    }
    assert.ok(accept!.returnedAt! < connect!.issuedAt && accept!.completedAt! >= connect!.issuedAt);
    assert.equal(disconnect!.end, 'completed');

    const client = trace.objects.get(connect!.object)!;
    const accepted = [...trace.objects.values()].find(({ peer }) => peer === client.local)!;
    assert.equal(client.peer, accepted.local);
    const states = (socket: number) => trace.socketStates.of(socket).map(({ state }) => state);
    assert.deepEqual(states(client.id), [
      'open',
      'connecting',
      'not connected',
      'bound',
      'connecting',
      'connected',
      'disconnected',
      'closed',
    ]);
    assert.deepEqual(states(accepted.id).slice(0, 3), ['open', 'connected', 'peer has ended']);

    // Four pointers were asked for, as every program must.
    assert.equal(run.calls('WSAIoctl').filter(({ value }) => value === 0).length, 4);
    const [, accept6] = run.operations('AcceptEx');
    assert.equal(facts['IPv6'], accept6 !== undefined);
    if (accept6 === undefined) return;
    assert.deepEqual([accept6.end, accept6.transferred], ['completed', 0]);
    assert.ok([...trace.objects.values()].some(({ peer }) => peer?.startsWith('[::1]:')));
  });

  it('can be stopped while an AcceptEx is in flight', async () => {
    const run = await stopLesson('accept-connect', (soFar) => soFar.operations('AcceptEx')[0]?.outcome === 'pending');
    const [accept] = run.operations('AcceptEx');
    assert.ok(accept!.end === 'cancelled' || accept!.end === 'completed', accept!.end);
  });
});

describe('transmit-file', options, () => {
  it('shows a file that is sent by one operation, and a part of it from Offset', async () => {
    const run = await runLesson('transmit-file');
    assert.deepEqual(run.facts, { 'bytes transmitted': [200_032, 50_000], 'bytes compared': 250_032 });
    const [whole, part] = run.operations('TransmitFile');
    assert.deepEqual(
      [whole, part].map((one) => [one!.end, one!.requested, one!.transferred]),
      [
        ['completed', 32, 200_032],
        ['completed', 0, 50_000],
      ],
    );
    const receives = run.operations('WSARecv');
    assert.equal(
      receives.reduce((bytes, { transferred }) => bytes + transferred!, 0),
      250_032,
    );
    assert.ok(whole!.completedAt! > receives[0]!.issuedAt, 'in flight until the receiver reads');

    const issue = run.trace.calls.get(part!.call)!;
    const structure = run.trace.argumentsOf(issue).memory.get(4)!;
    const offsets = new DataView(structure.buffer, structure.byteOffset);
    assert.deepEqual(
      [overlapped.Offset, overlapped.OffsetHigh].map((at) => offsets.getUint32(at, true)),
      [123_456, 0],
    );

    const [open] = run.calls('CreateFileW');
    const path = new TextDecoder('utf-16le').decode(run.trace.argumentsOf(open!).memory.get(0)).replace(/\0.*$/s, '');
    assert.match(path, /overlook-.*\.bin$/);
    assert.ok(!existsSync(path), 'closing has deleted the file');
  });

  it('can be stopped while the file is being sent', async () => {
    const run = await stopLesson(
      'transmit-file',
      (soFar) => soFar.operations('TransmitFile')[0]?.outcome === 'pending',
    );
    assert.equal(run.facts['bytes compared'], undefined);
  });
});

describe('inspect-socket', options, () => {
  it('shows options by name, and a table of statuses that this system agrees with', async () => {
    const run = await runLesson('inspect-socket');
    const { facts } = run;
    const [protocols, withHandles] = facts['protocols, and those with file handles'] as [number, number];
    assert.ok(protocols >= 2 && withHandles >= 2 && withHandles <= protocols);
    assert.deepEqual(facts['SO_TYPE and SO_ERROR'], [1, 0]);
    assert.deepEqual([facts['SO_MAX_MSG_SIZE of UDP'], facts['an option that is none']], [65_507, 10042]);
    assert.deepEqual([facts['TCP_NODELAY'], facts['SO_LINGER']], [1, [1, 0, 5, 0]]);
    assert.ok(facts['SIO_TCP_INFO'] === 0 || facts['SIO_TCP_INFO'] === 10045);
    assert.deepEqual(facts['statuses with another Windows error than the table says'], []);
    assert.deepEqual(
      run.calls('RtlNtStatusToDosError').map(({ value }) => value),
      statuses.map(({ dos }) => dos),
    );
  });

  it('can be stepped through', async () => {
    const run = await stepLesson('inspect-socket');
    assert.equal(run.facts['statuses'], statuses.length);
  });
});
