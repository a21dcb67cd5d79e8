import {
  problem,
  type BridgeConnection,
  type BridgeListener,
  type BridgeMessage,
  type Result,
} from '../protocol/index.ts';
import type { SystemInfo } from '../trace/index.ts';
import { reason } from './recording-file.ts';

/** `signal` is aborted when nobody needs the bridge any more. */
export type OpenBridge = (listener: BridgeListener, signal: AbortSignal) => Promise<Result<BridgeConnection>>;

/** Opens a bridge when one is needed and keeps it from session to session; after a loss, the next need opens another. */
export class BridgeKeeper {
  /** Whose Winsock it is; undefined before the first bridge was ready. */
  system: SystemInfo | undefined;
  private bridge: Promise<Result<BridgeConnection>> | undefined;
  /** Stands for the bridge that is listened to. */
  private current: object | undefined;
  private discarded: Promise<void> = Promise.resolve();
  private readonly closed = new AbortController();

  constructor(
    private readonly open: OpenBridge,
    private readonly listener: { message(message: BridgeMessage): void; lost(why: string): void },
  ) {}

  get(): Promise<Result<BridgeConnection>> {
    this.bridge ??= this.openOne();
    return this.bridge;
  }

  /** Ends a bridge that may not be whole any more, and listens to it no longer. The next need opens another, at once. */
  discard(): void {
    const { bridge } = this;
    this.bridge = undefined;
    this.current = undefined;
    this.discarded = Promise.all([this.discarded, end(bridge)]).then(() => {});
  }

  /** Ends the bridge, also one that is being opened. */
  async close(): Promise<void> {
    this.closed.abort();
    await Promise.all([this.discarded, end(this.bridge)]);
    this.bridge = undefined;
  }

  private async openOne(): Promise<Result<BridgeConnection>> {
    const one = (this.current = {});
    const loss: { why?: string } = {};
    const listener: BridgeListener = {
      message: (message) => {
        if (this.current !== one) return;
        if (message.kind === 'ready') this.system = message.system;
        this.listener.message(message);
      },
      lost: (why) => {
        if (this.current !== one) return;
        loss.why = why;
        this.current = undefined;
        this.bridge = undefined;
        this.listener.lost(why);
      },
    };
    let opened: Result<BridgeConnection>;
    try {
      opened = await this.open(listener, this.closed.signal);
    } catch (error) {
      opened = problem(`Winsock cannot be used: ${reason(error)}.`);
    }
    // A failure is not kept: what was missing may be there the next time.
    if (!opened.ok && this.current === one) this.bridge = undefined;
    // It may have said that it is ready and died before anybody could have used it.
    return loss.why === undefined ? opened : problem(loss.why);
  }
}

async function end(bridge: Promise<Result<BridgeConnection>> | undefined): Promise<void> {
  const opened = await bridge;
  if (opened?.ok === true) await opened.value.close();
}
