import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FrameReader,
  decodeMessage,
  encodeCommand,
  ok,
  problem,
  type BridgeCommand,
  type BridgeConnection,
  type BridgeListener,
  type BridgeMessage,
  type Frame,
  type Result,
} from '../protocol/index.ts';
import { openDoor, type Door, type Entered } from './bridge-door.ts';
import type { Environment } from './environment.ts';
import { toWindowsPath, type WineParts } from './wine.ts';
import { WITNESS_CHANNELS } from './witness/wine-log.ts';

const READY_MS = 60_000;
/** The slowest wait of a program takes seconds. */
const SESSION_END_MS = 12_000;
const EXIT_MS = 3000;
const LOG_TAIL_CHARACTERS = 600;

/**
 * Starts the bridge as a Windows program under Wine and connects to it over one loopback TCP connection.
 *
 * Windows Node under Wine can open neither a pipe nor a terminal: its stdin is the null device, its output goes to files.
 */
export async function openWineBridge(
  parts: WineParts,
  environment: Environment,
  listener: BridgeListener,
): Promise<Result<BridgeConnection>> {
  // Without a server that stays, a start that meets the shutdown of the one before can fail.
  spawnSync(parts.wineserver, ['-p60'], { stdio: 'ignore', env: wineEnvironment(parts), timeout: 10_000 });
  const bridge = new WineBridge(parts, environment, listener);
  return bridge.connect();
}

class WineBridge implements BridgeConnection {
  private readonly token = randomBytes(24).toString('base64url');
  private readonly logs = mkdtempSync(join(tmpdir(), 'overlook-bridge-'));
  private child: ChildProcess | undefined;
  private socket: Socket | undefined;
  private door: Door | undefined;
  /** Settles `connect`; undefined once the bridge was ready. */
  private connected: ((result: Result<BridgeConnection>) => void) | undefined;
  private readyTimer: NodeJS.Timeout | undefined;
  private closing = false;
  private gone = false;
  private runsSession = false;
  private sessionEnded = () => {};
  private exited = () => {};

  constructor(
    private readonly parts: WineParts,
    private readonly environment: Environment,
    private readonly listener: BridgeListener,
  ) {}

  /** Resolves when the bridge has said that it is ready, or with the reason why it will not be. */
  async connect(): Promise<Result<BridgeConnection>> {
    const result = new Promise<Result<BridgeConnection>>((resolve) => (this.connected = resolve));
    this.readyTimer = setTimeout(() => {
      this.lost(`The Winsock bridge did not answer within ${READY_MS / 1000} s.`);
    }, READY_MS);
    try {
      this.door = await openDoor(this.token, (entered) => this.serve(entered));
      this.start(this.door.port);
    } catch (error) {
      this.lost(`The Winsock bridge cannot be started: ${String(error)}.`);
    }
    return result;
  }

  send(command: BridgeCommand): void {
    if (command.kind === 'start') this.runsSession = true;
    this.socket?.write(encodeCommand(command));
  }

  /** A session that runs is stopped, and everything that it has to say is waited for. */
  async close(): Promise<void> {
    if (this.gone) return;
    if (this.runsSession) {
      const ended = new Promise<void>((resolve) => (this.sessionEnded = resolve));
      this.send({ kind: 'control', action: 'stop' });
      await Promise.race([ended, pause(SESSION_END_MS)]);
    }
    this.closing = true;
    const exited = new Promise<void>((resolve) => (this.exited = resolve));
    this.socket?.end();
    await Promise.race([exited, pause(EXIT_MS)]);
    this.end();
  }

  private start(port: number): void {
    const out = openSync(join(this.logs, 'out.txt'), 'w');
    const err = openSync(this.stderrFile(), 'w');
    const program = toWindowsPath(join(this.environment.appFolder, 'bridge.cjs'));
    // With 64-bit Wine the process that is started becomes Windows Node itself: ending it ends the bridge.
    this.child = spawn(this.parts.wine, [this.parts.node, program], {
      stdio: ['ignore', out, err],
      env: {
        ...wineEnvironment(this.parts),
        ...(this.environment.wineLog === undefined ? {} : { WINEDEBUG: WITNESS_CHANNELS }),
        OVERLOOK_BRIDGE_PORT: String(port),
        OVERLOOK_BRIDGE_TOKEN: this.token,
        OVERLOOK_VERSION: this.environment.version,
      },
    });
    closeSync(out);
    closeSync(err);
    this.child.on('error', (error) => this.lost(`Wine cannot be started: ${error.message}.`));
    this.child.on('exit', (code, signal) => {
      this.exited();
      this.lost(`The Winsock bridge ended (${signal ?? `code ${code}`}).`);
    });
  }

  private serve({ socket, frames, remainder }: Entered): void {
    this.socket = socket;
    const reader = new FrameReader();
    const understand = (read: () => readonly Frame[]) => {
      try {
        for (const frame of read()) this.take(decodeMessage(frame));
      } catch (error) {
        this.lost(`The Winsock bridge said something that is not its protocol: ${String(error)}.`);
      }
    };
    socket.on('data', (chunk) => understand(() => reader.push(chunk)));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.lost('The connection to the Winsock bridge was cut.'));
    understand(() => [...frames, ...reader.push(remainder)]);
  }

  private take(message: BridgeMessage): void {
    this.listener.message(message);
    if (message.kind === 'ended') {
      this.runsSession = false;
      this.sessionEnded();
    }
    if (message.kind !== 'ready') return;
    clearTimeout(this.readyTimer);
    this.connected?.(ok(this));
    this.connected = undefined;
  }

  /** The bridge is gone, or of no use: says why, once, to who waits for it. */
  private lost(why: string): void {
    if (this.gone) return;
    const sentence = `${why}${this.logTail()}`;
    this.sessionEnded();
    this.end();
    if (this.connected !== undefined) this.connected(problem(sentence));
    else if (!this.closing) this.listener.lost(sentence);
  }

  /** Ends what is left: only the process that was started here. */
  private end(): void {
    this.gone = true;
    clearTimeout(this.readyTimer);
    this.door?.close();
    this.socket?.destroy();
    if (this.child?.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    rmSync(this.logs, { recursive: true, force: true });
  }

  private stderrFile(): string {
    return this.environment.wineLog ?? join(this.logs, 'err.txt');
  }

  private logTail(): string {
    let text: string;
    try {
      text = readFileSync(this.stderrFile(), 'utf8').trim();
    } catch {
      return '';
    }
    if (text === '') return '';
    // Of an uncaught exception, the line that says what it was.
    const line = text.split('\n').find((one) => /^\w*Error\b/.test(one)) ?? text.slice(-LOG_TAIL_CHARACTERS);
    return ` It wrote: ${line.trim()}`;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** What every process of our Wine needs. */
export function wineEnvironment(parts: WineParts): NodeJS.ProcessEnv {
  return {
    ...process.env,
    WINEPREFIX: parts.prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // No offer to install Mono and Gecko, no entries in the desktop's menus.
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
    NODE_PATH: toWindowsPath(parts.modules),
    // Options for the Node that runs us are not for the Node that we run.
    NODE_OPTIONS: undefined,
  };
}
