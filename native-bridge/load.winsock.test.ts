import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OptionValues } from '../lessons/index.ts';
import type { Trace } from '../trace/index.ts';
import { nothingIsLeft, runProgram } from './testing/run-program.ts';

/** Runs the load, wants everything accounted for, and gives the trace. */
async function load(options: OptionValues): Promise<Trace> {
  const { trace, end } = await runProgram('load', { options: { seconds: 60, ...options } });
  assert.equal(end.reason, 'completed', end.text);
  nothingIsLeft(trace);
  const sum = (name: string) =>
    trace.facts.filter((fact) => fact.name === name).reduce((total, { value }) => total + Number(value), 0);
  // The program itself compares what was sent with what was received; here the trace must say the same.
  const bytes = trace.operations.filter(({ api }) => api === 'WSARecv').reduce((all, one) => all + one.transferred!, 0);
  assert.equal(bytes, sum('bytes received'));
  assert.equal(trace.operations.length, sum('operations'));
  return trace;
}

const actorsOf = (trace: Trace) => [...trace.threads.values()].filter(({ id }) => id > 2).length;

describe('the load', { timeout: 120_000 }, () => {
  it('with events: every completion is signaled, noticed by a wait and fetched', async () => {
    const trace = await load({ model: 'event', connections: 6, operations: 1000 });
    for (const operation of trace.operations) {
      assert.ok(operation.signaledAt !== undefined && operation.fetchedAt !== undefined, String(operation.id));
      assert.ok(operation.noticedHow === 'wait' || operation.noticedHow === 'call');
    }
  });

  it('with routines: each runs once, inside an alertable call of the thread that issued its operation', async () => {
    const trace = await load({ model: 'routine', connections: 6, operations: 1000 });
    assert.equal(trace.routines.runs.length, trace.operations.length);
    for (const run of trace.routines.runs) {
      const operation = trace.operation(run.operation)!;
      assert.equal(run.thread, operation.thread);
      assert.deepEqual([run.dwError, run.cbTransferred], [0, operation.transferred]);
      const call = trace.calls.get(run.call)!;
      assert.equal(call.api, 'SleepEx');
      assert.ok(call.enteredAt <= run.enteredAt && run.leftAt! <= call.returnedAt!);
      assert.equal(operation.event, 0);
    }
  });

  it('with a port: each completion is one packet, with the key of its socket and the bytes of its operation', async () => {
    const trace = await load({ model: 'port', connections: 6, operations: 1000 });
    const [port] = [...trace.objects.values()].filter(({ kind }) => kind === 'port');
    const packets = trace.ports.packetsOf(port!.id);
    assert.equal(packets.length, trace.operations.length);
    assert.equal(new Set(packets.map(({ operation }) => operation)).size, packets.length);
    for (const packet of packets) {
      const operation = trace.operation(packet.operation)!;
      const socket = trace.objects.get(operation.object)!;
      assert.deepEqual([packet.bytes, packet.status], [operation.transferred, 0]);
      assert.deepEqual([socket.port, socket.completionKey], [port!.id, Number(packet.key)]);
      assert.ok(operation.completedAt! <= packet.time && operation.fetchedAt === packet.time);
    }
  });

  it('with 32 actors, each on a thread of its own', async () => {
    const trace = await load({ model: 'port', connections: 64, threads: 32, operations: 2000 });
    assert.equal(actorsOf(trace), 32);
  });

  it('with more connections than one wait can name has the threads that it needs', async () => {
    const trace = await load({ model: 'event', connections: 40, operations: 600 });
    assert.equal(actorsOf(trace), 2);
  });

  it('that is given what it cannot do is refused with a sentence', async () => {
    for (const [options, text] of [
      [{ connections: 0 }, '--connections must be a whole number from 1 to 1000; it is 0.'],
      [{ model: 'magic' }, '--model must be event, routine or port; it is magic.'],
      [{ speed: 3 }, 'load has no option --speed.'],
    ] as const) {
      const { end } = await runProgram('load', { options });
      assert.equal(end.reason, 'failed');
      assert.ok(end.text.startsWith(text), end.text);
    }
  });
});
