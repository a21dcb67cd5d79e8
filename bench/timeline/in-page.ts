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
  /** From the file's being chosen to the first frame that answers an input, and until all is there. */
  readonly usableMs: number;
  readonly completeMs: number;
  /** The longest time in which the window could not answer. */
  readonly longestBlockMs: number;
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
  watchOpening(): void;
  tour: typeof tour;
  live(rows: number): Promise<Live>;
}

/** When no row has come for so long, those that are missing are lost; after the longer time they are too late. */
const PATIENCE_MS = 10_000;
const LATEST_MS = 45_000;

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

async function watchOpening(): Promise<Opened> {
  const beginMs = await whenChosen();
  let longestBlockMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestBlockMs = Math.max(longestBlockMs, duration);
  }).observe({ entryTypes: ['longtask'] });
  const picture = pictures();
  const empty = picture();
  let usableMs = 0;
  let before: number | undefined;
  for (let lastMs = beginMs; ;) {
    await nextFrame();
    const nowMs = performance.now();
    longestBlockMs = Math.max(longestBlockMs, nowMs - lastMs);
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
    // What has come since the browser told of it is waited for: entries arrive after their task.
    if (usableMs > 0 && complete) {
      const completeMs = nowMs - beginMs;
      for (let frame = 0; frame < 3; frame++) await nextFrame();
      return { usableMs, completeMs, longestBlockMs, operations, rows };
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
  watchOpening: () => void (bench.opened = watchOpening()),
  tour,
  live,
};
Object.assign(globalThis, { bench });
