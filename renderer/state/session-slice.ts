import type { StateCreator } from 'zustand/vanilla';
import type { HostState } from '../../protocol/index.ts';
import type { Progress, TooBig } from '../panels/stage-states.tsx';
import type { Origin } from './recording.ts';
import type { OverlookState } from './store.ts';

/**
 * How the window stands with its host. `none`: there is none to speak to; `lost`: there was one, or there should be one,
 * and the next attempt is at `retryAt` (milliseconds of the wall clock).
 */
export type Connection =
  { readonly state: 'none' | 'connecting' | 'open' } | { readonly state: 'lost'; readonly retryAt: number };

/** What is shown. Its rows are not here: `Library.shown` holds them, and `revision` says that they have changed. */
export interface Shown {
  readonly origin: Origin;
  readonly name: string;
  readonly lostBytes: number;
}

export interface SessionSlice {
  readonly connection: Connection;
  readonly host: HostState | undefined;
  readonly shown: Shown | undefined;
  /** True while a file is being read or the host opens a recording. */
  readonly loading: boolean;
  /** How far that is, where somebody knows; it stands over what is shown until it is undefined again. */
  readonly progress: Progress | undefined;
  /** A file that was not opened because it is too big. */
  readonly tooBig: TooBig | undefined;
  /** False: rows have come that are not on their lanes yet. */
  readonly isUpToDate: boolean;
  /** Counts the changes of the rows that are shown; grows at most once a frame. */
  readonly revision: number;
  /** What panels show of the rows: a revision, and the newest moment by then. They follow less often. */
  readonly panels: { readonly revision: number; readonly endNs: number };
  /** What went wrong last, in a sentence; stays until it is dismissed or something works. */
  readonly problem: string | undefined;
  readonly setConnection: (connection: Connection) => void;
  readonly setHost: (host: HostState) => void;
  readonly setLoading: (loading: boolean) => void;
  readonly setProgress: (progress: Progress | undefined) => void;
  readonly setTooBig: (tooBig: TooBig | undefined) => void;
  readonly setProblem: (problem: string | undefined) => void;
}

export const createSessionSlice: StateCreator<OverlookState, [], [], SessionSlice> = (set) => ({
  connection: { state: 'none' },
  host: undefined,
  shown: undefined,
  loading: false,
  progress: undefined,
  tooBig: undefined,
  isUpToDate: true,
  revision: 0,
  panels: { revision: 0, endNs: 0 },
  problem: undefined,
  setConnection: (connection) => set({ connection }),
  setHost: (host) => set({ host }),
  setLoading: (loading) => set({ loading }),
  setProgress: (progress) => set({ progress }),
  setTooBig: (tooBig) => set(tooBig === undefined ? { tooBig } : { tooBig, loading: false }),
  setProblem: (problem) => set({ problem }),
});
