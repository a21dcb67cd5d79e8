import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Trace } from '../trace/index.ts';
import { nothingIsLeft, runProgram } from './testing/run-program.ts';

const options = { timeout: 60_000 };

async function run(program: string, payloadBytes: number): Promise<Trace> {
  const { trace, end } = await runProgram(program, { payloadBytes });
  assert.equal(end.reason, 'completed', end.text);
  nothingIsLeft(trace);
  return trace;
}

/** The recorded bytes of an operation, all its buffers together. */
function recorded(trace: Trace, operation: number): Uint8Array {
  return Buffer.concat(trace.buffers.of(operation)?.buffers.map(({ bytes }) => bytes) ?? []);
}

/** What the program `echo` sends: the first bytes of this. */
const pattern = Uint8Array.from({ length: 1024 }, (_, index) => index % 251);

describe('recorded buffers', options, () => {
  it('are what was sent, on both sides, whole where the limit is not reached', async () => {
    const trace = await run('echo', 4096);
    const moved = trace.operations.filter(({ transferred = 0 }) => transferred > 0);
    assert.ok(moved.length >= 400);
    for (const { id, api, call, transferred, completedAt } of moved) {
      const { readAt, length, call: readBy, buffers } = trace.buffers.of(id)!;
      assert.deepEqual([length, buffers.map((buffer) => buffer.length)], [transferred, [transferred]]);
      if (api === 'WSASend') assert.deepEqual([readAt, readBy], [trace.calls.get(call)!.enteredAt, call]);
      else assert.ok(readAt >= completedAt!);
    }
    const sends = moved.filter(({ api }) => api === 'WSASend');
    for (const { id, transferred } of sends) {
      assert.deepEqual(recorded(trace, id), Buffer.from(pattern.subarray(0, transferred)));
    }
    // Each end has received exactly what the other has sent.
    const [one, other] = [...new Set(moved.map(({ object }) => object))];
    const stream = (name: string, socket: number | undefined) =>
      Buffer.concat(
        moved.filter(({ api, object }) => api === name && object === socket).map(({ id }) => recorded(trace, id)),
      );
    assert.deepEqual(stream('WSARecv', one), stream('WSASend', other));
    assert.deepEqual(stream('WSARecv', other), stream('WSASend', one));
  });

  it('are cut at the limit, and say how many bytes there were', async () => {
    const trace = await run('echo', 16);
    const sends = trace.operations.filter(({ api }) => api === 'WSASend');
    for (const { id, transferred } of sends) {
      const { length, buffers } = trace.buffers.of(id)!;
      assert.deepEqual([length, buffers[0]!.length], [transferred, transferred]);
      assert.deepEqual(Buffer.from(buffers[0]!.bytes), Buffer.from(pattern.subarray(0, Math.min(16, transferred!))));
    }
  });

  it('begin with what came in AcceptEx and went with ConnectEx', async () => {
    const trace = await run('accept-connect', 64);
    const text = (api: string) => {
      const { id } = trace.operations.find((operation) => operation.api === api && operation.transferred === 15)!;
      return Buffer.from(recorded(trace, id)).toString();
    };
    assert.deepEqual([text('ConnectEx'), text('AcceptEx')], ['Hello, it is me', 'Hello, it is me']);
  });

  it('are those of datagrams too', async () => {
    const trace = await run('datagram', 64);
    const texts = (api: string) =>
      trace.operations
        .filter(({ api: name, transferred = 0 }) => name === api && transferred > 0)
        .map(({ id }) => Buffer.from(recorded(trace, id)).toString())
        .toSorted();
    assert.equal(texts('WSASendTo').length, 9);
    assert.deepEqual(texts('WSARecvFrom'), texts('WSASendTo'));
  });

  it('are none where nobody asked for them', async () => {
    const trace = await run('echo', 0);
    assert.equal(trace.tables.buffers.length, 0);
    assert.equal(trace.info.payloadBytes, 0);
  });
});
