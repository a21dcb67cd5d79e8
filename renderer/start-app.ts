import type { OverlookShell } from '../protocol/index.ts';
import type { Trace } from '../trace/index.ts';
import type { App } from './app-context.ts';
import type { OpenCarrier } from './client/carrier.ts';
import { connectShell, connectTitle } from './client/connect-shell.ts';
import { HostClient } from './client/host-client.ts';
import { portCarrier } from './client/port-carrier.ts';
import { takeToken } from './client/session-token.ts';
import { webSocketCarrier } from './client/web-socket-carrier.ts';
import { whichWindow, type WhichWindow } from './client/which-window.ts';
import { createActions, type Outside } from './commands/actions.ts';
import { StageOfTimeline, type CommandParts } from './commands/command-parts.ts';
import { createCommands } from './commands/commands.ts';
import { connectKeys } from './commands/connect-keys.ts';
import { connectPlay } from './commands/play.ts';
import { connectViewRests } from './commands/view-rests.ts';
import { WindowPanels } from './panels/window-panels.ts';
import { Library } from './state/library.ts';
import { followOn, presentationChannel, presentOn } from './state/presentation.ts';
import { rememberViews } from './state/remember-views.ts';
import { Search } from './state/search.ts';
import { prepareTraceWorker } from './state/start-trace-worker.ts';
import { createOverlookStore, type OverlookStore } from './state/store.ts';
import { TableOrder } from './state/table-order.ts';
import type { Scene } from './timeline/render.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload script; absent in a browser. */
    readonly overlookShell?: OverlookShell;
    /** For tests, benches and for looking inside: what is shown, and the state of the window. */
    overlook?: {
      readonly trace: () => Trace | undefined;
      readonly store: OverlookStore;
      readonly progress: () => Progress;
      /** What the timeline is drawn from: where everything stands. */
      readonly scene: () => Scene | undefined;
    };
  }
}

/** How much of what is being opened, or runs, the window can show. */
export interface Progress {
  readonly rows: number;
  readonly operations: number;
  /** Nothing more is to be read or laid out; of a session that runs: at the moment. */
  readonly complete: boolean;
}

/** Puts the window's parts together: state, rows, host, keys, files that are dropped. Once for the life of the page. */
export function startApp(): App {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const store = createOverlookStore(window.localStorage, dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', () => store.getState().setSystemTheme(dark.matches ? 'dark' : 'light'));
  const showTheme = () => (document.documentElement.dataset['theme'] = store.getState().theme);
  showTheme();
  store.subscribe(showTheme);

  const library: Library = new Library(
    store,
    (run) => requestAnimationFrame(run),
    async (of) => (await client?.read(of)) ?? { ok: false, problem: 'There is no host.' },
  );
  const which = whichWindow({
    search: location.search,
    storage: sessionStorage,
    isDesktop: window.overlookShell !== undefined,
  });
  const channel = presentationChannel(which.channel);
  if (which.isPresentation) followOn(channel, store, library);
  else {
    rememberViews(store, library, window.localStorage);
    presentOn(channel, store, library);
  }
  const search = new Search(store, library, (run) => requestAnimationFrame(run));
  const order = new TableOrder(store, library, search, (run) => requestAnimationFrame(run));
  const client: HostClient | undefined = connectHost(store, library);
  const actions = createActions(store, library, client, outsideOf(which));
  const stage = new StageOfTimeline();
  const parts: CommandParts = { store, library, actions, stage, panels: new WindowPanels() };
  const commands = createCommands(parts);
  connectKeys(commands, window);
  connectViewRests(store);
  connectPlay(store);
  connectDrop((file) => actions.openFile(file));
  connectTitle(store, document);
  if (window.overlookShell !== undefined) connectShell(window.overlookShell, store);
  window.overlookShell?.onCommand((id) => commands.find((command) => command.id === id)?.run());
  window.overlook = {
    trace: () => library.shown?.trace,
    store,
    progress: () => progressOf(parts),
    scene: () => stage.timeline?.scene(),
  };
  return { ...parts, search, order, commands, isPresentation: which.isPresentation };
}

function outsideOf({ presentationAddress }: WhichWindow): Outside {
  const shell = window.overlookShell;
  if (shell === undefined) {
    return {
      opened: () => undefined,
      // By its name: asked for again, the one that is there comes to the front.
      present: () => window.open(presentationAddress, presentationAddress) !== null,
    };
  }
  return {
    opened: (file) => shell.opened(file),
    present() {
      shell.present();
      return true;
    },
  };
}

function progressOf({ store, library, stage }: CommandParts): Progress {
  const { loading, progress, isUpToDate } = store.getState();
  const isLaidOut = stage.timeline?.isLaidOut ?? true;
  const isComplete = !loading && progress === undefined && isUpToDate && isLaidOut;
  const { rows, operations } = library.shown?.trace ?? {};
  return { rows: rows?.length ?? 0, operations: operations?.length ?? 0, complete: isComplete };
}

function connectHost(store: OverlookStore, library: Library): HostClient | undefined {
  const open = hostCarrier();
  if (open === undefined) return undefined;
  const { setConnection, setHost, setProblem } = store.getState();
  const client = new HostClient(open, {
    connecting: () => setConnection({ state: 'connecting' }),
    opened: () => setConnection({ state: 'open' }),
    lost: (retryMs) => setConnection({ state: 'lost', retryAt: Date.now() + retryMs }),
    message: (message) => (message.kind === 'state' ? setHost(message.state) : library.open(message)),
    rows: (rows, taken) => library.takeRows(rows, taken),
    misunderstood: () => setProblem('The host said something that this window does not understand: reload the window.'),
  });
  client.connect();
  return client;
}

/** How to reach the host: Electron's port, or the WebSocket of the server that gave this page and its token. */
function hostCarrier(): OpenCarrier | undefined {
  if (window.overlookShell !== undefined) return portCarrier(window.overlookShell, window);
  const token = takeToken({ location, history, storage: sessionStorage });
  return token === undefined ? undefined : webSocketCarrier(`ws://${location.host}/ws`, token);
}

/** A file that is dropped anywhere on the window is opened; the browser itself would leave the page for it. */
function connectDrop(openFile: (file: File) => void): void {
  window.addEventListener('dragenter', () => prepareTraceWorker());
  window.addEventListener('dragover', (event) => event.preventDefault());
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) openFile(file);
  });
}
