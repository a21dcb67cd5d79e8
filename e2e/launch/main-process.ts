import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDoor } from '../../host/bridge-door.ts';
import { windowsNode } from '../../tools/paths.mjs';
import { keepWineserver, toWindowsPath, wineEnvironment } from '../../tools/windows-node.mjs';
import { Channel } from '../double/channel.ts';
import { built, childEnvironment, exitCodeOf } from './child.ts';
import type { LaunchOptions } from './running-app.ts';

/** The process of main.cjs on the double. */
export interface MainProcess {
  readonly child: ChildProcess;
  /** Never, if it ends before it has come. */
  readonly channel: Promise<Channel>;
  readonly exitCode: Promise<number | null>;
  readonly output: () => string;
}

/**
 * Starts it: in this Node or, on `wine`, in Windows Node, which can open no pipe under Wine. So its input is the null device,
 * its output a file, and its channel TCP.
 */
export async function startMain(
  carrier: 'double' | 'wine',
  mark: string,
  { args = [], userData }: LaunchOptions & { readonly userData: string },
): Promise<MainProcess> {
  const { command, first, environment, spell } = carrier === 'wine' ? await wine() : here;
  const token = randomBytes(24).toString('base64url');
  let enter: (channel: Channel) => void;
  const channel = new Promise<Channel>((resolve) => (enter = resolve));
  const door = await openDoor(token, ({ socket, remainder }) => enter(new Channel(socket, remainder)));
  const log = join(mkdtempSync(`${userData}-output-`), 'output.txt');
  // Appending: on Windows stdout and stderr would each keep a place of its own in it.
  const file = openSync(log, 'a');
  const program = ['--require', built('double/register.cjs'), built('app/main.cjs'), ...args];
  const child = spawn(command, [...first, ...program.map(spell)], {
    stdio: ['ignore', file, file],
    env: {
      ...childEnvironment(mark, spell(userData), environment),
      OVERLOOK_DOUBLE_DATA: spell(userData),
      OVERLOOK_DOUBLE_PORT: String(door.port),
      OVERLOOK_DOUBLE_TOKEN: token,
    },
  });
  closeSync(file);
  const exitCode = exitCodeOf(child).finally(() => door.close());
  return { child, channel, exitCode, output: () => readFileSync(log, 'utf8') };
}

/** How a Node is started, and how it spells a path of this system. */
interface Start {
  readonly command: string;
  readonly first: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly spell: (arg: string) => string;
}

const here: Start = { command: process.execPath, first: [], environment: process.env, spell: (arg) => arg };

async function wine(): Promise<Start> {
  await keepWineserver();
  return {
    command: 'wine',
    first: [join(windowsNode, 'node.exe')],
    environment: wineEnvironment(),
    spell: (arg) => (arg.startsWith('/') ? toWindowsPath(arg) : arg),
  };
}
