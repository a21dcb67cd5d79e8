import { ok, type BridgeConnection, type BridgeListener, type BridgeMessage, type Result } from '../protocol/index.ts';
import type { SystemInfo } from '../trace/index.ts';

export type OpenBridge = (listener: BridgeListener) => Promise<Result<BridgeConnection>>;

/** Opens a bridge when one is needed and keeps it from session to session; after a loss, the next need opens another. */
export class BridgeKeeper {
  /** Whose Winsock it is; undefined before the first bridge was ready. */
  system: SystemInfo | undefined;
  private bridge: Promise<Result<BridgeConnection>> | undefined;

  constructor(
    private readonly open: OpenBridge,
    private readonly listener: { message(message: BridgeMessage): void; lost(why: string): void },
  ) {}

  get(): Promise<Result<BridgeConnection>> {
    this.bridge ??= this.openOne();
    return this.bridge;
  }

  async close(): Promise<void> {
    const bridge = await this.bridge;
    this.bridge = undefined;
    if (bridge?.ok === true) await bridge.value.close();
  }

  private async openOne(): Promise<Result<BridgeConnection>> {
    const opened = await this.open({
      message: (message) => {
        if (message.kind === 'ready') this.system = message.system;
        this.listener.message(message);
      },
      lost: (why) => {
        this.bridge = undefined;
        this.listener.lost(why);
      },
    });
    // A failure is not kept: what was missing may be there the next time.
    if (!opened.ok) this.bridge = undefined;
    return opened.ok ? ok(opened.value) : opened;
  }
}
