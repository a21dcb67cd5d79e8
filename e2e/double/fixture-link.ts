import { connect } from 'node:net';
import { encodeToken } from '../../protocol/index.ts';
import { Channel } from './channel.ts';
import { Link } from './link.ts';
import type { FixtureOperations, MainOperations, Recorded } from './operations.ts';

/** Calls that have no effect here, for specs that ask whether they were made. */
export const recorded: Recorded[] = [];
export const record = (api: string, ...args: readonly unknown[]) => void recorded.push({ api, args });

const operations: Partial<MainOperations> = {};

/** Adds answers to what the fixture may ask. Each module of the double gives its own. */
export function answerFixture(part: Partial<MainOperations>): void {
  Object.assign(operations, part);
}

const port = Number(process.env['OVERLOOK_DOUBLE_PORT']);
const token = process.env['OVERLOOK_DOUBLE_TOKEN'];
if (!Number.isInteger(port) || token === undefined)
  throw new Error('The double runs under its fixture only (e2e/launch-app.ts).');
const socket = connect({ port, host: '127.0.0.1', noDelay: true });
socket.write(encodeToken(token));
const channel = new Channel(socket);
// A fixture that is gone can neither show a page nor end us.
channel.onClose(() => process.exit(1));

export const fixture = new Link<FixtureOperations, Partial<MainOperations>>(channel, operations);
