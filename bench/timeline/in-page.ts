import { frameTimes, summarize, type Times } from './frame-times.ts';
import { canvas, pictures, wheelAt } from './on-canvas.ts';
import { tour } from './tour.ts';

/**
 * What the bench does and measures inside the window: it is put into the page once the window is there, and is silent
 * until it is asked for its result. So nothing outside disturbs what it measures.
 */
declare const overlook: {
  readonly progress: () => { readonly rows: number; readonly operations: number; readonly complete: boolean };
  readonly store: { getState(): { readonly host?: { readonly session?: { readonly state: string } } } };
};

export interface Opened {
  /** From the recording's being chosen to the first frame that answers an input, and until all is there. */
  readonly usableMs: number;
  readonly completeMs: number;
  /** The longest that a key waited for the window, of those that the bench presses meanwhile. */
  readonly inputWaitMs: number;
  /** The longest time between two frames. */
  readonly longestFrameMs: number;
  readonly operations: number;
  readonly rows: number;
}

export interface Live extends Times {
  readonly rows: number;
  readonly operations: number;
  /** From the end of the session, as the window was told, until all rows were there. */
  readonly lateMs: number;
}

export interface TimelineBench {
  opened?: Promise<Opened>;
  watchOpening(how: 'file' | 'host'): void;
  tour: typeof tour;
  live(rows: number): Promise<Live>;
}

/** When no row has come for so long, those that are missing are lost; after the longer time they are too late. */
const PATIENCE_MS = 10_000;
const LATEST_MS = 45_000;
/** See timeline.mjs. Nothing in the window answers it. */
const MEASURING_KEY = 'F24';

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** The moment at which a file is chosen: the window's chooser is an element of its own, in no document. */
function whenChosen(): Promise<number> {
  return new Promise((resolve) => {
    const create = document.createElement.bind(document);
    document.createElement = (name: string, options?: ElementCreationOptions) => {
      const element = create(name, options);
      if (name === 'input') {
        document.createElement = create;
        element.addEventListener('change', () => resolve(performance.now()));
      }
      return element;
    };
  });
}

/** The moment at which a recording is chosen in the host's list. */
function whenClicked(): Promise<number> {
  return new Promise((resolve) => {
    document.addEventListener('click', () => resolve(performance.now()), { capture: true, once: true });
  });
}

async function watchOpening(how: 'file' | 'host'): Promise<Opened> {
  const beginMs = await (how === 'file' ? whenChosen() : whenClicked());
  let inputWaitMs = 0;
  let keys = 0;
  const pressed = ({ key, timeStamp }: KeyboardEvent) => {
    if (key !== MEASURING_KEY) return;
    keys++;
    inputWaitMs = Math.max(inputWaitMs, performance.now() - timeStamp);
  };
  window.addEventListener('keydown', pressed, { capture: true });
  let longestFrameMs = 0;
  const picture = pictures();
  const empty = picture();
  let usableMs = 0;
  let before: number | undefined;
  for (let lastMs = beginMs; ;) {
    await nextFrame();
    const nowMs = performance.now();
    longestFrameMs = Math.max(longestFrameMs, nowMs - lastMs);
    lastMs = nowMs;
    const { operations, rows, complete } = overlook.progress();
    if (usableMs === 0 && operations > 0) {
      const shown = picture();
      if (before !== undefined && shown !== before) usableMs = nowMs - beginMs;
      else if (shown !== empty) {
        before = shown;
        canvas().dispatchEvent(wheelAt(0.5, { deltaY: -120 }));
      }
    }
    if (usableMs > 0 && complete) {
      const completeMs = nowMs - beginMs;
      window.removeEventListener('keydown', pressed, { capture: true });
      if (keys === 0) throw new Error('No key has come while the file was opened');
      return { usableMs, completeMs, inputWaitMs, longestFrameMs, operations, rows };
    }
  }
}

/** Runs a live session, and watches the frames while its rows come. */
async function live(rows: number): Promise<Live> {
  const click = (name: string) => document.querySelector<HTMLElement>(`[data-testid="${name}"]`)!.click();
  click('lesson-load');
  await nextFrame();
  click('run');
  while (overlook.progress().rows === 0) await nextFrame();
  const times = frameTimes();
  const isRunning = () => overlook.store.getState().host?.session?.state !== 'ended';
  while (isRunning()) await times.next();
  const summary = summarize(times.end());
  const endedMs = performance.now();
  let { rows: before } = overlook.progress();
  for (
    let sinceMs = endedMs;
    before < rows && performance.now() < Math.min(sinceMs + PATIENCE_MS, endedMs + LATEST_MS);
  ) {
    await nextFrame();
    const now = overlook.progress().rows;
    if (now > before) sinceMs = performance.now();
    before = now;
  }
  const lateMs = performance.now() - endedMs;
  const { operations, rows: shown } = overlook.progress();
  return { ...summary, operations, rows: shown, lateMs };
}

const bench: TimelineBench = {
  watchOpening: (how) => void (bench.opened = watchOpening(how)),
  tour,
  live,
};
Object.assign(globalThis, { bench });
