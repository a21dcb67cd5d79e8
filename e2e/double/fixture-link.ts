import { Link, type Channel } from './link.ts';
import type { FixtureOperations, MainOperations, Recorded } from './operations.ts';

/** Calls that have no effect here, for specs that ask whether they were made. */
export const recorded: Recorded[] = [];
export const record = (api: string, ...args: readonly unknown[]) => void recorded.push({ api, args });

const operations: Partial<MainOperations> = {};

/** Adds answers to what the fixture may ask. Each module of the double gives its own. */
export function answerFixture(part: Partial<MainOperations>): void {
  Object.assign(operations, part);
}

if (process.send === undefined) throw new Error('The double runs under its fixture only (e2e/launch-app.ts).');
// A fixture that is gone can neither show a page nor end us.
process.on('disconnect', () => process.exit(1));

export const fixture = new Link<FixtureOperations, Partial<MainOperations>>(process as Channel, operations);
