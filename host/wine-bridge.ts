import { spawn, type ChildProcess } from 'node:child_process';
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
  type Result,
} from '../protocol/index.ts';
import { openDoor, type Door, type Entered } from './bridge-door.ts';
import type { Environment } from './environment.ts';
import { reason } from './recording-file.ts';
import { PATIENCE, Watchdog, type Patience } from './watchdog.ts';
import { toWindowsPath, type WineParts } from './wine.ts';
import { WITNESS_CHANNELS } from './witness/wine-log.ts';

const EXIT_MS = 3000;
/** A process that ended and its connection are seen to end at slightly different times. */
const OTHER_HALF_MS = 1000;
const LOG_TAIL_CHARACTERS = 600;

export interface Opening {
  /** Aborted: nobody needs the bridge any more. */
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
}

/**
 * Starts the bridge as a Windows program under Wine and connects to it over one loopback TCP connection.
 *
 * Windows Node under Wine can open neither a pipe nor a terminal: its stdin is the null device, its output goes to files.
 */
export async function openWineBridge(
  parts: WineParts,
  environment: Environment,
  listener: BridgeListener,
  { signal, patience = PATIENCE }: Opening = {},
): Promise<Result<BridgeConnection>> {
  await keepServer(parts);
  let logs: string;
  try {
    logs = mkdtempSync(join(tmpdir(), 'overlook-bridge-'));
  } catch (error) {
    return problem(
      `The Winsock bridge cannot be started, because no folder for its output can be made in ${tmpdir()}: ${reason(error)}.`,
    );
  }
  return new WineBridge(parts, environment, listener, logs, patience).connect(signal);
}

/** Without a server that stays, a start that meets the shutdown of the one before can fail. */
function keepServer(parts: WineParts): Promise<void> {
  return new Promise((resolve) => {
    const options = { stdio: 'ignore', env: wineEnvironment(parts), timeout: 10_000 } as const;
    // What is wrong with Wine shows when it is to start the bridge.
    const done = () => resolve();
    spawn(parts.wineserver, ['-p60'], options).on('exit', done).on('error', done);
  });
}

class WineBridge implements BridgeConnection {
  private readonly token = randomBytes(24).toString('base64url');
  private readonly watchdog: Watchdog;
  private child: ChildProcess | undefined;
  private socket: Socket | undefined;
  private door: Door | undefined;
  /** Settles `connect`; undefined once the bridge was ready. */
  private connected: ((result: Result<BridgeConnection>) => void) | undefined;
  private readyTimer: NodeJS.Timeout | undefined;
  private goneTimer: NodeJS.Timeout | undefined;
  private closing = false;
  private gone = false;
  private runsSession = false;
  private sessionEnded = () => {};
  private exited = () => {};

  constructor(
    private readonly parts: WineParts,
    private readonly environment: Environment,
    private readonly listener: BridgeListener,
    /** The folder for its output; removed with it. */
    private readonly logs: string,
    private readonly patience: Patience,
  ) {
    this.watchdog = new Watchdog(
      patience,
      () => this.write({ kind: 'ping' }),
      (sentence) => this.lost(sentence),
    );
    // Whoever ends this process leaves no bridge behind.
    process.once('exit', this.end);
  }

  /** Resolves when the bridge has said that it is ready, or with the reason why it will not be. */
  async connect(signal: AbortSignal | undefined): Promise<Result<BridgeConnection>> {
    const result = new Promise<Result<BridgeConnection>>((resolve) => (this.connected = resolve));
    const giveUp = () => this.lost('The start of the Winsock bridge was given up.');
    signal?.addEventListener('abort', giveUp);
    this.readyTimer = setTimeout(() => this.lost(this.notReady()), this.patience.readyMs);
    if (signal?.aborted === true) giveUp();
    try {
      this.door = await openDoor(this.token, (entered) => this.serve(entered));
      if (this.gone) this.door.close();
      else this.start(this.door.port);
    } catch (error) {
      this.lost(`The Winsock bridge cannot be started: ${reason(error)}.`);
    }
    const settled = await result;
    signal?.removeEventListener('abort', giveUp);
    return settled;
  }

  send(command: BridgeCommand): void {
    if (command.kind === 'start') {
      this.runsSession = true;
      this.watchdog.watch('session');
    } else if (command.kind === 'control' && command.action === 'stop') this.watchdog.stopping();
    this.write(command);
  }

  /** A session that runs is stopped, and everything that it has to say is waited for. */
  async close(): Promise<void> {
    if (this.gone) return;
    if (this.runsSession) {
      const ended = new Promise<void>((resolve) => (this.sessionEnded = resolve));
      this.send({ kind: 'control', action: 'stop' });
      await ended;
    }
    this.closing = true;
    this.watchdog.end();
    const exited = new Promise<void>((resolve) => (this.exited = resolve));
    this.socket?.end();
    if (this.child !== undefined && !hasExited(this.child)) await Promise.race([exited, pause(EXIT_MS)]);
    this.end();
  }

  private write(command: BridgeCommand): void {
    this.socket?.write(encodeCommand(command));
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
    this.child.on('exit', () => {
      this.exited();
      this.halfGone();
    });
  }

  private serve({ socket, remainder }: Entered): void {
    this.socket = socket;
    const reader = new FrameReader();
    const take = (chunk: Uint8Array) => {
      for (const message of this.understood(reader, chunk)) this.take(message);
    };
    socket.on('data', take);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.halfGone());
    take(remainder);
  }

  /** What it says, until it says something that nobody understands. */
  private *understood(reader: FrameReader, chunk: Uint8Array): Generator<BridgeMessage> {
    try {
      for (const frame of reader.push(chunk)) yield decodeMessage(frame);
    } catch {
      this.lost('The Winsock bridge said something that is not its protocol, and was ended.');
    }
  }

  private take(message: BridgeMessage): void {
    if (this.gone) return;
    this.watchdog.heard();
    if (message.kind === 'pong') return;
    if (message.kind === 'state' && message.state === 'stopping') this.watchdog.stopping();
    else if (message.kind === 'ended') {
      this.runsSession = false;
      this.watchdog.watch('idle');
    }
    this.listener.message(message);
    if (message.kind === 'ended') this.sessionEnded();
    if (message.kind !== 'ready' || this.connected === undefined) return;
    clearTimeout(this.readyTimer);
    this.watchdog.watch('idle');
    this.connected(ok(this));
    this.connected = undefined;
  }

  /** Its process has ended, or its connection. What came before both have is still read. */
  private halfGone(): void {
    const ended = () => {
      if (this.child === undefined || !hasExited(this.child)) return undefined;
      return `The Winsock bridge ended (${this.child.signalCode ?? `code ${this.child.exitCode}`}).`;
    };
    const isCut = this.socket === undefined || this.socket.destroyed;
    const sentence = ended();
    if (sentence !== undefined && isCut) return this.lost(sentence);
    this.goneTimer ??= setTimeout(() => {
      this.lost(ended() ?? 'The connection to the Winsock bridge was cut.');
    }, OTHER_HALF_MS);
  }

  /** The bridge is gone, or of no use: says why, once, to who waits for it. */
  private lost(why: string): void {
    if (this.gone) return;
    const sentence = `${why}${this.logTail()}`;
    this.end();
    this.sessionEnded();
    if (this.connected !== undefined) this.connected(problem(sentence));
    else if (!this.closing) this.listener.lost(sentence);
  }

  /** Ends what is left: only the process that was started here. */
  private readonly end = (): void => {
    this.gone = true;
    process.off('exit', this.end);
    clearTimeout(this.readyTimer);
    clearTimeout(this.goneTimer);
    this.watchdog.end();
    this.door?.close();
    this.socket?.destroy();
    if (this.child !== undefined && !hasExited(this.child)) this.child.kill('SIGKILL');
    rmSync(this.logs, { recursive: true, force: true });
  };

  private notReady(): string {
    return (
      `The Winsock bridge was not ready within ${this.patience.readyMs / 1000} s and was ended. Try again; if that does ` +
      `not help, Wine hangs: end it with “WINEPREFIX="${this.parts.prefix}" wineserver -k”.`
    );
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
    return ` It wrote: “${line.trim()}”.`;
  }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
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
