import type { HostMessage, RowsMessage } from '../../protocol/index.ts';
import { Recording } from './recording.ts';
import type { OverlookStore } from './store.ts';

type SourceMessage = Extract<HostMessage, { kind: 'source' }>;

/**
 * The recordings of a window: the host's newest source, and the one that is shown.
 *
 * Rows go into the recording at once; the store learns of them once a frame.
 */
export class Library {
  shown: Recording | undefined;
  private fromHost: { readonly source: number; readonly recording: Recording } | undefined;
  private frameIsAsked = false;

  constructor(
    private readonly store: OverlookStore,
    /** requestAnimationFrame, or what stands for it. */
    private readonly nextFrame: (run: () => void) => void,
  ) {}

  /** The host begins a new trace: it is shown from now on. */
  open({ source, origin, name, lostBytes }: SourceMessage): void {
    const recording = new Recording(origin, name, lostBytes);
    this.fromHost = { source, recording };
    this.show(recording);
  }

  takeRows(rows: RowsMessage): void {
    if (this.fromHost?.source !== rows.source) return;
    const { recording } = this.fromHost;
    if (rows.kind === 'schema') recording.takeSchema(rows.bytes);
    else recording.takeBatch(rows.bytes);
    if (this.shown === recording) this.changed();
  }

  show(recording: Recording): void {
    this.shown = recording;
    const { origin, name, lostBytes } = recording;
    this.store.setState(({ revision }) => ({
      shown: { origin, name, lostBytes },
      revision: revision + 1,
      loading: false,
      problem: undefined,
      cursorNs: undefined,
      selection: undefined,
      playing: false,
      follow: true,
      filter: '',
    }));
    this.publish();
  }

  private changed(): void {
    if (this.frameIsAsked) return;
    this.frameIsAsked = true;
    this.nextFrame(() => {
      this.frameIsAsked = false;
      this.publish();
    });
  }

  private publish(): void {
    this.shown?.index?.update();
    this.store.setState(({ revision }) => ({ revision: revision + 1 }));
    this.store.getState().observeUntil(this.shown?.trace?.endTime ?? 0);
  }
}
