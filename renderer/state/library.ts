import type { HostMessage, Result, RowsMessage } from '../../protocol/index.ts';
import { FooterIsDamaged } from '../../trace/index.ts';
import { openFile, readProblem, type OpeningFile } from './open-file.ts';
import { LiveInWorker } from './live-in-worker.ts';
import { openInWorker } from './open-in-worker.ts';
import { Recording } from './recording.ts';
import { FileBytes, HostBytes, HostFile, type ReadInHost, type WholeBytes } from './recording-bytes.ts';
import { canBuildInWorker } from './start-trace-worker.ts';
import type { OverlookStore } from './store.ts';

type SourceMessage = Extract<HostMessage, { kind: 'source' }>;

/** Of each frame, so many milliseconds go into reading a file, and so many into putting what has come on its lanes. */
const READ_MS = 16;
const INDEX_MS = 8;
/** While rows keep coming, panels are told of them so often: they are words, and nobody reads faster. */
const PANELS_MS = 100;
/** While a file is read, less often: what they say goes by. */
const PANELS_OPENING_MS = 1000;
/** While a file is read, what has come is drawn so often at most: drawing takes time from reading. */
const OPENING_MS = 250;
/** What takes longer to be drawn is not waited for: a window that nobody sees has no frames. */
const DRAWN_MS = 250;
/** Between two looks at what comes lies so many times what one costs, until its frame was drawn: so that more can come. */
const REST = 6;

/** Reads in the recording of a source of the host's. */
type ReadSource = (of: {
  readonly source: number;
  readonly at: number;
  readonly bytes: number;
}) => Promise<Result<Uint8Array<ArrayBuffer>>>;

/** A recording that the window reads in the host. */
interface InHost {
  readonly name: string;
  readonly bytes: HostFile;
}

/** What the host sends: `live` builds its trace in another thread, where that can be done. */
interface FromHost {
  readonly source: number;
  readonly recording: Recording;
  live?: LiveInWorker;
}

/**
 * The recordings of a window: the host's newest source, and the one that is shown.
 *
 * Rows go into the recording at once; the store learns of them once a frame.
 */
export class Library {
  shown: Recording | undefined;
  /** This frame tells of what has come: who draws it does so in the same one. Two that are late are more than one. */
  isPublishing = false;
  private fromHost: FromHost | undefined;
  private inHost: InHost | undefined;
  /** What is being opened, and not shown yet; and what was opened, and is shown. */
  private pending: WholeBytes | undefined;
  private opened: WholeBytes | undefined;
  private opening: OpeningFile | undefined;
  private frameIsAsked = false;
  private panelsToldMs = -Infinity;
  private panelsTimer: ReturnType<typeof setTimeout> | undefined;
  private isIndexing = false;
  /** When what comes was shown last, and what that cost. */
  private shownMs = -Infinity;
  private costMs = 0;
  private restTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: OverlookStore,
    /** requestAnimationFrame, or what stands for it. */
    private readonly nextFrame: (run: () => void) => void,
    private readonly readSource: ReadSource = () => Promise.resolve({ ok: false, problem: 'There is no host.' }),
  ) {}

  /** The host begins a new trace: it is shown from now on. */
  open({ source, origin, name, lostBytes, bytes }: SourceMessage): void {
    const read: ReadInHost = (at, count) => this.readSource({ source, at, bytes: count });
    this.fromHost?.live?.close();
    this.fromHost = undefined;
    this.inHost = bytes === undefined ? undefined : { name, bytes: new HostFile(read, bytes) };
    // A file that the person has chosen meanwhile comes after it.
    const isFileComing = this.pending?.file !== undefined;
    if (!isFileComing) this.pending = undefined;
    if (this.inHost !== undefined) return isFileComing ? undefined : this.showFromHost();
    const recording = new Recording(origin, name, lostBytes, new HostBytes(read));
    this.fromHost = { source, recording };
    this.show(recording);
  }

  /** Shows again what the host shows, if it shows anything. */
  showFromHost(): void {
    const { inHost } = this;
    const isThere = inHost?.bytes === this.opened || inHost?.bytes === this.pending;
    if (inHost !== undefined && !isThere) void this.openBytes(inHost.bytes, inHost.name);
    const recording = this.fromHost?.recording;
    if (recording !== undefined && recording !== this.shown) this.show(recording);
  }

  openFile(file: Blob, name: string): Promise<void> {
    return this.openBytes(new FileBytes(file), name);
  }

  /** Opens a recording, piece by piece: what has been read is shown, and can be looked at. */
  private async openBytes(bytes: WholeBytes, name: string, { usesFooter = true } = {}): Promise<void> {
    this.pending = bytes;
    this.store.getState().setLoading(true);
    const opened = await (canBuildInWorker() ? openInWorker : openFile)(bytes, name, { usesFooter });
    // Something else is to be shown meanwhile.
    if (this.pending !== bytes) {
      if (opened.ok) opened.value.close();
      return;
    }
    this.pending = undefined;
    if (!opened.ok) {
      this.store.getState().setLoading(false);
      this.store.getState().setProblem(opened.problem);
      return;
    }
    const opening = opened.value;
    const { recording } = opening;
    this.show(recording, bytes);
    this.opening = opening;
    this.panelsToldMs = -Infinity;
    this.store.setState({ isUpToDate: false });
    // Showing that there is one is a task of its own.
    await new Promise<void>(waitOneTask);
    let isShowing = false;
    const show = async () => {
      isShowing = true;
      await this.showOpening(opening, name);
      isShowing = false;
    };
    try {
      for (let budgetMs = 0; this.opening === opening && (await opening.step(budgetMs));) {
        // Something else is shown by now, and has nothing to do with this.
        if (this.opening !== opening) break;
        const isFirst = this.shownMs === -Infinity;
        const isDue = performance.now() - this.shownMs > Math.max(OPENING_MS, REST * this.costMs);
        // What has come is put on its lanes first.
        const isIndexed = isShowing || recording.index?.update(INDEX_MS) !== false;
        // Another thread that reads would take the processors that drawing needs: it waits meanwhile.
        if (!isShowing && !opening.isReading && isDue && (isIndexed || !isFirst)) void show();
        if (!isShowing && !isFirst) opening.readOn?.();
        budgetMs = isIndexed ? READ_MS : 0;
        await new Promise<void>(waitOneTask);
      }
      while (this.opening === opening && recording.index?.update(READ_MS) === false) {
        await new Promise<void>(waitOneTask);
      }
    } catch (error) {
      // Of a file that was left for another nobody asks any more.
      if (this.opening !== opening) return;
      if (error instanceof FooterIsDamaged) return this.openBytes(bytes, name, { usesFooter: false });
      this.store.getState().setProblem(readProblem(name, error, { further: true }));
    }
    if (this.opening === opening) this.endOpening();
    if (this.shown === recording) this.changed();
    for (let ms = 0; this.shown === recording && recording.index?.prepare(ms) === false;) ms = await idleMs();
  }

  /** What was read of the file so far stays. */
  stopOpening(): void {
    if (this.opening === undefined) return;
    this.opening.recording.unreadBytes = this.opening.left;
    this.endOpening();
    this.changed();
  }

  /** `taken` is called when nothing of the rows is on its way any more. */
  takeRows({ source, first, messages }: RowsMessage, taken: () => void): void {
    if (this.fromHost?.source !== source) return taken();
    const { recording } = this.fromHost;
    const schemaMessage = first === 0 ? messages[0] : undefined;
    if (schemaMessage !== undefined) this.begin(this.fromHost, schemaMessage);
    const batches = schemaMessage === undefined ? messages : messages.slice(1);
    const { live } = this.fromHost;
    if (live === undefined) {
      for (const message of batches) recording.takeBatch(message);
      taken();
    } else live.take(batches, taken);
    if (live === undefined && this.shown === recording) this.changed();
  }

  private begin(fromHost: FromHost, schemaMessage: Uint8Array<ArrayBuffer>): void {
    const { recording } = fromHost;
    if (recording.trace !== undefined || !canBuildInWorker()) return recording.takeSchema(schemaMessage);
    const changed = () => {
      if (this.shown === recording) this.changedElsewhere();
    };
    // What comes with it goes to another thread.
    const own = schemaMessage.slice();
    fromHost.live = new LiveInWorker(recording, own, changed, () => this.cannotGoOn(recording));
    if (this.shown === recording) this.changed();
  }

  /** `opened`: what it is read from. */
  show(recording: Recording, opened?: WholeBytes): void {
    this.opened = opened;
    this.opening?.close();
    this.opening = undefined;
    this.shown = recording;
    // The timeline is there first; what the tables say of it comes in frames of its own.
    this.panelsToldMs = performance.now();
    this.shownMs = -Infinity;
    this.costMs = 0;
    const { origin, name, lostBytes } = recording;
    this.store.setState(({ revision }) => ({
      shown: { origin, name, lostBytes },
      revision: revision + 1,
      loading: false,
      progress: undefined,
      problem: undefined,
      cursorNs: undefined,
      selection: undefined,
      playing: false,
      follow: true,
      filter: '',
      sort: undefined,
    }));
    this.publish();
  }

  private cannotGoOn({ name }: Recording): void {
    this.store
      .getState()
      .setProblem(
        `What comes of ${name} cannot be shown any more. Overlook keeps all of it: open its recording from the list.`,
      );
  }

  private endOpening(): void {
    this.opening?.close();
    this.opening = undefined;
    // The timeline, which gets the room of what told of the reading, has this frame for itself.
    this.panelsToldMs = performance.now();
    this.store.setState({ progress: undefined });
  }

  /** There is more to show, as soon as it is time. */
  private changedElsewhere(): void {
    if (this.restTimer !== undefined) return;
    const restMs = this.shownMs + REST * this.costMs - performance.now();
    const run = () => {
      this.restTimer = undefined;
      void this.showMeasured();
    };
    this.restTimer = setTimeout(run, Math.max(restMs, 0));
  }

  /** Shows how far a file has been read: the timeline, then what the panels say of it, each in frames of its own. */
  private async showOpening(opening: OpeningFile, name: string): Promise<void> {
    const { part } = opening;
    const onCancel = () => this.stopOpening();
    this.store.setState({ progress: { part, sentence: `${name} is being read.`, onCancel } });
    await this.showMeasured();
    if (this.opening !== opening || performance.now() - this.panelsToldMs < PANELS_OPENING_MS) return;
    this.tellPanels();
    await this.drawn();
  }

  /** Shows what has come, and measures what that costs. Over when it is on the screen. */
  private async showMeasured(): Promise<void> {
    const beginMs = (this.shownMs = performance.now());
    this.changed();
    await this.drawn();
    // What is shown instead by now has a cost of its own.
    if (this.shownMs === beginMs) this.costMs = performance.now() - beginMs;
  }

  /** Over when the next frame is on the screen: the page can do something else again. */
  private drawn(): Promise<void> {
    const drawn = new Promise<void>((resolve) => this.nextFrame(() => waitOneTask(resolve)));
    return Promise.race([drawn, new Promise<void>((resolve) => setTimeout(resolve, DRAWN_MS))]);
  }

  private changed(): void {
    if (this.frameIsAsked) return;
    this.frameIsAsked = true;
    this.nextFrame(() => {
      this.frameIsAsked = false;
      this.isPublishing = true;
      this.publish();
      this.isPublishing = false;
    });
  }

  private publish(): void {
    // Who opens a file puts it on its lanes.
    const isIndexed = this.opening === undefined && (this.shown?.index?.update(INDEX_MS) ?? true);
    const isComing = this.fromHost?.recording === this.shown && this.fromHost?.live?.isBehind === true;
    this.store.setState(({ revision }) => ({ revision: revision + 1, isUpToDate: isIndexed && !isComing }));
    this.store.getState().observeUntil(this.shown?.trace?.endTime ?? 0);
    this.tellPanelsSoon();
    if (!isIndexed && this.opening === undefined) void this.indexOn(this.shown);
  }

  /** Puts the rest of what has come on its lanes, between the frames. */
  private async indexOn(recording: Recording | undefined): Promise<void> {
    if (this.isIndexing) return;
    this.isIndexing = true;
    while (this.shown === recording && recording?.index?.update(INDEX_MS) === false) {
      this.changedElsewhere();
      await new Promise<void>(waitOneTask);
    }
    this.isIndexing = false;
    this.changedElsewhere();
  }

  /** Now, or as soon as it is time again. Who opens a file tells them when it is their turn. */
  private tellPanelsSoon(): void {
    if (this.opening !== undefined) return;
    const waitMs = this.panelsToldMs + PANELS_MS - performance.now();
    if (waitMs <= 0) return this.tellPanels();
    this.panelsTimer ??= setTimeout(() => {
      this.panelsTimer = undefined;
      this.tellPanelsSoon();
    }, waitMs);
  }

  private tellPanels(): void {
    this.panelsToldMs = performance.now();
    const endNs = this.shown?.trace?.endTime ?? 0;
    this.store.setState(({ revision }) => ({ panels: { revision, endNs } }));
  }
}

/** Waits until nobody needs the page, and for how long. */
function idleMs(): Promise<number> {
  return new Promise((resolve) => requestIdleCallback((deadline) => resolve(deadline.timeRemaining())));
}

/** Lets the page answer input in between; not as late as a timer would. */
function waitOneTask(done: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    port1.close();
    done();
  });
  port1.start();
  port2.postMessage(undefined);
}
