import { expect, it } from 'vitest';
import { HostBytes } from './recording-bytes.ts';

/** Three messages of 8, 16 and 24 bytes, each filled with its number, that a host has and gives two at a time. */
function hostBytes() {
  const messages = [0, 1, 2].map((number) => new Uint8Array(8 * (number + 1)).fill(number));
  const asked: [number, number][] = [];
  let problem: string | undefined;
  const bytes: HostBytes = new HostBytes(async (first, count) => {
    asked.push([first, count]);
    await Promise.resolve();
    if (problem !== undefined) return { ok: false, problem };
    const given = messages.slice(first, first + Math.min(count, 2));
    bytes.came(
      first,
      given.map((message) => message.slice()),
    );
    return { ok: true, value: null };
  });
  for (const message of messages) bytes.append(message);
  return { bytes, messages, asked, fail: (sentence: string) => (problem = sentence) };
}

it('a message is asked for by its number, however often at once', async () => {
  const { bytes, messages, asked } = hostBytes();
  expect(bytes.length).toBe(48);
  const reads = await Promise.all([bytes.read(8, 16), bytes.read(24, 24), bytes.read(8, 16), bytes.read(0, 8)]);
  expect(reads).toEqual([messages[1], messages[2], messages[1], messages[0]]);
  expect(asked).toEqual([
    [1, 1],
    [2, 1],
    [1, 1],
    [0, 1],
  ]);
});

it('all of it is fetched piece by piece, until nobody wants it', async () => {
  const { bytes, messages, asked } = hostBytes();
  const parts: number[] = [];
  const whole = await bytes.toBlob((part) => parts.push(part) > 0);
  expect(new Uint8Array(await whole!.arrayBuffer())).toEqual(new Uint8Array(Buffer.concat(messages)));
  expect(asked).toEqual([
    [0, 3],
    [2, 1],
  ]);
  expect(parts).toEqual([0.5, 1]);
  expect(await bytes.toBlob(() => false)).toBeUndefined();
  expect(asked).toHaveLength(3);
});

it('what the host cannot give is said in its words; a message of another length is not taken for the one that was', async () => {
  const { bytes, fail } = hostBytes();
  await expect(bytes.read(8, 17)).rejects.toThrow('The recording has changed');
  fail('These rows cannot be read any more: open the recording again.');
  await expect(bytes.read(8, 16)).rejects.toThrow('These rows cannot be read any more');
  await expect(bytes.toBlob(() => true)).rejects.toThrow('These rows cannot be read any more');
});
