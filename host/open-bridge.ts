import type * as NativeBridge from '../native-bridge/index.ts';
import { ok, problem, type BridgeConnection, type BridgeListener, type Result } from '../protocol/index.ts';
import type { Environment } from './environment.ts';
import { reason } from './recording-file.ts';
import { findWine } from './wine.ts';
import { openWineBridge } from './wine-bridge.ts';

/** Loaded only where Winsock is: koffi and the DLLs are not there on other systems. */
let native: typeof NativeBridge | undefined;

/** How many threads of this process stand in a native call although their session is over. */
export const threadsLeft = () => native?.threadsLeft() ?? 0;

/** Opens a bridge in the way that this machine allows. Resolves when it is ready, or with what to do. `signal` gives up. */
export async function openBridge(
  environment: Environment,
  listener: BridgeListener,
  signal?: AbortSignal,
): Promise<Result<BridgeConnection>> {
  if (process.platform === 'win32') return openInProcess(environment, listener);
  if (process.platform !== 'linux') {
    return problem('Live sessions need Windows, or Linux with Wine. Recordings can be opened here.');
  }
  const wine = findWine(environment.root);
  return wine.ok ? openWineBridge(wine.value, environment, listener, signal === undefined ? {} : { signal }) : wine;
}

/** Whether a bridge can be opened here, without opening one; the problem says what to do. */
export function canOpenBridge(environment: Environment): Result<null> {
  if (process.platform === 'win32') return ok(null);
  if (process.platform !== 'linux') {
    return problem('Live sessions need Windows, or Linux with Wine. Recordings can be opened here.');
  }
  const wine = findWine(environment.root);
  return wine.ok ? ok(null) : wine;
}

async function openInProcess(environment: Environment, listener: BridgeListener): Promise<Result<BridgeConnection>> {
  try {
    native ??= await import('../native-bridge/index.ts');
    const bridge = new native.Bridge(listener, {
      threadsDir: environment.appFolder,
      overlookVersion: environment.version,
    });
    bridge.start();
    return ok(bridge);
  } catch (error) {
    return problem(`Winsock cannot be used: ${reason(error)}.`);
  }
}
