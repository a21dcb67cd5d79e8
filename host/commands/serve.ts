import { join, resolve } from 'node:path';
import { fail, type Command, type CommandContext } from '../command.ts';
import { FooterMaker } from '../footer-maker.ts';
import { Host } from '../host.ts';
import { canOpenBridge, openBridge } from '../open-bridge.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { sessionsFolder, shippedRecordings } from '../root.ts';
import { startServer } from '../server.ts';

export const serve: Command = {
  name: 'serve',
  usage: '[file.ovl] [--port <number>] [--open]',
  does: 'shows the window in a browser, on this machine only',
  help: [
    '--port <number>  the port on 127.0.0.1; left out: a free one',
    '--open           opens a browser, where there is one',
  ],
  options: { port: { type: 'string' }, open: { type: 'boolean' } },
  words: [0, 1],
  async run(context, [file], { port = '0', open }) {
    if (typeof port !== 'string' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
      return fail(context, `“${String(port)}” is no port. Give a number from 0 to 65535; 0 takes a free one.`);
    }
    const host = createHost(context);
    if (file !== undefined) {
      const opened = host.openFile(resolve(context.folder, file));
      if (!opened.ok) return fail(context, opened.problem);
    }
    const server = await startServer(host, join(context.environment.appFolder, 'renderer'), Number(port));
    if (!server.ok) return fail(context, server.problem);
    context.print(`Overlook is at ${server.value.url}`);
    if (open === true) openInBrowser(server.value.url);
    void host.warmUp(); // Its result is in the host's state, which the window shows.
    await untilAborted(context.interrupted);
    context.tell('Overlook ends.');
    await host.close();
    await server.value.close();
    return 0;
  },
};

/** A host of this installation, which keeps its sessions in `sessions`. */
export function createHost({ environment }: Pick<CommandContext, 'environment'>, sessions = sessionsFolder()): Host {
  return new Host({
    version: environment.version,
    openBridge: (listener, signal) => openBridge(environment, listener, signal),
    canOpenBridge: () => canOpenBridge(environment),
    shippedRecordings: shippedRecordings(environment.root),
    sessionsFolder: sessions,
    footers: new FooterMaker(environment.appFolder),
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
