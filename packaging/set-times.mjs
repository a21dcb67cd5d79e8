import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Gives every file the time of the commit, so that archives of the same commit are alike. Without a commit the times stay.
 *
 * @param {string} folder
 * @param {string | null} date
 */
export function setTimes(folder, date) {
  if (date === null) return;
  const time = new Date(date);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(folder, name), time, time);
}
