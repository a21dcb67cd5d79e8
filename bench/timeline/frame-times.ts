/** Milliseconds. */
export interface Frame {
  /** Since the frame before. */
  readonly delta: number;
  /** In what the window itself does in a frame: its callbacks and what they leave to be done at once, and its answers to the events that the bench gave it. */
  readonly work: number;
}

export interface Times {
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly workMean: number;
  readonly workP95: number;
}

/** Watches frames from now on. The window's own callbacks are timed, not the bench's. */
export function frameTimes() {
  const ask = globalThis.requestAnimationFrame;
  const frames: Frame[] = [];
  let work = 0;
  let lastMs: number | undefined;
  globalThis.requestAnimationFrame = (run) =>
    ask((timeMs) => {
      const beginMs = performance.now();
      run(timeMs);
      // Behind what the callback leaves to be done at once.
      queueMicrotask(() => (work += performance.now() - beginMs));
    });
  return {
    /** Resolves in the next frame, after the callbacks that were asked for until now; the milliseconds since the last. */
    next: () =>
      new Promise<number>((resolve) =>
        ask((timeMs) => {
          const delta = lastMs === undefined ? 0 : timeMs - lastMs;
          if (lastMs !== undefined) frames.push({ delta, work });
          lastMs = timeMs;
          work = 0;
          resolve(delta);
        }),
      ),
    /** Something that the window answers to. */
    give(run: () => void): void {
      const beginMs = performance.now();
      run();
      work += performance.now() - beginMs;
    },
    end(): readonly Frame[] {
      globalThis.requestAnimationFrame = ask;
      return frames;
    },
  };
}

export function summarize(frames: readonly Frame[]): Times {
  const deltas = frames.map(({ delta }) => delta).sort((a, b) => a - b);
  const works = frames.map(({ work }) => work).sort((a, b) => a - b);
  const at = (sorted: readonly number[], part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
  return {
    frames: frames.length,
    p50: at(deltas, 0.5),
    p95: at(deltas, 0.95),
    max: at(deltas, 1),
    workMean: works.reduce((sum, work) => sum + work, 0) / Math.max(works.length, 1),
    workP95: at(works, 0.95),
  };
}
