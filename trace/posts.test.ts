import { expect, it } from 'vitest';
import { postOf, takenFrom } from './posts.ts';
import { drawnTrace } from './testing/drawn-trace.ts';

it('posts and the packets that they queued find each other: first in, first out', () => {
  const trace = drawnTrace('WSARecv OIPC.Y..Y..D..U..U..Y');
  const posts = trace.ports.postsTo(301);
  const packets = trace.ports.packetsOf(301);
  const times = (items: readonly ({ readonly time: number } | undefined)[]) => items.map((item) => item?.time);
  expect(times(posts)).toEqual([6000, 9000, 21_000]);
  expect(times(packets)).toEqual([12_000, 15_000, 18_000]);
  expect(times(packets.map((packet) => postOf(trace, packet)))).toEqual([undefined, 6000, 9000]);
  expect(times(posts.map((post) => takenFrom(trace, post)))).toEqual([15_000, 18_000, undefined]);
});
