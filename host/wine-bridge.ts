import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FrameReader,
  decodeMessage,
  encodeCommand,
  ok,
  problem,
  type BridgeConnection,
  type BridgeListener,
  type Frame,
  type Result,
} from '../protocol/index.ts';
import type { Environment } from './environment.ts';
import { toWindowsPath, type WineParts } from './wine.ts';

const READY_MS = 60_000;
/** A session that runs is stopped first, and its slowest wait takes seconds. */
const CLOSE_MS = 12_000;
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
  private closing = false;
  private gone = false;
  private readonly exited: Promise<void>;
  private resolveExited!: () => void;

  constructor(
    private readonly parts: WineParts,
    private readonly environment: Environment,
    private readonly listener: BridgeListener,
  ) {
    this.exited = new Promise((resolve) => (this.resolveExited = resolve));
  }

  /** Resolves when the bridge has said that it is ready, or with the reason why it will not be. */
  connect(): Promise<Result<BridgeConnection>> {
    return new Promise((resolve) => {
      const server = createServer({ noDelay: true });
      const fail = (sentence: string) => {
        clearTimeout(timer);
        server.close();
        this.closing = true;
        this.end();
        resolve(problem(`${sentence}${this.logTail()}`));
      };
      const timer = setTimeout(() => {
        fail(`The Winsock bridge did not answer within ${READY_MS / 1000} s.`);
      }, READY_MS);
      server.on('connection', (socket) => {
        this.expectToken(socket, (frames, reader) => {
          server.close();
          this.serve(socket, frames, reader, () => {
            clearTimeout(timer);
            resolve(ok(this));
          });
        });
      });
      server.on('error', (error) => fail(`The Winsock bridge cannot be reached: ${error.message}.`));
      server.listen(0, '127.0.0.1', () => {
        const child = this.start((server.address() as AddressInfo).port);
        child.on('error', (error) => fail(`Wine cannot be started: ${error.message}.`));
        child.on('exit', (code, signal) => {
          this.resolveExited();
          if (this.socket === undefined) fail(`The Winsock bridge ended at once (${signal ?? `code ${code}`}).`);
          else this.lost(`The Winsock bridge died (${signal ?? `code ${code}`}).`);
        });
      });
    });
  }

  send(command: Parameters<BridgeConnection['send']>[0]): void {
    this.socket?.write(encodeCommand(command));
  }

  async close(): Promise<void> {
    this.closing = true;
    this.send({ kind: 'control', action: 'stop' });
    this.socket?.end();
    await Promise.race([this.exited, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    this.end();
  }

  private start(port: number): ChildProcess {
    const out = openSync(join(this.logs, 'out.txt'), 'w');
    const err = openSync(join(this.logs, 'err.txt'), 'w');
    this.child = spawn(
      this.parts.wine,
      [this.parts.node, toWindowsPath(join(this.environment.appFolder, 'bridge.cjs'))],
      {
        stdio: ['ignore', out, err],
        env: {
          ...wineEnvironment(this.parts),
          OVERLOOK_BRIDGE_PORT: String(port),
          OVERLOOK_BRIDGE_TOKEN: this.token,
          OVERLOOK_VERSION: this.environment.version,
        },
      },
    );
    closeSync(out);
    closeSync(err);
    return this.child;
  }

  /** Only who knows the token is the bridge; others are dropped, and it is waited for further. */
  private expectToken(socket: Socket, accepted: (rest: Frame[], reader: FrameReader) => void): void {
    const reader = new FrameReader();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      if (this.socket !== undefined) return void (this.socket === socket || socket.destroy());
      const frames = framesOf(reader, chunk);
      const first = frames?.shift();
      if (frames === undefined || (first !== undefined && !this.isToken(first))) return void socket.destroy();
      if (first === undefined) return;
      this.socket = socket;
      accepted(frames, reader);
    });
  }

  private isToken({ kind, bytes }: Frame): boolean {
    const expected = Buffer.from(this.token);
    return kind === 'token' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  }

  private serve(socket: Socket, first: Frame[], reader: FrameReader, ready: () => void): void {
    const take = (frame: Frame) => {
      const message = decodeMessage(frame);
      this.listener.message(message);
      if (message.kind === 'ready') ready();
    };
    first.forEach(take);
    socket.removeAllListeners('data');
    socket.on('data', (chunk) => {
      try {
        for (const frame of reader.push(chunk)) take(frame);
      } catch (error) {
        this.lost(`The Winsock bridge said something that is not its protocol: ${String(error)}.`);
      }
    });
    socket.on('close', () => this.lost('The connection to the Winsock bridge was cut.'));
  }

  private lost(why: string): void {
    if (this.gone) return;
    this.gone = true;
    const tail = this.logTail();
    if (!this.closing) this.listener.lost(`${why}${tail}`);
    this.end();
  }

  /** Ends what is left: only the process that was started here. */
  private end(): void {
    this.gone = true;
    this.socket?.destroy();
    if (this.child?.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    rmSync(this.logs, { recursive: true, force: true });
  }

  private logTail(): string {
    let text: string;
    try {
      text = readFileSync(join(this.logs, 'err.txt'), 'utf8').trim();
    } catch {
      return '';
    }
    if (text === '') return '';
    // Of an uncaught exception, the line that says what it was.
    const line = text.split('\n').find((one) => /^\w*Error\b/.test(one)) ?? text.slice(-LOG_TAIL_CHARACTERS);
    return ` It wrote: ${line.trim()}`;
  }
}

function framesOf(reader: FrameReader, chunk: Uint8Array): Frame[] | undefined {
  try {
    return reader.push(chunk);
  } catch {
    return undefined; // Not the bridge's protocol.
  }
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
