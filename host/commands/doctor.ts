import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemInfo } from '../../trace/index.ts';
import type { Command, CommandContext } from '../command.ts';
import { openBridge } from '../open-bridge.ts';
import { RecordingList } from '../recording-list.ts';
import { sessionsFolder, shippedRecordings } from '../root.ts';
import { findOnPath } from '../wine.ts';

interface Finding {
  readonly name: string;
  readonly works: boolean;
  /** What is there, or what is missing and what to do. */
  readonly text: string;
}

export const doctor: Command = {
  name: 'doctor',
  usage: '[--json]',
  does: 'tells what works on this machine, and what to do about the rest',
  help: ['--json  as one JSON object'],
  options: { json: { type: 'boolean' } },
  words: [0, 0],
  async run(context, _words, { json }) {
    const findings = [node(), await winsock(context), recordings(context), browser(), electron(context)];
    if (json === true) context.print(JSON.stringify({ overlook: context.environment.version, findings }));
    else
      for (const { name, works, text } of findings)
        context.print(`${works ? 'ok ' : 'no '} ${name.padEnd(12)} ${text}`);
    // Recordings are the least that Overlook is for.
    return findings.some(({ name, works }) => name === 'recordings' && works) ? 0 : 1;
  },
};

function node(): Finding {
  return { name: 'Node', works: true, text: `${process.versions.node} on ${process.platform} ${process.arch}` };
}

/** Really opens a bridge: WSAStartup has answered when it is ready. */
async function winsock({ environment }: CommandContext): Promise<Finding> {
  let system: SystemInfo | undefined;
  const bridge = await openBridge(environment, {
    message: (message) => {
      if (message.kind === 'ready') system = message.system;
    },
    lost: () => {},
  });
  if (!bridge.ok) return { name: 'Winsock', works: false, text: bridge.problem };
  await bridge.value.close();
  return { name: 'Winsock', works: true, text: `${system?.winsock}, ${system?.name}, Node ${system?.node}` };
}

function recordings({ environment }: CommandContext): Finding {
  const shipped = shippedRecordings(environment.root);
  const count = new RecordingList(shipped, sessionsFolder()).list().length;
  return count > 0
    ? { name: 'recordings', works: true, text: `${count} can be opened; live sessions are kept in ${sessionsFolder()}` }
    : { name: 'recordings', works: false, text: `None found in ${shipped}. Is this a whole copy of Overlook?` };
}

function browser(): Finding {
  const path = process.env['PATH'] ?? '';
  const found = ['chromium', 'chromium-browser', 'google-chrome', 'firefox'].map((name) => findOnPath(name, path));
  const one = found.find((candidate) => candidate !== undefined);
  if (one !== undefined) return { name: 'browser', works: true, text: one };
  if (process.platform !== 'linux') return { name: 'browser', works: true, text: 'the one of this system' };
  return {
    name: 'browser',
    works: false,
    text: 'None found. Install one, or open the address of “overlook serve” from this machine in any other way.',
  };
}

function electron({ environment }: CommandContext): Finding {
  const program = process.platform === 'win32' ? 'electron.exe' : 'electron';
  const there = existsSync(join(environment.root, 'node_modules', 'electron', 'dist', program));
  return there
    ? { name: 'Electron', works: true, text: 'its program is there: “npm start” opens the desktop window' }
    : {
        name: 'Electron',
        works: false,
        text: 'its program is not there (“npx install-electron” fetches it); “npm start” shows the window in a browser',
      };
}
