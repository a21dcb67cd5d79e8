import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeRows, type RowsMessage } from '../protocol/index.ts';
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
  const carrier = { tell: () => {}, rows: (encoded: Uint8Array<ArrayBuffer>) => void rows.push(decodeRows(encoded)!) };
  const feed = new UiFeed(carrier, (sentence) => {
    throw new Error(sentence);
  });
  const source: Source = { number: 1, origin: 'live', name: 'x', recording };
  feed.show(source);
  return { feed, rows, recording, source };
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

describe('rows that were sent', () => {
  const which = (first: number, count: number, source = 1) => ({ source, first, count });

  it('are sent once more, before those that are new, and are answered behind them', async () => {
    const { feed, rows, recording } = feeding();
    feed.grant(MIB);
    recording.append(drawnMessages()[1]!);
    const answer = feed.again(which(1, 2));
    vi.advanceTimersByTime(16);
    expect(counts(rows)).toEqual([
      [0, 3],
      [1, 2],
    ]);
    expect(rows[1]!.messages).toEqual(drawnMessages().slice(1));
    expect(await answer).toEqual({ ok: true, value: null });
    vi.advanceTimersByTime(16);
    expect(counts(rows).slice(2)).toEqual([[3, 1]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('need leave as others do, and come as many as go into one message', async () => {
    const [schema, batch] = drawnMessages();
    const many = Array.from({ length: 100 }, () => batch!);
    const { feed, rows } = feeding([schema!, ...many]);
    feed.grant(MIB);
    vi.advanceTimersByTime(1000);
    const before = rows.length;
    const spent = feeding([schema!, ...many]);
    spent.feed.grant(1);
    const waiting = spent.feed.again(which(0, 1));
    vi.advanceTimersByTime(1000);
    expect(counts(spent.rows)).toEqual([[0, 1]]);
    spent.feed.grant(2 * batch!.length);
    vi.advanceTimersByTime(16);
    expect(counts(spent.rows).slice(1, 2)).toEqual([[0, 1]]);
    expect(await waiting).toMatchObject({ ok: true });
    void feed.again(which(3, 50));
    vi.advanceTimersByTime(16);
    expect(counts(rows).slice(before)).toEqual([[3, 50]]);
  });

  it('are refused when they are of another source, were not sent yet, are too many, or are gone', async () => {
    const { feed, rows, recording } = feeding();
    feed.grant(MIB);
    recording.append(drawnMessages()[1]!);
    for (const wrong of [which(1, 1, 2), which(3, 1), which(2, 2), which(0, 2 ** 40)]) {
      expect(await feed.again(wrong)).toMatchObject({ ok: false });
    }
    const waiting = Array.from({ length: 1000 }, () => feed.again(which(1, 1)));
    expect(await feed.again(which(1, 1))).toMatchObject({ ok: false, problem: expect.stringContaining('Too many') });
    const sent = rows.length;
    feed.show(feeding().source);
    expect((await Promise.all(waiting)).every(({ ok }) => !ok)).toBe(true);
    vi.advanceTimersByTime(16);
    expect(counts(rows.slice(sent))).toEqual([[0, 3]]);
    const last = feed.again(which(1, 1));
    feed.close();
    expect(await last).toMatchObject({ ok: false });
  });
});
