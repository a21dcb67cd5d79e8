import type { BridgeCommand, BridgeConnection, BridgeListener } from '../protocol/index.ts';
import type { SystemInfo } from '../trace/index.ts';
import { bindFunctions } from './bindings.ts';
import { LiveSession, type BridgeOptions } from './live-session.ts';
import { describeSystem } from './system-info.ts';

/**
 * Performs programs on the Winsock of this process, one at a time, and reports their rows.
 *
 * It works in Node on Windows, in Electron's main process, and in Windows Node under Wine.
 */
export class Bridge implements BridgeConnection {
  private readonly system: SystemInfo;
  private session: LiveSession | undefined;

  /** Throws when this process has no Winsock. */
  constructor(
    private readonly listener: BridgeListener,
    private readonly options: BridgeOptions,
  ) {
    this.system = describeSystem(bindFunctions());
  }

  start(): void {
    this.listener.message({ kind: 'ready', system: this.system });
  }

  send(command: BridgeCommand): void {
    if (command.kind === 'ping') return this.listener.message({ kind: 'pong' });
    if (command.kind === 'control') return this.session?.control(command.action);
    if (this.session !== undefined) {
      return this.listener.message({ kind: 'ended', reason: 'failed', text: 'A session is running; stop it first.' });
    }
    try {
      this.session = new LiveSession(command, this.system, this.options, (message) => {
        if (message.kind === 'ended') this.session = undefined;
        this.listener.message(message);
      });
    } catch (error) {
      // There is no memory for it. In this process a host lives that has more to do.
      const text = `The session cannot be begun: ${error instanceof Error ? error.message : String(error)}.`;
      return this.listener.message({ kind: 'ended', reason: 'failed', text });
    }
    this.session.start();
  }

  /** See LiveSession.recycle. */
  recycle(bytes: Uint8Array): void {
    this.session?.recycle(bytes);
  }

  async close(): Promise<void> {
    this.session?.control('stop');
    await this.session?.finished;
  }
}
