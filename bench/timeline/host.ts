import { join } from 'node:path';
import { Host } from '../../host/host.ts';
import { RecordingFile } from '../../host/recording-file.ts';
import { startServer } from '../../host/server.ts';
import { ok, type BridgeConnection, type BridgeListener } from '../../protocol/index.ts';
import { ROWS_A_BATCH } from './row-stream.ts';

/**
 * Browser mode as `overlook serve` runs it, except for the bridge: instead of calling Winsock it plays a made-up recording
 * at a steady pace, whatever it is asked to run. Prints its address, and the time at which a recording was played.
 *
 *     node host.cjs <app folder> <folder for sessions> <recording> <rows a second>
 */
const [appFolder = '', sessionsFolder = '', recording = '', rate = ''] = process.argv.slice(2);
const TICK_MS = 10;

async function openBridge(listener: BridgeListener) {
  const opened = RecordingFile.open(recording);
  if (!opened.ok) return opened;
  const file = opened.value;
  listener.message({
    kind: 'ready',
    system: { name: 'none', winsock: 'none', wine: false, architecture: 'x64', node: '0', processId: process.pid },
  });
  let timer: NodeJS.Timeout | undefined;
  const play = () => {
    const beginMs = performance.now();
    let next = 0;
    timer = setInterval(() => {
      const due = ((performance.now() - beginMs) / 1000) * (Number(rate) / ROWS_A_BATCH);
      for (; next < file.messageCount && next <= due; next++) {
        listener.message({ kind: next === 0 ? 'schema' : 'batch', bytes: file.message(next)! });
      }
      if (next < file.messageCount) return;
      clearInterval(timer);
      listener.message({ kind: 'ended', reason: 'completed', text: '' });
      console.log(`played in ${Math.round(performance.now() - beginMs)} ms`);
    }, TICK_MS);
  };
  const bridge: BridgeConnection = {
    send: (command) => {
      if (command.kind === 'ping') listener.message({ kind: 'pong' });
      if (command.kind !== 'start') return;
      listener.message({ kind: 'state', state: 'running' });
      play();
    },
    close: async () => clearInterval(timer),
  };
  return ok(bridge);
}

async function main(): Promise<void> {
  const host = new Host({
    version: 'bench',
    openBridge,
    canOpenBridge: () => ok(null),
    shippedRecordings: sessionsFolder,
    sessionsFolder,
  });
  const server = await startServer(host, join(appFolder, 'renderer'), 0);
  if (!server.ok) throw new Error(server.problem);
  console.log(`at ${server.value.url}`);
  process.once('SIGTERM', () => void host.close().then(() => process.exit(0)));
}

void main();
