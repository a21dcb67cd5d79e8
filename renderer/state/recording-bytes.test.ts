import { expect, it } from 'vitest';
import { MOST_READ_BYTES } from '../../protocol/index.ts';
import { HostBytes, HostFile } from './recording-bytes.ts';

/** A recording of the host's of so many bytes, each of which is known by its place, and what is asked of it. */
function inHost(length: number) {
  const content = Uint8Array.from({ length }, (_, at) => at % 251);
  const asked: [number, number][] = [];
  let problem: string | undefined;
  const ask = async (at: number, bytes: number) => {
    asked.push([at, bytes]);
    await Promise.resolve();
    return problem === undefined
      ? ({ ok: true, value: content.slice(at, at + bytes) } as const)
      : ({ ok: false, problem } as const);
  };
  return { content, asked, ask, fail: (sentence: string) => (problem = sentence) };
}

it('messages that came lie one after the other, and are read where they lie, however often at once', async () => {
  const { content, asked, ask } = inHost(48);
  const bytes = new HostBytes(ask);
  expect([8, 16, 24].map((length) => bytes.append(new Uint8Array(length)))).toEqual([0, 8, 24]);
  expect(bytes.length).toBe(48);
  const reads = await Promise.all([bytes.read(8, 16), bytes.read(24, 24), bytes.read(8, 16)]);
  expect(reads).toEqual([content.slice(8, 24), content.slice(24), content.slice(8, 24)]);
  expect(asked).toEqual([
    [8, 16],
    [24, 24],
    [8, 16],
  ]);
});

it('more than comes at once is put together', async () => {
  const length = 2 * MOST_READ_BYTES + 5;
  const { content, asked, ask } = inHost(length);
  const bytes = new HostFile(ask, length);
  expect(Buffer.compare(await bytes.read(1, length - 1), content.subarray(1))).toBe(0);
  expect(asked).toEqual([
    [1, MOST_READ_BYTES],
    [1 + MOST_READ_BYTES, MOST_READ_BYTES],
    [1 + 2 * MOST_READ_BYTES, 4],
  ]);
});

it('slices come in order, of which some are on their way while one is looked at', async () => {
  const { content, asked, ask } = inHost(100);
  const slices = new HostFile(ask, 100).slices(10, 95, 30);
  const first = await slices.next();
  expect(asked.length).toBe(3);
  const got = [first!];
  for (let slice = await slices.next(); slice !== undefined; slice = await slices.next()) got.push(slice);
  expect(got.map((slice) => slice.length)).toEqual([30, 30, 25]);
  expect(Buffer.compare(Buffer.concat(got), content.subarray(10, 95))).toBe(0);
  const left = new HostFile(ask, 100).slices(0, 100, 10);
  await left.next();
  const before = asked.length;
  left.close();
  while ((await left.next()) !== undefined);
  expect(asked.length).toBe(before);
});

it('all of it is fetched piece by piece, until nobody wants it', async () => {
  const length = MOST_READ_BYTES * 2;
  const { content, asked, ask } = inHost(length);
  const bytes = new HostFile(ask, length);
  const parts: number[] = [];
  const whole = await bytes.toBlob((part) => parts.push(part) > 0);
  expect(Buffer.compare(new Uint8Array(await whole!.arrayBuffer()), content)).toBe(0);
  expect(parts).toEqual([0.5, 1]);
  expect(await bytes.toBlob(() => false)).toBeUndefined();
  expect(asked).toHaveLength(3);
});

it('what the host cannot give is said in its words', async () => {
  const { ask, fail } = inHost(48);
  const bytes = new HostFile(ask, 48);
  fail('This recording cannot be read any more: open it again.');
  await expect(bytes.read(8, 16)).rejects.toThrow('This recording cannot be read any more');
  await expect(bytes.slices(0, 48, 8).next()).rejects.toThrow('This recording cannot be read any more');
  await expect(bytes.toBlob(() => true)).rejects.toThrow('This recording cannot be read any more');
});
