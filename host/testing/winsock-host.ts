import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionValues } from '../../lessons/index.ts';
import { ok, type BridgeMessage } from '../../protocol/index.ts';
import { environment } from '../environment.ts';
import { Host } from '../host.ts';
import { PATIENCE } from '../watchdog.ts';
import { findWine } from '../wine.ts';
import { openWineBridge } from '../wine-bridge.ts';
import { until } from './bridge-program.ts';
import { childrenOf } from './run-overlook.ts';
import { TestInterface } from './test-host.ts';

/** A host of this process with a real bridge under Wine, which remembers what the bridge told it. */
export class WinsockHost {
  /** What the bridge said in the session that runs, or ran last. */
  told: BridgeMessage[] = [];
  /** Called with each, before the host is. */
  onTold: (message: BridgeMessage) => void = () => {};
  /** Where the bridge's programs are; a test may name a folder of its own. */
  appFolder = environment().appFolder;
  readonly ui: TestInterface;
  private readonly host: Host;

  constructor(
    readonly sessions = join(mkdtempSync(join(tmpdir(), 'overlook-test-')), 'sessions'),
    patience = PATIENCE,
  ) {
    const wine = findWine(environment().root);
    if (!wine.ok) throw new Error(wine.problem);
    this.host = new Host({
      version: 'test',
      openBridge: (listener, signal) =>
        openWineBridge(
          wine.value,
          { ...environment(), appFolder: this.appFolder },
          {
            message: (message) => {
              this.told.push(message);
              this.onTold(message);
              listener.message(message);
            },
            lost: (why) => listener.lost(why),
          },
          { signal, patience },
        ),
      canOpenBridge: () => ok(null),
      shippedRecordings: this.sessions,
      sessionsFolder: this.sessions,
    });
    this.ui = new TestInterface(this.host);
  }

  async start(program: string, options?: OptionValues): Promise<void> {
    this.told = [];
    const chosen = options === undefined ? {} : { options };
    const answer = await this.ui.ask({ name: 'session/start', program, paused: false, ...chosen });
    if (!answer.ok) throw new Error(answer.problem);
  }

  /** How the session ended. */
  async ended(): Promise<{ readonly state: string; readonly text: string | undefined }> {
    await until(() => ['ended', 'failed'].includes(this.ui.state?.session?.state ?? ''));
    const { state = '', text } = this.ui.state?.session ?? {};
    return { state, text };
  }

  /** The process of the bridge. */
  bridge(): number {
    const found = childrenOf(process.pid).filter((pid) => commandOf(pid).includes('bridge.cjs'));
    if (found.length !== 1) throw new Error(`There are ${found.length} bridges`);
    return found[0]!;
  }

  /** The newest recording. */
  recording(): string {
    return join(this.sessions, readdirSync(this.sessions).toSorted().at(-1)!);
  }

  close(): Promise<void> {
    return this.host.close();
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}
