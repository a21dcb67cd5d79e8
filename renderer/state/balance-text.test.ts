import { expect, it } from 'vitest';
import { balanceText } from './balance-text.ts';

it('the balance of a session says how every operation ended, and what the recording lacks', () => {
  expect(balanceText({ issued: 402, completed: 399, failed: 3, leaked: 0 }, 402)).toBe(
    '402 issued = 399 completed + 3 failed',
  );
  expect(balanceText({ issued: 5, completed: 4, failed: 0, leaked: 1 }, 3)).toBe(
    '5 issued = 4 completed + 1 leaked; 2 not recorded',
  );
  expect(balanceText({ issued: 5, completed: 3, failed: 1, leaked: 0 }, 5)).toBe(
    '5 issued = 3 completed + 1 failed (they are 4: something was not counted)',
  );
});
