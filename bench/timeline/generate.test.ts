import { expect, it } from 'vitest';
import { BatchDecoder, splitRecording, Trace, type Operation } from '../../trace/index.ts';
import { generate, type Generated } from './generate.ts';

function generated(operations: number, seed: number): { bytes: Uint8Array; said: Generated } {
  const messages: Uint8Array[] = [];
  const said = generate({ operations, seed }, (message) => void messages.push(message.slice()));
  return { bytes: new Uint8Array(Buffer.concat(messages)), said };
}

function opened(bytes: Uint8Array) {
  const read = splitRecording(bytes);
  if (!read.ok) throw new Error(read.error.kind);
  const trace = new Trace(read.parts.info);
  const decoder = new BatchDecoder(read.parts.schemaMessage);
  const isWhole = read.parts.batchMessages.every((message) => {
    const batch = decoder.decode(message);
    if (batch !== undefined) trace.append(batch);
    return batch !== undefined;
  });
  return { trace, isWhole, lostBytes: read.parts.lostBytes };
}

for (const seed of [1, 2]) {
  it(`a made-up recording opens, and holds what its generator says (seed ${seed})`, () => {
    const { bytes, said } = generated(5000, seed);
    const { trace, isWhole, lostBytes } = opened(bytes);
    const ends = (end: string) => trace.operations.filter((operation) => operation.end === end).length;
    expect({ isWhole, lostBytes, lostRows: trace.lostRows, ended: trace.ended, bytes: bytes.length }).toEqual({
      isWhole: true,
      lostBytes: 0,
      lostRows: 0,
      ended: true,
      bytes: said.bytes,
    });
    expect({
      operations: trace.operations.length,
      completed: ends('completed'),
      failed: ends('failed'),
      cancelled: ends('cancelled'),
      leaked: ends('leaked'),
      rows: trace.rows.length,
      durationNs: trace.endTime,
    }).toEqual({ ...said, bytes: undefined });
    expect(trace.balance).toEqual({
      issued: 5000,
      completed: said.completed,
      failed: said.failed + said.cancelled,
      leaked: 3,
    });
  });
}

it('a made-up recording is the same for the same seed, and another for another', () => {
  const [one, again, other] = [7, 7, 8].map((seed) => Buffer.from(generated(500, seed).bytes));
  expect(one!.equals(again!)).toBe(true);
  expect(one!.equals(other!)).toBe(false);
});

it('the operations of a made-up recording have whole lives, overlap on their sockets, and are of every kind', () => {
  const { trace } = opened(generated(20_000, 3).bytes);
  const { operations, rows } = trace;
  let isSorted = true;
  for (let row = 1; row < rows.length; row++) isSorted &&= rows.get('time', row - 1) <= rows.get('time', row);
  expect(isSorted).toBe(true);
  expect([...trace.objects.values()].filter(({ kind }) => kind === 'socket')).toHaveLength(64);
  expect(new Set(operations.map(({ api }) => api)).size).toBe(8);
  expect(new Set(operations.map(({ noticedHow }) => noticedHow))).toContain('packet');
  expect(new Set(operations.map(({ noticedHow }) => noticedHow))).toContain('routine');
  expect(new Set(operations.map(({ noticedHow }) => noticedHow))).toContain('wait');
  expect(rows.length / operations.length).toBeGreaterThan(4);
  expect(rows.length / operations.length).toBeLessThan(6);

  // All but those that failed at once or leaked were seen to complete, noticed and fetched, in this order.
  const unordered = operations.filter(({ outcome, end, ...life }) => {
    if (outcome === 'failed' || end === 'leaked') return false;
    const { issuedAt, returnedAt = NaN, completedAt = NaN, noticedAt = NaN, fetchedAt = NaN } = life;
    const isNoticed = outcome === 'immediate' || completedAt <= noticedAt;
    return !(issuedAt <= returnedAt && issuedAt <= completedAt && isNoticed && noticedAt <= fetchedAt);
  });
  expect(unordered).toEqual([]);

  // On one thread one call follows the other; only what a routine calls is inside another call.
  const calling = new Set<number>();
  const overlapping: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    if (trace.api(row) === 'SleepEx') continue;
    const thread = rows.get('thread', row);
    if (trace.kind(row) === 'call-returned') calling.delete(thread);
    if (trace.kind(row) !== 'call-entered') continue;
    if (calling.has(thread)) overlapping.push(row);
    calling.add(thread);
  }
  expect(overlapping).toEqual([]);
  expect(calling.size).toBe(0);

  const bySocket = new Map<number, Operation[]>();
  for (const operation of operations) {
    const same = bySocket.get(operation.object);
    if (same === undefined) bySocket.set(operation.object, [operation]);
    else same.push(operation);
  }
  const [busiest = []] = [...bySocket.values()].sort((a, b) => b.length - a.length);
  expect(busiest.length / operations.length).toBeGreaterThan(0.05);
  let most = 0;
  for (const { issuedAt } of busiest.slice(0, 500)) {
    const inFlight = busiest.filter(
      (other) => other.issuedAt <= issuedAt && (other.completedAt ?? Infinity) > issuedAt,
    );
    most = Math.max(most, inFlight.length);
  }
  expect(most).toBeGreaterThanOrEqual(3);
});
