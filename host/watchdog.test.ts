import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PATIENCE, Watchdog } from './watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const told: string[] = [];
  const watchdog = new Watchdog(
    PATIENCE,
    () => void told.push('ping'),
    (sentence) => void told.push(sentence),
  );
  const givenUp = () => told.filter((one) => one !== 'ping');
  return { watchdog, told, givenUp };
}

const SILENT = 'The Winsock bridge did not answer for 10 s and was ended.';
const ENDLESS = 'The Winsock bridge did not stop its session within 12 s and was ended.';

it('a session is asked every second, and given up after ten beats without a word', () => {
  const { watchdog, told, givenUp } = watched();
  watchdog.watch('session');
  vi.advanceTimersByTime(10_500);
  expect([told.length, givenUp()]).toEqual([10, []]);
  vi.advanceTimersByTime(500);
  expect(givenUp()).toEqual([SILENT]);
  vi.advanceTimersByTime(60_000);
  expect(givenUp()).toEqual([SILENT]);
});

it('one word in ten seconds is enough', () => {
  const { watchdog, givenUp } = watched();
  watchdog.watch('session');
  for (let round = 0; round < 100; round++) {
    vi.advanceTimersByTime(9_900);
    watchdog.heard();
  }
  expect(givenUp()).toEqual([]);
});

it('a clock that jumps, as after a machine was suspended, is no beat', () => {
  const { watchdog, givenUp } = watched();
  watchdog.watch('session');
  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(1_000);
  watchdog.heard();
  expect(givenUp()).toEqual([]);
});

it('between sessions one silent beat of 15 s is enough, and no more is asked of who is gone', () => {
  const { watchdog, told } = watched();
  watchdog.watch('idle');
  vi.advanceTimersByTime(30_000);
  expect(told).toEqual(['ping', 'The Winsock bridge did not answer for 15 s and was ended.']);
});

it('a session that is to stop has twelve beats for it, however much it says', () => {
  const { watchdog, givenUp } = watched();
  watchdog.watch('session');
  vi.advanceTimersByTime(5_000);
  watchdog.stopping();
  for (let beat = 0; beat < 12; beat++) {
    vi.advanceTimersByTime(1_000);
    watchdog.heard();
    watchdog.stopping();
  }
  expect(givenUp()).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(givenUp()).toEqual([ENDLESS]);
});

it('one that has stopped in time, or whose bridge has ended, is not given up', () => {
  const { watchdog, told, givenUp } = watched();
  watchdog.watch('session');
  watchdog.stopping();
  vi.advanceTimersByTime(8_000);
  watchdog.watch('idle');
  watchdog.heard();
  vi.advanceTimersByTime(14_000);
  watchdog.end();
  const before = told.length;
  vi.advanceTimersByTime(600_000);
  expect([givenUp(), told.length]).toEqual([[], before]);
});
