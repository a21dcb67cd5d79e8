import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeRows,
  ok,
  problem,
  type BridgeCommand,
  type BridgeListener,
  type BridgeMessage,
  type HostMessage,
  type HostState,
  type Result,
  type UiResponse,
} from '../../protocol/index.ts';
import { BatchWriter } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { Host } from '../host.ts';

const MIB = 1024 * 1024;

/** A recording of two operations, as the messages of a bridge. */
export function drawnMessages(): readonly Uint8Array[] {
  const writer = new BatchWriter(drawnInfo);
  const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X');
  const half = Math.floor(rows.length / 2);
  return [writer.schemaMessage, writer.batchMessage(rows.slice(0, half)), writer.batchMessage(rows.slice(half))];
}

/** A bridge that does what the test says. It is not a Winsock: it is for what the host does around one. */
export class ScriptedBridge {
  readonly commands: BridgeCommand[] = [];
  opened = 0;
  closed = 0;
  private listener: BridgeListener | undefined;

  readonly open = async (listener: BridgeListener) => {
    this.opened++;
    this.listener = listener;
    listener.message({ kind: 'ready', system: { ...drawnInfo.system } });
    return ok({
      send: (command: BridgeCommand) => void this.commands.push(command),
      close: async () => void this.closed++,
    });
  };

  say(message: BridgeMessage): void {
    this.listener?.message(message);
  }

  /** Reports rows as a bridge would: the schema message first. */
  report(messages: readonly Uint8Array[] = drawnMessages()): void {
    messages.forEach((bytes, index) => this.say({ kind: index === 0 ? 'schema' : 'batch', bytes }));
  }

  die(why: string): void {
    this.listener?.lost(why);
  }
}

/** A user interface that remembers what it was told, and takes whatever rows come, unless it is told to take none. */
export class TestInterface {
  readonly messages: HostMessage[] = [];
  /** The rows messages as they came. */
  readonly encoded: Uint8Array<ArrayBuffer>[] = [];
  private nextId = 1;
  private readonly listener;

  constructor(host: Host, { takesRows = true } = {}) {
    this.listener = host.attach({
      tell: (message) => void this.messages.push(structuredClone(message)),
      binary: (encoded) => {
        this.encoded.push(encoded);
        if (takesRows) this.grant(encoded.length);
      },
    });
    if (takesRows) this.grant(MIB);
  }

  grant(bytes: number): void {
    this.said({ grant: bytes });
  }

  /** All Arrow messages that came, in their order. */
  get rows(): readonly Uint8Array[] {
    return this.encoded.flatMap((bytes) => decodeRows(bytes)?.messages ?? []);
  }

  async ask(request: unknown): Promise<UiResponse> {
    const id = this.nextId++;
    this.said({ id, request });
    for (;;) {
      const answer = this.messages.find((message) => message.kind === 'answer' && message.id === id);
      if (answer?.kind === 'answer') return answer.result;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  said(message: unknown): void {
    this.listener.said(message);
  }

  close(): void {
    this.listener.closed();
  }

  get state(): HostState | undefined {
    return this.messages.findLast((message) => message.kind === 'state')?.state;
  }
}

/** A host with a scripted bridge, and a folder of its own. */
export function testHost(possible: Result<null> = ok(null)) {
  const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));
  const bridge = new ScriptedBridge();
  writeFileSync(join(folder, 'shipped.ovl'), Buffer.concat(drawnMessages()));
  const host = new Host({
    version: 'test',
    openBridge: possible.ok ? bridge.open : async () => problem(possible.problem),
    canOpenBridge: () => possible,
    shippedRecordings: folder,
    sessionsFolder: join(folder, 'sessions'),
  });
  return { host, bridge, folder };
}
