import { expect, it } from 'vitest';
import { nextTurnMs } from './turns.ts';

it('rows are given on once a frame where a person can follow them', () => {
  expect(nextTurnMs(0, 32, 2)).toBe(32);
  expect(nextTurnMs(20_000, 32, 2)).toBe(32);
});

it('a busy program on few cores is given longer turns, until it is quiet again', () => {
  expect(nextTurnMs(200_000, 32, 2)).toBe(96);
  expect(nextTurnMs(600_000, 96, 2)).toBe(96);
  expect(nextTurnMs(60_000, 96, 2)).toBe(32);
});

it('where cores are many, turns stay short', () => {
  expect(nextTurnMs(200_000, 32, 16)).toBe(32);
});

it('turns stay short where a ring would not hold what is written in a long one', () => {
  expect(nextTurnMs(400_000, 32, 2)).toBe(32);
  expect(nextTurnMs(1_200_000, 96, 2)).toBe(32);
});
