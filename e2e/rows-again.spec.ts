// Rows that the window does not keep: the host gives them again.
import { splitRecording, BatchDecoder } from '../trace/index.ts';
import { expect, test } from './launch-app.ts';
import { OverlookPage } from './overlook-page.ts';

test('of a long session any row can be looked at, and all of them can be saved', async ({ page }) => {
  const window = new OverlookPage(page);
  const option = (name: string) => page.getByTestId(`option-${name}`);
  await page.getByTestId('lesson-load').click();
  await option('connections').fill('4');
  await option('seconds').fill('5');
  await page.getByTestId('run').click();
  await window.hasEnded();
  const saved = splitRecording((await window.save()).bytes);
  if (!saved.ok) throw new Error(saved.error.kind);
  const { schemaMessage, batchMessages, lostBytes } = saved.parts;
  expect(lostBytes).toBe(0);
  const decoder = new BatchDecoder(schemaMessage);
  const times = batchMessages.flatMap((message) => [...decoder.decode(message)!.columns.time]);
  // More than are at hand.
  expect(batchMessages.length).toBeGreaterThan(36);
  const { read, length, wasAway } = await page.evaluate(readEach, 500);
  expect(length).toBe(times.length);
  expect(wasAway).toBe(true);
  expect(read).toEqual(times.filter((_, row) => row % 500 === 0));
});

/** The times of every so many rows; and whether any of them was not at hand. */
async function readEach(step: number) {
  const { overlook } = globalThis as unknown as {
    overlook: { trace(): { rows: { length: number; get(column: 'time', row: number): number } } };
  };
  const { rows } = overlook.trace();
  const read: number[] = [];
  let wasAway = false;
  for (let row = 0; row < rows.length;) {
    try {
      read.push(rows.get('time', row));
      row += step;
    } catch (coming) {
      wasAway = true;
      await coming;
    }
  }
  return { read, length: rows.length, wasAway };
}
