import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overlappedAt } from './overlapped-at.ts';
import { BatchDecoder, splitRecording } from './recording-reader.ts';
import { Trace } from './trace.ts';

const folder = join(import.meta.dirname, '..', 'recordings');

/** Real recordings, one of each lesson: what an earlier Overlook wrote, every later one must read. */
describe.each(readdirSync(folder).filter((name) => name.endsWith('.ovl')))('%s', (name) => {
  const result = splitRecording(new Uint8Array(readFileSync(join(folder, name))));
  if (!result.ok) throw new Error(result.error.kind);
  const { info, schemaMessage, batchMessages, lostBytes } = result.parts;
  const trace = new Trace(info);
  const decoder = new BatchDecoder(schemaMessage);
  const batches = batchMessages.map((message) => decoder.decode(message));
  for (const batch of batches) if (batch !== undefined) trace.append(batch);

  it('opens whole', () => {
    expect([info.format, info.program, lostBytes, trace.lostRows, trace.ended]).toEqual([
      1,
      name.replace('.ovl', ''),
      0,
      0,
      true,
    ]);
    expect(batches.every((batch) => batch !== undefined)).toBe(true);
  });

  it('has rows in the order of time, and no operation without an end', () => {
    const times = Array.from({ length: trace.rows.length }, (_, row) => trace.get('time', row));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(trace.operations.length).toBeGreaterThan(0);
    expect(trace.operations.filter(({ end }) => end === undefined || end === 'leaked')).toEqual([]);
  });

  it('lets the times of every life follow each other, and leaves nothing open', () => {
    for (const { issuedAt, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt } of trace.operations) {
      const life = [issuedAt, returnedAt, completedAt, noticedAt, fetchedAt, releasedAt].map(Number);
      expect(life).toEqual(life.toSorted((a, b) => a - b));
    }
    expect([...trace.objects.values()].filter(({ closedAt }) => closedAt === undefined)).toEqual([]);
    expect([...trace.slots.values()].filter(({ releasedAt }) => releasedAt === undefined)).toEqual([]);
  });

  it('shows in each WSAOVERLAPPED at the completion what the operation says', () => {
    for (const { slot, completedAt, returnedAt, status, transferred, outcome } of trace.operations) {
      if (outcome !== 'pending') continue;
      const before = overlappedAt(trace, slot, returnedAt!);
      const after = overlappedAt(trace, slot, completedAt!);
      // Winsock may have completed it by the time at which WSA_IO_PENDING came back.
      expect([0x103, status]).toContain(Number(before?.Internal));
      expect([Number(after?.Internal), Number(after?.InternalHigh)]).toEqual([status, transferred]);
    }
  });
});
