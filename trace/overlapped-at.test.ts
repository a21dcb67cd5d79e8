import { expect, it } from 'vitest';
import { overlappedAt, edgeAt } from './overlapped-at.ts';
import { DRAWN_BYTES, drawnTrace } from './testing/drawn-trace.ts';

const trace = drawnTrace('WSARecv IP..C.S..N');
const slot = 1;

it('before the first look nothing is known', () => {
  expect(overlappedAt(trace, slot, 500)).toBeUndefined();
});

it('between two looks the content is that of the earlier one', () => {
  expect(overlappedAt(trace, slot, 4999)).toMatchObject({
    seenAt: 1000,
    Internal: 0n,
    InternalHigh: 0n,
    hEvent: 404n,
    changed: [],
  });
});

it('from the completion on it is what the observer copied, and the bytes that changed are named', () => {
  expect(overlappedAt(trace, slot, 5000)).toMatchObject({ seenAt: 5000, InternalHigh: BigInt(DRAWN_BYTES) });
  expect(overlappedAt(trace, slot, 1e9)?.changed).toEqual([8, 24, 25]);
});

it('an event is signaled from its edge on, and unknown before the first look', () => {
  expect([6999, 7000, 1e9].map((time) => edgeAt(trace, 101, time)?.signaled)).toEqual([undefined, true, true]);
});
