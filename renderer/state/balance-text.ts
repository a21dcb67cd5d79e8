import type { Balance } from '../../trace/index.ts';

/**
 * The balance of a session: `402 issued = 399 completed + 3 failed`. `shown`: how many operations the recording holds;
 * those that are missing were dropped.
 */
export function balanceText({ issued, completed, failed, leaked }: Balance, shown: number): string {
  const parts = [`${completed} completed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (leaked > 0) parts.push(`${leaked} leaked`);
  const sum = completed + failed + leaked;
  const differs = sum === issued ? '' : ` (they are ${sum}: something was not counted)`;
  const missing = issued - shown;
  return `${issued} issued = ${parts.join(' + ')}${differs}${missing > 0 ? `; ${missing} not recorded` : ''}`;
}
