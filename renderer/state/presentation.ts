import type { Library } from './library.ts';
import type { OverlookState, OverlookStore } from './store.ts';

/** Where the window looks that is presented. Panels, and how wide they are, are each window's own. */
const sharedKeys = ['follow', 'cursorNs', 'selection', 'range', 'filter', 'filterMode', 'lanes', 'theme'] as const;
type Shared = Pick<OverlookState, (typeof sharedKeys)[number]> & Partial<Pick<OverlookState, 'view'>>;

/** What the two windows say to each other. Only windows of this Overlook can: a channel belongs to an origin. */
type Message =
  /** Presentation → window: what is shown, and where does it look? */
  | { readonly kind: 'hello' }
  /** Window → presentation. What it shows has this number; without a file it has it from the host. */
  | { readonly kind: 'shown'; readonly number: number; readonly name: string; readonly file?: Blob }
  | { readonly kind: 'looks'; readonly at: Shared };

/** A BroadcastChannel, or what stands for it. */
export interface PresentationChannel {
  tell(message: Message): void;
  onTold(listener: (message: Message) => void): void;
}

/** The channel of this name, for the windows of one Overlook. */
export function presentationChannel(name: string): PresentationChannel {
  const channel = new BroadcastChannel(name);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window: only its own origin hears it
    tell: (message) => channel.postMessage(message),
    onTold: (listener) => channel.addEventListener('message', ({ data }: MessageEvent<Message>) => listener(data)),
  };
}

/** Tells presentations what this window shows and where it looks, whenever that changes. */
export function presentOn(channel: PresentationChannel, store: OverlookStore, library: Library): void {
  let number = 0;
  let { shown } = library;
  let isDue = false;
  const tellShown = () => {
    if (shown === undefined) return;
    const { file, name } = shown;
    channel.tell({ kind: 'shown', number, name, ...(file === undefined ? {} : { file }) });
  };
  const tellLooks = () => {
    isDue = false;
    channel.tell({ kind: 'looks', at: sharedOf(store.getState()) });
  };
  channel.onTold((message) => {
    if (message.kind !== 'hello') return;
    tellShown();
    tellLooks();
  });
  store.subscribe((state, before) => {
    if (library.shown !== shown) {
      ({ shown } = library);
      number++;
      tellShown();
    }
    const isSame =
      sharedKeys.every((key) => state[key] === before[key]) && (state.follow || state.view === before.view);
    if (isSame || isDue) return;
    isDue = true;
    queueMicrotask(tellLooks);
  });
}

/** Shows what the window on the other end shows, and looks where it looks. */
export function followOn(channel: PresentationChannel, store: OverlookStore, library: Library): void {
  /** The file that is shown, by the other window's number. */
  let file: number | undefined;
  let { shown } = library;
  channel.onTold((message) => {
    if (message.kind === 'looks') return store.setState(message.at);
    if (message.kind !== 'shown') return;
    const { number, name } = message;
    if (message.file === undefined) {
      file = undefined;
      library.showFromHost();
    } else if (number !== file) {
      file = number;
      void library.openFile(message.file, name);
    }
  });
  const ask = () => channel.tell({ kind: 'hello' });
  store.subscribe(() => {
    if (library.shown === shown) return;
    ({ shown } = library);
    // Of what the host shows the other window may know less, or nothing: it may show a file.
    if (shown?.origin !== 'file') file = undefined;
    ask();
  });
  ask();
}

/** A window that keeps up with the newest rows looks where each window finds them. */
function sharedOf(state: OverlookState): Shared {
  const { follow, cursorNs, selection, range, filter, filterMode, lanes, theme } = state;
  const shared: Shared = { follow, cursorNs, selection, range, filter, filterMode, lanes, theme };
  return follow ? shared : { ...shared, view: state.view };
}
