import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeBytes, decodeRows, type BytesMessage, type RowsMessage } from '../protocol/index.ts';
import { RecordingFile } from './recording-file.ts';
import { drawnMessages } from './testing/test-host.ts';
import { UiFeed, type Source } from './ui-feed.ts';

const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
let files = 0;

/** A live source of these messages, and a feed that shows it to somebody. */
function feeding(messages: readonly Uint8Array[] = drawnMessages()) {
  const created = RecordingFile.create(join(folder, `${files++}.ovl`));
  if (!created.ok) throw new Error(created.problem);
  const recording = created.value;
  messages.forEach((message) => recording.append(message));
  const rows: RowsMessage[] = [];
  const read: BytesMessage[] = [];
  const carrier = {
    tell: () => {},
    binary(encoded: Uint8Array<ArrayBuffer>) {
      const one = decodeRows(encoded);
      if (one === undefined) read.push(decodeBytes(encoded)!);
      else rows.push(one);
    },
  };
  const feed = new UiFeed(carrier, (sentence) => {
    throw new Error(sentence);
  });
  const source: Source = { number: 1, origin: 'live', name: 'x', recording };
  feed.show(source);
  return { feed, rows, read, recording, source };
}
const counts = (rows: readonly RowsMessage[]) => rows.map(({ first, messages }) => [first, messages.length]);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('what has come goes at once, and what comes in the same frame goes together in the next', () => {
  const { feed, rows, recording } = feeding();
  feed.grant(MIB);
  expect(counts(rows)).toEqual([[0, 3]]);
  for (let count = 0; count < 5; count++) {
    recording.append(drawnMessages()[1]!);
    feed.feed();
  }
  expect(counts(rows)).toEqual([[0, 3]]);
  vi.advanceTimersByTime(16);
  expect(counts(rows).slice(1)).toEqual([[3, 5]]);
  expect(rows[1]!.messages).toEqual(Array.from({ length: 5 }, () => drawnMessages()[1]));
});

it('a message takes whole messages up to the leave that there is, and at least one', () => {
  const [schema, batch] = drawnMessages();
  const { feed, rows } = feeding([schema!, batch!, batch!, batch!, batch!]);
  feed.grant(schema!.length + 2 * batch!.length);
  expect(counts(rows)).toEqual([[0, 3]]);
  vi.advanceTimersByTime(1000);
  // The header of the message has used up more than was left.
  expect(rows).toHaveLength(1);
  feed.grant(100);
  vi.advanceTimersByTime(1000);
  expect(counts(rows)).toEqual([
    [0, 3],
    [3, 1],
  ]);
});

it('nobody who grants nothing is sent anything, and no timer runs for him', () => {
  const { feed, rows, recording } = feeding();
  for (let count = 0; count < 100; count++) {
    recording.append(drawnMessages()[1]!);
    feed.feed();
  }
  expect(rows).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it('a message has 4 MiB at most, whatever was granted, and 16 MiB go without another grant', () => {
  const [schema, batch] = drawnMessages();
  const many = Array.from({ length: Math.ceil((20 * MIB) / batch!.length) }, () => batch!);
  const { feed, rows } = feeding([schema!, ...many]);
  feed.grant(2 ** 50);
  vi.advanceTimersByTime(10_000);
  const bytes = rows.map(({ messages }) => messages.reduce((sum, { length }) => sum + length, 0));
  expect(Math.max(...bytes)).toBeLessThanOrEqual(4 * MIB);
  const sent = bytes.reduce((sum, length) => sum + length, 0);
  expect(sent).toBeGreaterThan(15 * MIB);
  expect(sent).toBeLessThanOrEqual(16 * MIB + batch!.length);
});

it('another source begins from its beginning, in the next frame', () => {
  const { feed, rows } = feeding();
  feed.grant(MIB);
  const other = feeding();
  feed.show({ ...other.source, number: 2 });
  expect(rows).toHaveLength(1);
  vi.advanceTimersByTime(16);
  expect(rows.map(({ source, first }) => [source, first])).toEqual([
    [1, 0],
    [2, 0],
  ]);
  feed.close();
  other.feed.close();
  expect(vi.getTimerCount()).toBe(0);
});

describe('bytes of the recording', () => {
  const which = (at: number, bytes: number, source = 1) => ({ source, at, bytes });
  /** What the feed sent of the recording: the number of the question, and the bytes. */
  const reading = (messages?: readonly Uint8Array[]) => {
    const made = feeding(messages);
    const all = Buffer.concat(messages ?? drawnMessages());
    const sent = () => made.read.map(({ id, bytes }) => [id, Buffer.from(bytes)]);
    return { ...made, all, sent };
  };

  it('are sent at once, before rows that are new, and are answered behind them', async () => {
    const { feed, rows, recording, all, sent } = reading();
    feed.grant(MIB);
    recording.append(drawnMessages()[1]!);
    const answer = feed.read(7, which(10, 500));
    expect(sent()).toEqual([[7, all.subarray(10, 510)]]);
    expect(await answer).toEqual({ ok: true, value: null });
    expect(rows).toHaveLength(1);
    vi.advanceTimersByTime(16);
    expect(counts(rows).slice(1)).toEqual([[3, 1]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('need leave as rows do', async () => {
    const { feed, sent, all } = reading();
    feed.grant(1);
    const waiting = [feed.read(1, which(0, 100)), feed.read(2, which(100, 100))];
    vi.advanceTimersByTime(1000);
    expect(sent()).toEqual([]);
    // More than the rows took that were sent with leave for one.
    feed.grant(all.length);
    expect(sent().map(([id]) => id)).toEqual([1, 2]);
    expect(await Promise.all(waiting)).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('are refused when they are of another source, not there, or too many', async () => {
    const { feed, rows, all, sent } = reading();
    feed.grant(1);
    for (const wrong of [which(0, 1, 2), which(all.length, 1), which(all.length - 1, 2), which(2 ** 40, 1)]) {
      expect(await feed.read(1, wrong)).toMatchObject({ ok: false });
    }
    const waiting = Array.from({ length: 1000 }, (_, id) => feed.read(id, which(0, 1)));
    expect(await feed.read(1, which(0, 1))).toMatchObject({ ok: false, problem: expect.stringContaining('Too much') });
    feed.show(feeding().source);
    expect((await Promise.all(waiting)).every(({ ok }) => !ok)).toBe(true);
    feed.grant(MIB);
    const last = feed.read(1, which(0, 1));
    feed.close();
    expect(await last).toMatchObject({ ok: true });
    expect(await feed.read(1, which(0, 1))).toMatchObject({ ok: false });
    expect([rows.length, sent().length]).toEqual([1, 1]);
  });
});
